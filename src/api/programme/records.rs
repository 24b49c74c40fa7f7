//! `/v1/donors`, `/v1/contributions`, `/v1/standard-costs`, `/v1/post-requests`, `/v1/calls`, `/v1/report-texts`: records
//! that the desk keeps, all alike.

use actix_web::{
    HttpResponse, Responder,
    web::{Data, Path},
};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::api::{
    authorized::scope,
    extract::{
        CodeOf, Json, MergePatch, Read, RequiredIfMatch, Write,
        read::{Listing, Plain, Single},
    },
    list_page::PageOf,
    operation::{Operations, declare},
    patches::{CallPatch, ContributionPatch, DonorPatch, PostRequestPatch, ReportTextPatch, StandardCostPatch},
    path::Code,
    problem::Problem,
    read::not_found,
    state::AppState,
    write,
};
use presence_core::{
    Command, Record,
    query::{VersionedList, write_json},
    record_kind::{NewRecord, RecordKind},
    view,
};
use presence_model::{
    Call, Contribution, Donor, OfficeCode, PostRequest, RecordCode, ReportText, StandardCost, Timestamp,
};
use presence_store::Committed;

/// A record that the desk keeps, with what the registry adds.
#[derive(Serialize, ToSchema)]
#[schema(as = Kept)]
pub struct KeptRecord<T: ToSchema> {
    /// What kind of record it is, as in imports and in the feed of changes.
    kind: String,
    /// The record's own fields.
    #[serde(flatten)]
    record: T,
    /// The revision that last touched it; its `ETag`.
    #[schema(example = 460)]
    revision: u64,
    /// When that was recorded.
    recorded_at: Timestamp,
    /// Where to go from here.
    links: view::Links,
}

/// A version of a record.
#[derive(Serialize, ToSchema)]
pub struct KeptVersion {
    /// The office that made it.
    #[schema(example = "HQ")]
    office: String,
    /// The record as it was then.
    record: Value,
}

impl KeptVersion {
    /// Made by an office.
    pub(in crate::api) fn new(office: OfficeCode, record: Value) -> Self {
        Self { office: office.to_string(), record }
    }
}

/// Every version of a record, newest first.
#[derive(Serialize, ToSchema)]
pub struct KeptHistory {
    /// The versions.
    data: Vec<KeptVersion>,
    /// The registry's revision.
    #[schema(example = 460)]
    revision: u64,
}

impl KeptHistory {
    /// As of a revision of the registry.
    pub(in crate::api) fn new(data: Vec<KeptVersion>, revision: u64) -> Self {
        Self { data, revision }
    }
}

fn show<T: RecordKind>(read: Read<Single<VersionedList<T>>>, code: &str) -> Result<HttpResponse, Problem> {
    read.0.record(&VersionedList::<T>::default(), |snapshot| {
        let kept = T::map(snapshot).get(code).ok_or_else(|| not_found(T::NAME, code))?;
        Ok((kept, kept.newest().revision.into()))
    })
}

fn history<T: RecordKind>(read: Read<Plain>, code: &str) -> Result<HttpResponse, Problem> {
    read.0.document(|moment| {
        let kept = T::map(moment).get(code).ok_or_else(|| not_found(T::NAME, code))?;
        let versions = kept.versions.iter().rev().map(|version| {
            let record = serde_json::to_value(view::kept_version(version)).unwrap_or_default();
            KeptVersion::new(version.actor.office, record)
        });
        let mut out = Vec::new();
        write_json(&mut out, &KeptHistory::new(versions.collect(), moment.revision()));
        Ok(out)
    })
}

async fn create<T: RecordKind>(
    write: Write<scope::RecordsWrite>,
    body: Json<NewRecord<T>>,
    state: &AppState,
) -> Result<HttpResponse, Problem> {
    let (code, record) = (body.value.0.code().clone(), body.value.0.into_record());
    let Record::Programme(record) = record else { return Err(not_found(T::NAME, code.as_str())) };
    let done = write.once(&body.bytes).execute(state, Command::CreateKept(record)).await?;
    Ok(written::<T>(state, &code, done, true))
}

async fn patch<T: RecordKind>(
    write: Write<scope::RecordsWrite>,
    code: RecordCode,
    if_match: RequiredIfMatch,
    patch: Value,
    state: &AppState,
) -> Result<HttpResponse, Problem> {
    let command = Command::DescribeKept { kind: T::KIND, code: code.clone(), patch, if_match: if_match.0 };
    let done = write.execute(state, command).await?;
    Ok(written::<T>(state, &code, done, false))
}

fn written<T: RecordKind>(state: &AppState, code: &RecordCode, done: Committed, created: bool) -> HttpResponse {
    let mut body = Vec::new();
    write::at(state, done, |snapshot| {
        if let Some(kept) = T::map(snapshot).get(code) {
            write_json(&mut body, &view::kept(kept));
        }
    });
    write::answer(created.then(|| format!("{}/{code}", T::PATH)), done, body)
}

