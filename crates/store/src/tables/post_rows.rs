//! Rows of posts.

use std::borrow::Cow;

use chrono::NaiveDate;
use diesel::{AsChangeset, ExpressionMethods, Insertable, QueryDsl, QueryResult, Queryable, RunQueryDsl, Selectable};

use super::texts;
use crate::{
    connection::AnyConnection,
    schema::{adviser_post_covers, adviser_post_titles, adviser_posts},
};
use presence_core::tracked::Tracked;
use presence_model::{Code as _, Post};

/// The columns of a post that follow from its timeline.
#[derive(AsChangeset, Insertable, Queryable, Selectable, Debug, PartialEq)]
#[diesel(table_name = adviser_posts, treat_none_as_null = true)]
pub(crate) struct PostState<'a> {
    pub status: Cow<'a, str>,
    pub status_since: Option<NaiveDate>,
    pub reason: Option<Cow<'a, str>>,
    pub last_update: Option<i64>,
    pub revision: i64,
    pub recorded_at: i64,
}

impl<'a> From<&'a Tracked<Post>> for PostState<'a> {
    fn from(tracked: &'a Tracked<Post>) -> Self {
        Self {
            status: tracked.state.status.as_str().into(),
            status_since: tracked.state.since,
            reason: tracked.state.reason.map(|code| code.as_str().into()),
            last_update: tracked.last_report.as_ref().map(|last| last.update as i64),
            revision: tracked.revision as i64,
            recorded_at: tracked.recorded_at.0,
        }
    }
}

/// The columns of a post that its description sets.
#[derive(AsChangeset, Insertable, Queryable, Selectable, Debug, PartialEq)]
#[diesel(table_name = adviser_posts, treat_none_as_null = true)]
pub(crate) struct PostRow<'a> {
    pub code: Cow<'a, str>,
    pub presence: Cow<'a, str>,
    pub grade: Option<Cow<'a, str>>,
    pub funded_until: Option<NaiveDate>,
    pub duty_station_group: Option<Cow<'a, str>>,
    pub annual_cost: Option<i64>,
    pub source: Cow<'a, str>,
    pub source_as_of: Cow<'a, str>,
    pub confidence: Cow<'a, str>,
    pub source_note: Option<Cow<'a, str>>,
    pub initial_status: Cow<'a, str>,
    pub initial_since: Option<NaiveDate>,
}

impl<'a> From<&'a Post> for PostRow<'a> {
    fn from(record: &'a Post) -> Self {
        Self {
            code: record.code.as_str().into(),
            presence: record.presence.as_str().into(),
            grade: record.grade.map(|code| code.as_str().into()),
            funded_until: record.funded_until,
            duty_station_group: record.duty_station_group.map(|code| code.as_str().into()),
            annual_cost: record.annual_cost,
            source: record.provenance.source.as_str().into(),
            source_as_of: record.provenance.as_of.as_str().into(),
            confidence: record.provenance.confidence.as_str().into(),
            source_note: record.provenance.note.as_deref().map(Into::into),
            initial_status: record.initial_status.as_str().into(),
            initial_since: record.initial_since,
        }
    }
}

pub(crate) fn describe_post(connection: &mut AnyConnection, tracked: &Tracked<Post>, known: bool) -> QueryResult<()> {
    let (record, code) = (tracked.record(), tracked.record().code.as_str());
    let (row, state) = (PostRow::from(record), PostState { last_update: None, ..tracked.into() });
    if known {
        diesel::update(adviser_posts::table.find(code)).set(row).execute(connection)?;
        diesel::delete(adviser_post_titles::table.filter(adviser_post_titles::post.eq(code))).execute(connection)?;
        diesel::delete(adviser_post_covers::table.filter(adviser_post_covers::post.eq(code))).execute(connection)?;
    } else {
        diesel::insert_into(adviser_posts::table).values((row, state)).execute(connection)?;
    }
    for (language, title) in texts(&record.title) {
        use adviser_post_titles::dsl;
        diesel::insert_into(adviser_post_titles::table)
            .values((dsl::post.eq(code), dsl::language.eq(language), dsl::title.eq(title)))
            .execute(connection)?;
    }
    for (position, country) in (0..).zip(&record.covers) {
        use adviser_post_covers::dsl;
        diesel::insert_into(adviser_post_covers::table)
            .values((dsl::post.eq(code), dsl::position.eq::<i32>(position), dsl::country.eq(country.as_str())))
            .execute(connection)?;
    }
    Ok(())
}
