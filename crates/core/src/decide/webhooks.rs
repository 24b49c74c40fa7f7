//! The rules of webhooks: an office manages its own, the desk all; nothing is deleted.

use std::sync::Arc;

use super::{Decision, matches};
use crate::{
    change::{Actor, Record},
    fault::{Fault, Rejection},
    snapshot::Snapshot,
};
use presence_model::{Alpha3, OfficeCode, RecordCode, Timestamp, Webhook, WebhookFilters, WebhookSecret};

/// How many webhooks an office has at most that are not disabled: each costs something at every change.
const MOST: usize = 20;

/// What becomes different of a webhook.
#[derive(Clone, Debug)]
pub enum WebhookChange {
    /// What it is; what is `None` stays.
    Describe {
        /// Its name.
        name: Option<String>,
        /// Its address.
        url: Option<String>,
        /// Its filters.
        filters: FiltersPatch,
        /// Whether it is disabled.
        disabled: Option<bool>,
    },
    /// It gets a new secret. The one before signs too until this moment; any before that do not sign any more.
    AddSecret(WebhookSecret, Timestamp),
    /// The registry disables it, for this reason.
    Disable(String),
}

/// What becomes different of filters; what is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct FiltersPatch {
    /// Of offices.
    pub office: Option<Vec<OfficeCode>>,
    /// Of countries.
    pub country: Option<Vec<Alpha3>>,
    /// Of kinds of record.
    pub kind: Option<Vec<String>>,
    /// Of records.
    pub code: Option<Vec<String>>,
}

impl FiltersPatch {
    fn on(&self, filters: &mut WebhookFilters) {
        fn set<T: Clone>(to: &mut Vec<T>, from: Option<&Vec<T>>) {
            if let Some(from) = from {
                to.clone_from(from);
            }
        }
        set(&mut filters.office, self.office.as_ref());
        set(&mut filters.country, self.country.as_ref());
        set(&mut filters.kind, self.kind.as_ref());
        set(&mut filters.code, self.code.as_ref());
    }
}

fn may_manage(actor: &Actor, office: OfficeCode) -> Result<(), Rejection> {
    if actor.office.manages(office) {
        return Ok(());
    }
    let own = actor.office;
    Err(Rejection::Forbidden(format!("office {own} manages its own webhooks only, not those of {office}")))
}

/// A filter that can never match is a mistake.
fn check(snapshot: &Snapshot, filters: &WebhookFilters, faults: &mut Vec<Fault>) {
    for (at, code) in filters.office.iter().enumerate().filter(|(_, code)| !snapshot.offices.contains_key(*code)) {
        let pointer = format!("/filters/office/{at}");
        faults.push(Fault::new(pointer, "unknown_code", format!("there is no office `{code}`")));
    }
    for (at, code) in filters.country.iter().enumerate().filter(|(_, code)| !snapshot.countries.contains_key(*code)) {
        let pointer = format!("/filters/country/{at}");
        faults.push(Fault::new(pointer, "unknown_code", format!("there is no country `{code}`")));
    }
}

/// One more that is not disabled.
fn check_count(snapshot: &Snapshot, office: OfficeCode, faults: &mut Vec<Fault>) {
    let working = |listed: &&Arc<super::super::snapshot::Listed<Arc<Webhook>>>| {
        listed.record.office == office && listed.record.disabled.is_none()
    };
    if snapshot.webhooks.values().filter(working).count() >= MOST {
        faults.push(Fault::new("", "too_many", format!("an office has {MOST} webhooks at most that are not disabled")));
    }
}

pub(super) fn add(
    snapshot: &Snapshot,
    actor: &Actor,
    webhook: &Webhook,
    since: Option<u64>,
) -> Result<Decision, Rejection> {
    may_manage(actor, webhook.office)?;
    if !snapshot.offices.contains_key(&webhook.office) {
        return Err(Rejection::NotFound { kind: "office", code: webhook.office.to_string() });
    }
    if snapshot.webhooks.contains_key(&webhook.id) {
        return Err(Rejection::Exists { kind: "webhook", code: webhook.id.to_string() });
    }
    let newest = snapshot.revision();
    let mut faults = Vec::new();
    if since.is_some_and(|since| since > newest) {
        faults.push(Fault::new("/since", "out_of_range", format!("the newest revision is {newest}")));
    }
    check(snapshot, &webhook.filters, &mut faults);
    check_count(snapshot, webhook.office, &mut faults);
    if !faults.is_empty() {
        return Err(Rejection::Invalid(faults));
    }
    let webhook = Webhook { since: since.unwrap_or(newest), ..webhook.clone() };
    Ok(Decision::Change(Record::Webhook(Arc::new(webhook))))
}

pub(super) fn change(
    snapshot: &Snapshot,
    actor: &Actor,
    id: &RecordCode,
    change: &WebhookChange,
    if_match: Option<&[u64]>,
    now: Timestamp,
) -> Result<Decision, Rejection> {
    let none = || Rejection::NotFound { kind: "webhook", code: id.to_string() };
    let listed = snapshot.webhooks.get(id).ok_or_else(none)?;
    // Another office's webhooks are none of anybody's business.
    may_manage(actor, listed.record.office).map_err(|_| none())?;
    matches(listed.revision, if_match)?;
    let known = &*listed.record;
    let mut webhook = known.clone();
    match change {
        WebhookChange::Describe { name, url, filters, disabled } => {
            webhook.name = name.clone().unwrap_or(webhook.name);
            webhook.url = url.clone().unwrap_or(webhook.url);
            filters.on(&mut webhook.filters);
            let mut faults = Vec::new();
            match (disabled, &known.disabled) {
                (Some(true), None) => {
                    let who = if actor.office == known.office { "its office" } else { "the desk" };
                    webhook.disabled = Some(format!("disabled by {who}"));
                }
                (Some(false), Some(_)) => {
                    webhook.disabled = None;
                    check_count(snapshot, known.office, &mut faults);
                }
                _ => {}
            }
            check(snapshot, &webhook.filters, &mut faults);
            if !faults.is_empty() {
                return Err(Rejection::Invalid(faults));
            }
        }
        WebhookChange::AddSecret(secret, older_until) => {
            let last = webhook.secrets.pop().map(|last| WebhookSecret {
                expires_at: Some(last.expires_at.map_or(*older_until, |until| until.min(*older_until))),
                ..last
            });
            webhook.secrets = last.into_iter().filter(|last| last.signs(now)).chain([secret.clone()]).collect();
        }
        WebhookChange::Disable(why) => webhook.disabled = Some(webhook.disabled.unwrap_or_else(|| why.clone())),
    }
    Ok(if webhook == *known {
        Decision::Known(listed.revision)
    } else {
        Decision::Change(Record::Webhook(Arc::new(webhook)))
    })
}
