//! Requests for new posts: who asks, for what, and how far that is.

use std::sync::Arc;

use chrono::NaiveDate;
use deserr::Deserr;
use serde_json::Value;
use utoipa::ToSchema;

use super::{ProgrammeRecord, record};
use crate::{
    body::{self, Body, Faults, SentFields, Text},
    change::Record,
    fault::Fault,
    query::{Column, Filter, SortKey, SortValue, columns::column, filters as by},
    record_kind::{self, RecordKind},
    snapshot::Snapshot,
    versioned::{Versioned, VersionedMap},
};
use presence_model::{
    Alpha3, Basis, Code, Grade, Lifecycle as _, PostRequest, RecordCode, RequestStatus, RequesterType, Timestamp,
    latest_effective_date,
};

type Item = Arc<Versioned<PostRequest>>;

/// A new request for a post.
#[derive(Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({"code": "sen-2024-1", "requester": "state", "requested_by": "Senegal", "country": "SEN", "grade": "P-4", "purpose": "Advice to the national preventive mechanism", "received_on": "2024-05-02"}))]
pub struct NewPostRequest {
    /// Its code.
    code: RecordCode,
    /// Who asks.
    requester: RequesterType,
    /// Its name: the State's, the team's. Never a person's.
    #[schema(inline)]
    requested_by: Text<300>,
    /// The country that the post is for.
    country: Alpha3,
    /// The grade that is asked for.
    #[deserr(default)]
    grade: Option<Grade>,
    /// What for.
    #[schema(inline)]
    purpose: Text<4000>,
    /// The consent of the State concerned.
    #[deserr(default)]
    consent: Option<Consent>,
    /// When it was received.
    received_on: NaiveDate,
    /// How far it is; received unless given.
    #[deserr(default)]
    status: Option<RequestStatus>,
    /// Since when.
    #[deserr(default)]
    status_on: Option<NaiveDate>,
    /// The post that came of it: required with the status deployed.
    #[deserr(default)]
    post: Option<RecordCode>,
}

/// The consent of a State.
#[derive(Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct Consent {
    /// The kind of consent, in words.
    #[deserr(default)]
    #[schema(inline)]
    basis: Option<Text<500>>,
    /// The document.
    #[deserr(default)]
    #[schema(inline)]
    reference: Option<Text<500>>,
    /// Its date.
    #[deserr(default)]
    date: Option<NaiveDate>,
}

impl From<Consent> for Basis {
    fn from(Consent { basis, reference, date }: Consent) -> Self {
        let basis = basis.map_or_else(|| "consent of the State concerned".to_owned(), Into::into);
        Self { basis, reference: reference.map(Into::into), date }
    }
}

impl Body for NewPostRequest {
    fn check(&self, given: SentFields, now: Timestamp, faults: &mut Vec<Fault>) {
        let mut fault = |field: &str, code, detail: String| faults.push(Fault::new(format!("/{field}"), code, detail));
        let (received, since) = (self.received_on, self.status_on.unwrap_or(self.received_on));
        let latest = latest_effective_date(now);
        for (field, date) in [("received_on", received), ("status_on", since)] {
            if date > latest {
                fault(field, "in_the_future", format!("today is {latest} at the latest"));
            }
        }
        if since < received {
            fault("status_on", "out_of_range", format!("the request was received on {received}"));
        }
        let deployed = self.status == Some(RequestStatus::Deployed);
        let readable = self.status.is_some() || !given.has("status");
        if deployed && !given.has("post") {
            fault("post", "required", "a request that led to a post names it".to_owned());
        } else if !deployed && readable && given.has("post") {
            fault("post", "not_applicable", "only a request with the status deployed has a post".to_owned());
        }
    }
}

