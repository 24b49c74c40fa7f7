//! `/v1/audit`: who did what, and what was refused.

use actix_web::{
    HttpRequest, HttpResponse, Responder,
    http::header,
    web::{self, Data},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    authorized::{Authorized, scope},
    blocking::blocking,
    problem::Problem,
    query::parameters,
    state::State,
};
use presence_core::query::{BadParameter, write_json};
use presence_formats::{Table, to_csv};
use presence_model::{OfficeCode, Timestamp};
use presence_store::audit::{Done, Event, Wanted};

/// What entries of the trail are of.
pub const ACTIONS: [&str; 3] = ["change", "refused", "sign_in_failed"];

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
    Done(Done),
    Refused(Event),
}

impl Entry {
    fn view(self) -> AuditEntry {
        match self {
            Self::Done(done) => AuditEntry {
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
fn merged(done: Vec<Done>, refused: Vec<Event>) -> Vec<Entry> {
    let mut entries = Vec::with_capacity(done.len() + refused.len());
    let (mut done, mut refused) = (done.into_iter().peekable(), refused.into_iter().peekable());
    loop {
        let newer = |event: &Event| done.peek().is_none_or(|done| event.recorded_at >= done.recorded_at);
        let next = refused.next_if(newer).map(Entry::Refused).or_else(|| done.next().map(Entry::Done));
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
        content((AuditPage = "application/json"), (String = "text/csv")))), security(("token" = ["audit:read"])))]
pub async fn list(
    _: Authorized<scope::AuditRead>,
    request: HttpRequest,
    state: Data<State>,
) -> Result<impl Responder, Problem> {
    let (wanted, csv) = wanted(&request)?;
    let (shared, asked) = (state.clone(), Wanted { limit: wanted.limit + 1, ..wanted.clone() });
    let (done, refused) = blocking(move || shared.store.audit(&asked)).await??;
    let mut entries = merged(done, refused);
    let limit = usize::try_from(wanted.limit).unwrap_or_default();
    let more = entries.len() > limit;
    entries.truncate(limit);
    let next = more.then(|| next(&request, &wanted, &entries));
    let data = entries.into_iter().map(Entry::view).collect();
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    if let Some(next) = &next {
        response.insert_header((header::LINK, format!("<{next}>; rel=\"next\"")));
    }
    if csv {
        response.insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"audit.csv\""));
        return Ok(response.content_type("text/csv; charset=utf-8").body(to_csv(&table(data))));
    }
    let mut body = Vec::new();
    write_json(&mut body, &AuditPage { data, next });
    Ok(response.content_type("application/json").body(body))
}

fn wanted(request: &HttpRequest) -> Result<(Wanted, bool), Problem> {
    let names = ["office", "client", "since", "until", "action", "limit", "cursor", "format"];
    let (mut wanted, mut csv) = (Wanted { limit: 100, ..Wanted::default() }, false);
    for (name, value) in parameters(request, &names)? {
        let wrong = |why| BadParameter::new(&name, why);
        match name.as_str() {
            "office" => wanted.office = Some(OfficeCode::new(&value).ok_or_else(|| wrong("is not an office code"))?),
            "client" => wanted.client = Some(value),
            "since" => wanted.since = Some(Timestamp::parse(&value).ok_or_else(|| wrong("is not a valid time"))?),
            "until" => wanted.until = Some(Timestamp::parse(&value).ok_or_else(|| wrong("is not a valid time"))?),
            "action" => {
                let known = ACTIONS.map(str::to_owned).to_vec();
                let unknown = || BadParameter::one_of(&name, known.clone());
                wanted.action = Some(known.iter().find(|known| **known == value).cloned().ok_or_else(unknown)?);
            }
            "limit" => {
                let read = value.parse().ok().filter(|limit| (1..=1000).contains(limit));
                wanted.limit = read.ok_or_else(|| wrong("a number from 1 to 1000 is needed"))?;
            }
            "cursor" => {
                let parts = value.split_once('.').and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
                let (revision, event) = parts.ok_or_else(|| wrong("cannot be read"))?;
                (wanted.revision, wanted.event) = (Some(revision), Some(event));
            }
            _ if value == "csv" => csv = true,
            _ if value == "json" => csv = false,
            _ => return Err(BadParameter::one_of(&name, vec!["json".to_owned(), "csv".to_owned()]).into()),
        }
    }
    Ok((wanted, csv))
}

/// The next page begins before the last change and the last refusal that were shown.
fn next(request: &HttpRequest, wanted: &Wanted, shown: &[Entry]) -> String {
    let (mut revision, mut event) = (wanted.revision.unwrap_or(i64::MAX), wanted.event.unwrap_or(i64::MAX));
    for entry in shown {
        match entry {
            Entry::Done(done) => revision = revision.min(done.revision),
            Entry::Refused(refused) => event = event.min(refused.id),
        }
    }
    let kept = form_urlencoded::parse(request.query_string().as_bytes()).filter(|(name, _)| name != "cursor");
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(kept)
        .append_pair("cursor", &format!("{revision}.{event}"))
        .finish();
    format!("{}?{query}", request.path())
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

/// The routes of the audit trail.
pub fn routes(config: &mut web::ServiceConfig) {
    config.service(super::resource("/v1/audit", list));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn done(revision: i64, recorded_at: i64) -> Done {
        let (kind, code, office, client) = Default::default();
        Done { revision, recorded_at, kind, code, office, client, token: None, request: None, origin: None }
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
                Entry::Done(done) => -done.revision,
                Entry::Refused(event) => event.id,
            })
            .collect();
        assert_eq!(numbers, [-9, 3, 2, 1, -8]);
    }
}
