//! Requests for new posts: who asks, for what, and how far that is.

use std::sync::Arc;

use super::{ProgrammeRecord, record};
use crate::{
    change::Record,
    fault::Fault,
    fields::Fields,
    query::{Column, Filter, SortKey, SortValue, columns::column, filters as by},
    record_kind::{self, RecordKind},
    snapshot::Snapshot,
    versioned::{Versioned, VersionedMap},
};
use presence_model::{
    Basis, Code, Grade, Lifecycle as _, PostRequest, RecordCode, RequestStatus, RequesterType, Timestamp,
    latest_effective_date,
};

type Item = Arc<Versioned<PostRequest>>;

impl RecordKind for PostRequest {
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

    fn read(fields: &mut Fields, known: Option<&Self>, now: Timestamp) -> Option<Self> {
        let code = fields.code_or_known("code", known.map(|known| &known.code));
        let requester: Option<RequesterType> = fields.code("requester");
        let requester = fields.require("requester", requester);
        let requested_by = fields.text("requested_by", 300);
        let requested_by = fields.require("requested_by", requested_by);
        let country = fields.country("country");
        let country = fields.require("country", country);
        let grade: Option<Grade> = fields.code("grade");
        let purpose = fields.text("purpose", 4000);
        let purpose = fields.require("purpose", purpose);
        let consent = fields.nested("consent", |fields| {
            let basis = fields.text("basis", 500);
            let (reference, date) = (fields.text("reference", 500), fields.date("date"));
            Some(Basis { basis: basis.unwrap_or_else(|| "consent of the State concerned".to_owned()), reference, date })
        });
        let received_on = fields.date("received_on");
        let received_on = fields.require("received_on", received_on);
        let status: Option<RequestStatus> = fields.code("status");
        let status = status.or((known.is_none() && !fields.has("status")).then_some(RequestStatus::Received));
        let status = fields.require("status", status);
        let status_on = fields.date("status_on").or(if fields.has("status_on") { None } else { received_on });
        let post = fields.record_code("post");
        let latest = latest_effective_date(now);
        for (field, date) in [("received_on", received_on), ("status_on", status_on)] {
            if date.is_some_and(|date| date > latest) {
                fields.fault(field, "in_the_future", format!("today is {latest} at the latest"));
            }
        }
        if let (Some(received), Some(since)) = (received_on, status_on)
            && since < received
        {
            fields.fault("status_on", "out_of_range", format!("the request was received on {received}"));
        }
        if status == Some(RequestStatus::Deployed) && !fields.has("post") {
            fields.fault("post", "required", "a request that led to a post names it");
        } else if status.is_some_and(|status| status != RequestStatus::Deployed) && fields.has("post") {
            fields.fault("post", "not_applicable", "only a request with the status deployed has a post");
        }
        Some(Self {
            code: code?,
            requester: requester?,
            requested_by: requested_by?,
            country: country?,
            grade,
            purpose: purpose?,
            consent,
            received_on: received_on?,
            status: status?,
            status_on: status_on?,
            post,
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
