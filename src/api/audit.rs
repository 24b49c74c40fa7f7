//! `/v1/audit`: who did what, and what was refused.

use actix_web::{
    HttpRequest, Responder,
    http::{StatusCode, header},
    web::Data,
};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::{
    authorized::{Authorized, scope},
    blocking::blocking,
    extract::{
        Query,
        query::{Number, Text, Time, choices, name_of, url_with},
    },
    operation::{Operations, declare},
    problem::Problem,
    respond::{set_next_page, uncached},
    state::AppState,
};
use deserr::Deserr;
use presence_core::{body::Faults, query::BadParameter};
use presence_formats::{Table, to_csv};
use presence_model::{OfficeCode, Timestamp};
use presence_store::audit::{AuditFilter, Event, RecordedChange};

choices! {
    /// What entries of the trail are of.
    enum Action { Change = "change", Refused = "refused", SignInFailed = "sign_in_failed" }
    /// The formats of the trail.
    enum Format { Json = "json", Csv = "csv" }
}

/// Parameters of the audit trail.
#[derive(Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AuditParameters {
    /// Of this office.
    #[deserr(default)]
    office: Option<OfficeCode>,
    /// Of this client.
    #[deserr(default)]
    #[param(value_type = Option<String>)]
    client: Option<Text>,
    /// Not before this time.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime)]
    since: Option<Time>,
    /// Before this time.
    #[deserr(default)]
    #[param(value_type = Option<String>, format = DateTime)]
    until: Option<Time>,
    /// Of this kind.
    #[deserr(default)]
    #[param(inline)]
    action: Option<Action>,
    /// How many entries a page has at most; 100 unless given.
    #[deserr(default)]
    #[param(inline, default = 100)]
    limit: Option<Number<1, 1000>>,
    /// Where a page begins: taken from `next`.
    #[deserr(default)]
    #[param(value_type = Option<String>)]
    cursor: Option<Text>,
    /// JSON unless given.
    #[deserr(default)]
    #[param(inline)]
    format: Option<Format>,
}

impl AuditParameters {
    fn filter(self) -> Result<AuditFilter, Problem> {
        let read = |cursor: &Text| {
            let (revision, event) = cursor.0.split_once('.')?;
            Some((revision.parse().ok()?, event.parse().ok()?))
        };
        let before: Option<(i64, i64)> = match &self.cursor {
            None => None,
            Some(cursor) => Some(read(cursor).ok_or_else(|| BadParameter::new("cursor", "cannot be read"))?),
        };
        Ok(AuditFilter {
            office: self.office,
            client: self.client.map(|client| client.0),
            since: self.since.map(|time| time.0),
            until: self.until.map(|time| time.0),
            action: self.action.map(|action| name_of(action).to_owned()),
            limit: self.limit.map_or(100, |limit| limit.0 as i64),
            revision: before.map(|(revision, _)| revision),
            event: before.map(|(_, event)| event),
        })
    }
}

/// An entry of the audit trail.
#[derive(Serialize, ToSchema)]
pub struct AuditEntry {
    /// When it was.
    at: Timestamp,
    /// `change`; `refused`: a request that was not carried out; `sign_in_failed`: a token or credential did not hold.
    #[schema(example = "change")]
    action: String,
    /// Of a change: its revision.
    revision: Option<i64>,
    /// Of a change: the kind of record; else method and path.
    #[schema(example = "status_update")]
    what: String,
    /// Of a change: the code of the record; else the kind of problem.
    #[schema(example = "ken-hra")]
    detail: String,
    /// The status of the answer to what was refused.
    status: Option<i32>,
    /// The office, where it is known.
    office: Option<String>,
    /// The client, where it is known.
    client: Option<String>,
    /// The token's id.
    token: Option<String>,
    /// The request's id.
    request: Option<String>,
    /// The network that the request came from.
    #[schema(example = "203.0.113.0/24")]
    origin: Option<String>,
    /// Refusals of unknown callers are added up by network and hour when they are many: for how many this one stands.
    repeated: Option<i64>,
}

/// A page of the audit trail.
#[derive(Serialize, ToSchema)]
pub struct AuditPage {
    /// The entries, newest first.
    data: Vec<AuditEntry>,
    /// Path and query of the next page; null on the last one.
    next: Option<String>,
}

enum Entry {
    Change(RecordedChange),
    Refused(Event),
}

impl Entry {
    fn view(self) -> AuditEntry {
        match self {
            Self::Change(done) => AuditEntry {
                at: Timestamp(done.recorded_at),
                action: "change".to_owned(),
                revision: Some(done.revision),
                what: done.kind,
                detail: done.code,
                status: None,
                office: Some(done.office),
                client: Some(done.client),
                token: done.token,
                request: done.request,
                origin: done.origin,
                repeated: None,
            },
            Self::Refused(event) => AuditEntry {
                at: Timestamp(event.recorded_at),
                action: event.action,
                revision: None,
                what: event.target,
                detail: event.detail,
                status: Some(event.status),
                office: event.office,
                client: event.client,
                token: event.token,
                request: event.request,
                origin: event.origin,
                repeated: event.repeated,
            },
        }
    }
}