/// The operations of a kind of record.
macro_rules! operations {
    ($room:ident, $kind:ident, $patch_body:ident, $path:literal, $one:literal, $history:literal, $what:literal $many:literal,
     $list:literal $show:literal $create:literal $patch:literal $versions:literal) => {
        pub mod $room {
            #![doc = concat!("`", $path, "`")]

            use super::*;

            #[doc = concat!("List ", $many)]
            ///
            /// By code; as of any moment (`as_of`).
            #[utoipa::path(get, path = $path, tag = "Programme", operation_id = $list,
                summary = concat!("List ", $many), description = "By code; as of any moment (`as_of`).",
                responses((status = 200, description = "A page of the list.", body = PageOf<KeptRecord<$kind>>)))]
            pub async fn list(read: Read<Listing<VersionedList<$kind>>>) -> Result<impl Responder, Problem> {
                read.0.list(|_, _| Ok(VersionedList::<$kind>::default()))
            }

            #[doc = concat!("Show a ", $what)]
            #[utoipa::path(get, path = $one, tag = "Programme", operation_id = $show, summary = concat!("Show a ", $what),
                params(("code" = String, Path, description = "The record's code.")),
                responses((status = 200, description = "The record.", body = KeptRecord<$kind>)))]
            pub async fn show(
                read: Read<Single<VersionedList<$kind>>>,
                path: Path<Code>,
            ) -> Result<impl Responder, Problem> {
                super::show::<$kind>(read, &path.code)
            }

            #[doc = concat!("Add a ", $what)]
            ///
            /// For the desk.
            #[utoipa::path(post, path = $path, tag = "Programme", operation_id = $create,
                summary = concat!("Add a ", $what), description = "For the desk.",
                responses((status = 201, description = "The record was added.", body = KeptRecord<$kind>)))]
            pub async fn create(
                write: Write<scope::RecordsWrite>,
                body: Json<NewRecord<$kind>>,
                state: Data<AppState>,
            ) -> Result<impl Responder, Problem> {
                super::create::<$kind>(write, body, &state).await
            }

            #[doc = concat!("Change a ", $what)]
            ///
            /// For the desk. An RFC 7396 merge patch; earlier versions stay in its history.
            #[utoipa::path(patch, path = $one, tag = "Programme", operation_id = $patch,
                summary = concat!("Change a ", $what),
                description = "For the desk. An RFC 7396 merge patch; earlier versions stay in its history.",
                params(("code" = String, Path, description = "The record's code.")),
                responses((status = 200, description = "The record as it is now.", body = KeptRecord<$kind>)))]
            pub async fn patch(
                write: Write<scope::RecordsWrite>,
                code: CodeOf<$kind>,
                if_match: RequiredIfMatch,
                patch: MergePatch<$patch_body>,
                state: Data<AppState>,
            ) -> Result<impl Responder, Problem> {
                super::patch::<$kind>(write, code.0, if_match, patch.0, &state).await
            }

            #[doc = concat!("Show the history of a ", $what)]
            ///
            /// Every version, newest first.
            #[utoipa::path(get, path = $history, tag = "Programme", operation_id = $versions,
                summary = concat!("Show the history of a ", $what), description = "Every version, newest first.",
                params(("code" = String, Path, description = "The record's code.")),
                responses((status = 200, description = "The versions.", body = KeptHistory)))]
            pub async fn history(read: Read<Plain>, path: Path<Code>) -> Result<impl Responder, Problem> {
                super::history::<$kind>(read, &path.code)
            }

            pub(super) fn operations(operations: &mut Operations) {
                declare!(operations: list, show, create, patch, history);
            }
        }
    };
}

operations!(donors, Donor, DonorPatch, "/v1/donors", "/v1/donors/{code}", "/v1/donors/{code}/history", "donor" "donors",
    "list_donors" "show_donor" "create_donor" "patch_donor" "show_donor_versions");
operations!(contributions, Contribution, ContributionPatch, "/v1/contributions", "/v1/contributions/{code}",
    "/v1/contributions/{code}/history", "contribution" "contributions",
    "list_contributions" "show_contribution" "create_contribution" "patch_contribution" "show_contribution_versions");
operations!(costs, StandardCost, StandardCostPatch, "/v1/standard-costs", "/v1/standard-costs/{code}",
    "/v1/standard-costs/{code}/history", "standard cost" "standard costs",
    "list_standard_costs" "show_standard_cost" "create_standard_cost" "patch_standard_cost" "show_standard_cost_versions");
operations!(requests, PostRequest, PostRequestPatch, "/v1/post-requests", "/v1/post-requests/{code}",
    "/v1/post-requests/{code}/history", "request for a post" "requests for posts",
    "list_post_requests" "show_post_request" "create_post_request" "patch_post_request" "show_post_request_versions");

operations!(calls, Call, CallPatch, "/v1/calls", "/v1/calls/{code}", "/v1/calls/{code}/history", "call for input" "calls for input",
    "list_calls" "show_call" "create_call" "patch_call" "show_call_versions");
operations!(texts, ReportText, ReportTextPatch, "/v1/report-texts", "/v1/report-texts/{code}",
    "/v1/report-texts/{code}/history", "text of the report" "texts of the report",
    "list_report_texts" "show_report_text" "create_report_text" "patch_report_text" "show_report_text_versions");

/// The operations on these records.
pub fn operations(operations: &mut Operations) {
    donors::operations(operations);
    contributions::operations(operations);
    costs::operations(operations);
    requests::operations(operations);
    calls::operations(operations);
    texts::operations(operations);
}
