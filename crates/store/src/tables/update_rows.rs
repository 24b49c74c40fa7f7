//! Rows of status updates.

use std::borrow::Cow;

use chrono::NaiveDate;
use diesel::{
    Queryable, Selectable,
    sql_types::{BigInt, Date, Nullable, Text},
};

use crate::{bulk::bulk, connection::AnyConnection, schema::status_updates};
use presence_model::{Code as _, StatusUpdate, Subject};

#[derive(Queryable, Selectable, Debug, PartialEq)]
#[diesel(table_name = status_updates)]
pub(crate) struct UpdateRow<'a> {
    pub id: i64,
    pub recorded_at: i64,
    pub presence: Option<Cow<'a, str>>,
    pub post: Option<Cow<'a, str>>,
    pub office: Cow<'a, str>,
    pub status: Option<Cow<'a, str>>,
    pub operating_mode: Option<Cow<'a, str>>,
    pub operating_from_country: Option<Cow<'a, str>>,
    pub operating_from_city: Option<Cow<'a, str>>,
    pub effective_on: NaiveDate,
    pub reason: Option<Cow<'a, str>>,
    pub successor: Option<Cow<'a, str>>,
    pub note: Option<Cow<'a, str>>,
    pub note_language: Option<Cow<'a, str>>,
    pub note_visibility: Cow<'a, str>,
    pub supersedes: Option<i64>,
    pub reference: Option<Cow<'a, str>>,
    pub decision: Option<Cow<'a, str>>,
    pub decision_reference: Option<Cow<'a, str>>,
    pub decided_on: Option<NaiveDate>,
    pub enacts: Option<i64>,
}

impl<'a> From<&'a StatusUpdate> for UpdateRow<'a> {
    fn from(update: &'a StatusUpdate) -> Self {
        let (presence, post) = match &update.subject {
            Subject::Presence(code) => (Some(code.as_str().into()), None),
            Subject::Post(code) => (None, Some(code.as_str().into())),
        };
        let (from, decision) = (update.operating_from.as_deref(), update.decision.as_deref());
        Self {
            id: update.id as i64,
            recorded_at: update.recorded_at.0,
            presence,
            post,
            office: update.office.as_str().into(),
            status: update.status.map(|status| status.as_str().into()),
            operating_mode: update.operating_mode.map(|code| code.as_str().into()),
            operating_from_country: from.map(|place| place.country.as_str().into()),
            operating_from_city: from.and_then(|place| place.city.as_deref()).map(Into::into),
            effective_on: update.effective_on,
            reason: update.reason.map(|code| code.as_str().into()),
            successor: update.successor.as_ref().map(|code| code.as_str().into()),
            note: update.note.as_deref().map(Into::into),
            note_language: update.note_language.as_ref().map(|tag| tag.as_str().into()),
            note_visibility: update.note_visibility.as_str().into(),
            supersedes: update.supersedes.map(|id| id as i64),
            reference: update.reference.as_deref().map(Into::into),
            decision: decision.map(|decision| decision.kind.as_str().into()),
            decision_reference: decision.map(|decision| decision.reference.as_str().into()),
            decided_on: decision.map(|decision| decision.decided_on),
            enacts: update.enacts.map(|id| id as i64),
        }
    }
}

bulk!(UpdateRow into status_updates, id: BigInt, recorded_at: BigInt, presence: Nullable<Text>, post: Nullable<Text>,
    office: Text, status: Nullable<Text>, operating_mode: Nullable<Text>, operating_from_country: Nullable<Text>,
    operating_from_city: Nullable<Text>, effective_on: Date, reason: Nullable<Text>, successor: Nullable<Text>,
    note: Nullable<Text>, note_language: Nullable<Text>, note_visibility: Text, supersedes: Nullable<BigInt>,
    reference: Nullable<Text>, decision: Nullable<Text>, decision_reference: Nullable<Text>, decided_on: Nullable<Date>,
    enacts: Nullable<BigInt>);