/// Both as one list, newest first. Each keeps its own order, which pages go by: requests that are refused at the same
/// time may be recorded the other way round.
fn merged(done: Vec<RecordedChange>, refused: Vec<Event>) -> Vec<Entry> {
    let mut entries = Vec::with_capacity(done.len() + refused.len());
    let (mut done, mut refused) = (done.into_iter().peekable(), refused.into_iter().peekable());
    loop {
        let newer = |event: &Event| done.peek().is_none_or(|done| event.recorded_at >= done.recorded_at);
        let next = refused.next_if(newer).map(Entry::Refused).or_else(|| done.next().map(Entry::Change));
        match next {
            Some(entry) => entries.push(entry),
            None => return entries,
        }
    }
}

/// Show the audit trail
///
/// Every change, every refused write and every failed sign-in, newest first: who, what, when, from which network.
#[utoipa::path(get, path = "/v1/audit", tag = "Ledger", operation_id = "list_audit",
    responses((status = 200, description = "A page of the trail.",
        content((AuditPage = "application/json"), (String = "text/csv")), headers(
            ("Link" = String, description = "The next page (RFC 8288), if there is one."),
            ("Content-Disposition" = String, description = "The name of the file, of CSV.")))))]
pub async fn list(
    _: Authorized<scope::AuditRead>,
    query: Query<AuditParameters>,
    request: HttpRequest,
    state: Data<AppState>,
) -> Result<impl Responder, Problem> {
    let csv = query.0.format == Some(Format::Csv);
    let filter = query.0.filter()?;
    let (shared, asked) = (state.clone(), AuditFilter { limit: filter.limit + 1, ..filter.clone() });
    let (done, refused) = blocking(move || shared.store.audit(&asked)).await??;
    let mut entries = merged(done, refused);
    let limit = usize::try_from(filter.limit).unwrap_or_default();
    let more = entries.len() > limit;
    entries.truncate(limit);
    let next = more.then(|| next(&request, &filter, &entries));
    let data = entries.into_iter().map(Entry::view).collect();
    let mut response = uncached(StatusCode::OK);
    set_next_page(&mut response, next.as_deref());
    if csv {
        response.insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"audit.csv\""));
        return Ok(response.content_type("text/csv; charset=utf-8").body(to_csv(&table(data))));
    }
    Ok(response.json(AuditPage { data, next }))
}

/// The next page begins before the last change and the last refusal that were shown.
fn next(request: &HttpRequest, filter: &AuditFilter, shown: &[Entry]) -> String {
    let (mut revision, mut event) = (filter.revision.unwrap_or(i64::MAX), filter.event.unwrap_or(i64::MAX));
    for entry in shown {
        match entry {
            Entry::Change(done) => revision = revision.min(done.revision),
            Entry::Refused(refused) => event = event.min(refused.id),
        }
    }
    url_with(request, "cursor", &format!("{revision}.{event}"))
}

fn table(entries: Vec<AuditEntry>) -> Table {
    let names = [
        "at", "action", "revision", "what", "detail", "status", "office", "client", "token", "request", "origin",
        "repeated",
    ];
    let row = |entry: AuditEntry| {
        let number = |number: Option<i64>| number.map(|number| number.to_string());
        let optional = [
            number(entry.revision),
            Some(entry.what),
            Some(entry.detail),
            number(entry.status.map(i64::from)),
            entry.office,
            entry.client,
            entry.token,
            entry.request,
            entry.origin,
            number(entry.repeated),
        ];
        let first = [entry.at.to_string(), entry.action];
        first.into_iter().chain(optional.into_iter().map(Option::unwrap_or_default)).collect()
    };
    let columns = names.map(|name| (name.into(), Vec::new())).to_vec();
    Table { name: "audit", columns, rows: entries.into_iter().map(row).collect(), about: Vec::new() }
}

/// The operation.
pub fn operations(operations: &mut Operations) {
    declare!(operations: list);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn done(revision: i64, recorded_at: i64) -> RecordedChange {
        let (kind, code, office, client) = Default::default();
        RecordedChange { revision, recorded_at, kind, code, office, client, token: None, request: None, origin: None }
    }

    fn event(id: i64, recorded_at: i64) -> Event {
        let (action, target, status, detail, chain) = Default::default();
        let (office, client, token, request, origin, repeated) = (None, None, None, None, None, None);
        Event {
            id,
            recorded_at,
            action,
            target,
            status,
            detail,
            office,
            client,
            token,
            request,
            origin,
            repeated,
            chain,
        }
    }

    #[test]
    fn each_list_keeps_its_order_also_when_times_do_not() {
        let entries = merged(vec![done(9, 50), done(8, 30)], vec![event(3, 40), event(2, 45), event(1, 30)]);
        let numbers: Vec<_> = entries
            .iter()
            .map(|entry| match entry {
                Entry::Change(done) => -done.revision,
                Entry::Refused(event) => event.id,
            })
            .collect();
        assert_eq!(numbers, [-9, 3, 2, 1, -8]);
    }
}