impl RecordKind for PostRequest {
    type New = NewPostRequest;
    const KIND: &'static str = "post_request";
    const NAME: &'static str = "request for a post";
    const PATH: &'static str = "/v1/post-requests";
    const FIELDS: &'static [&'static str] = &[
        "kind",
        "code",
        "requester",
        "requested_by",
        "country",
        "grade",
        "purpose",
        "consent",
        "received_on",
        "status",
        "status_on",
        "post",
        "revision",
        "recorded_at",
        "links",
    ];
    const COLUMNS: &'static [Column] = &[
        column("kind", "#meta+kind"),
        column("code", "#activity+request+code"),
        column("requester", "#org+requester+type"),
        column("requested_by", "#org+requester+name"),
        column("country", "#country+code"),
        column("grade", "#capacity+post+grade"),
        column("purpose", "#description+purpose"),
        column("consent.basis", "#description+consent"),
        column("consent.reference", "#meta+consent+reference"),
        column("consent.date", "#date+consent"),
        column("received_on", "#date+received"),
        column("status", "#status"),
        column("status_on", "#date+status+start"),
        column("post", "#capacity+post+code"),
        column("revision", "#meta+revision"),
        column("recorded_at", "#date+recorded"),
    ];

    fn code(&self) -> &RecordCode {
        &self.code
    }

    fn read(body: &Value, known: Option<&Self>, now: Timestamp) -> Result<Self, Vec<Fault>> {
        if known.is_some() && body.get("status").is_none() {
            return Err(vec![Fault::new("/status", "required", "`status` is required")]);
        }
        let body = body::with_code(body, known.map(|known| &known.code));
        let new: NewPostRequest = body::read(&body, now)?;
        Ok(Self {
            code: new.code,
            requester: new.requester,
            requested_by: new.requested_by.into(),
            country: new.country,
            grade: new.grade,
            purpose: new.purpose.into(),
            consent: new.consent.map(Into::into),
            received_on: new.received_on,
            status: new.status.unwrap_or(RequestStatus::Received),
            status_on: new.status_on.unwrap_or(new.received_on),
            post: new.post,
        })
    }

    fn check(&self, snapshot: &Snapshot, known: Option<&Self>) -> Vec<Fault> {
        let mut faults = Vec::new();
        if !snapshot.countries.contains_key(&self.country) {
            faults.push(Fault::new("/country", "unknown_code", format!("there is no country `{}`", self.country)));
        }
        if let Some(post) = self.post.as_ref().filter(|post| !snapshot.posts.contains_key(*post)) {
            faults.push(Fault::new("/post", "unknown_code", format!("there is no post `{post}`")));
        }
        if let Some(known) = known {
            if !known.status.allows(self.status) {
                let next = known.status.next().iter().map(|next| next.as_str().to_owned()).collect();
                let detail = format!("what is {} cannot become {}", known.status, self.status);
                faults.push(Fault::new("/status", "transition_not_allowed", detail).allowing(next));
            }
            if known.status != self.status && self.status_on < known.status_on {
                let detail = format!("it was {} on {} already", known.status, known.status_on);
                faults.push(Fault::new("/status_on", "out_of_range", detail));
            }
        }
        faults
    }

    fn filters() -> Vec<Filter<Item>> {
        vec![
            record_kind::by_code("Codes of requests.", None),
            Filter {
                name: "status",
                about: "How far requests are.",
                codes: Some(RequestStatus::codes),
                build: |values| by::by_code(values, |_, r: &Item| Some(r.record().status)),
            },
            Filter {
                name: "requester",
                about: "Who asks.",
                codes: Some(RequesterType::codes),
                build: |values| by::by_code(values, |_, r: &Item| Some(r.record().requester)),
            },
            Filter {
                name: "country",
                about: "Alpha-3 codes of countries.",
                codes: None,
                build: |values| by::by_country(values, |_, r: &Item, country| r.record().country == country),
            },
            Filter {
                name: "grade",
                about: "Grades.",
                codes: Some(Grade::codes),
                build: |values| by::by_code(values, |_, r: &Item| r.record().grade),
            },
            Filter {
                name: "received_before",
                about: "Received before this date.",
                codes: None,
                build: |values| by::by_date(values, |_, r: &Item, date| r.record().received_on < date),
            },
        ]
    }

    fn sort_keys() -> Vec<SortKey<Item>> {
        vec![
            record_kind::code_key(),
            SortKey { name: "status", value: |_, r| by::place(r.record().status) },
            SortKey { name: "received_on", value: |_, r| by::date(Some(r.record().received_on)) },
            SortKey { name: "country", value: |_, r| SortValue::Text(r.record().country.to_string()) },
        ]
    }

    fn map(snapshot: &Snapshot) -> &VersionedMap<Self> {
        &snapshot.programme.requests
    }

    fn into_record(self) -> Record {
        record(ProgrammeRecord::PostRequest(Arc::new(self)))
    }
}
