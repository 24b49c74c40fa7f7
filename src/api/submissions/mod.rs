//! Submissions to calls for input: made by anybody, managed with a secret, decided on by the desk, read when published.

pub mod document;
pub mod intake;
pub mod manage;
pub mod reading;

use actix_web::{FromRequest, HttpRequest, HttpResponse, dev::Payload, http::header, web::Data};
use utoipa::openapi::HttpMethod;

use futures_util::{FutureExt as _, future::LocalBoxFuture};

use super::{
    blocking::blocking,
    caller,
    extract::{NoParameters, query::parameters, state},
    operation::{Describe, Documentation, HeaderScope, Operations},
    path::known_code,
    problem::Problem,
    programme::records::KeptRecord,
    read::not_found,
    state::AppState,
    write,
};
use presence_auth::submission_secret;
use presence_core::{Actor, Command, SubmissionChange, query::write_json, record_kind::RecordKind, view};
use presence_model::{RecordCode, Scope, Submission};
use presence_store::{Beside, Committed, WriteRequest};

/// The header in which a submission's secret is sent. Never in the URL: logs keep those.
pub const SECRET: &str = "submission-secret";

/// Who asks for the submission in the path.
pub enum Access {
    /// Whoever has its secret; with the address that was left.
    Submitter(Option<String>),
    /// The desk.
    Desk(Actor, Option<String>),
    /// Anybody else.
    Public,
}

impl Access {
    /// Who asks for this submission.
    ///
    /// # Errors
    /// 401 for a secret that is not its own, whether there is such a submission or not, or for a token that is not valid.
    async fn of(request: &HttpRequest, state: &Data<AppState>, code: &str) -> Result<Self, Problem> {
        let actor = moderator(request, state)?;
        let secret = request.headers().get(SECRET);
        if secret.is_none() && actor.is_none() {
            return Ok(Self::Public);
        }
        let (shared, wanted) = (state.clone(), code.to_owned());
        let keeper = blocking(move || shared.store.keeper(&wanted)).await??;
        if let Some(secret) = secret {
            let matches = submission_secret::matches(secret.to_str().unwrap_or(""), keeper.secret_hash.as_deref());
            let wrong = || Problem::unauthorized("this is not the secret of the submission", None);
            return if matches { Ok(Self::Submitter(keeper.contact)) } else { Err(wrong()) };
        }
        Ok(actor.map_or(Self::Public, |actor| Self::Desk(actor, keeper.contact)))
    }

    /// The address that was left, for those who may see it.
    fn contact(&self) -> Option<&str> {
        match self {
            Self::Submitter(contact) | Self::Desk(_, contact) => contact.as_deref(),
            Self::Public => None,
        }
    }
}

impl FromRequest for Access {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let (request, state) = (request.clone(), state(request).cloned());
        async move { Self::of(&request, &state?, request.match_info().get("code").unwrap_or_default()).await }
            .boxed_local()
    }
}

impl Describe for Access {
    fn describe(operation: &mut Documentation) {
        operation.add_security(None);
        operation.add_security(Some("submission_secret"));
        operation.scope(Scope::SubmissionsModerate.as_str());
        operation.problems(&["unauthorized", "unavailable"]);
    }
}

/// The desk's clerk who may decide on submissions, if it is one who asks.
fn moderator(request: &HttpRequest, state: &AppState) -> Result<Option<Actor>, Problem> {
    let caller = caller::caller(request, state, &state.store.now())?;
    let caller = caller.filter(|caller| caller.office.is_desk() && caller.may(Scope::SubmissionsModerate));
    Ok(caller.map(|caller| caller::actor(request, &caller)))
}

/// Somebody without an account.
fn anybody(request: &HttpRequest) -> Actor {
    caller::by(request, Actor::public_intake())
}

/// Who changes the submission in the path: its submitter, or headquarters. Everybody else gets 401, and 429 when the address
/// has written too much.
pub struct SubmissionEditor(Actor);

impl FromRequest for SubmissionEditor {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let (request, state) = (request.clone(), state(request).cloned());
        async move {
            let code = request.match_info().get("code").unwrap_or_default().to_owned();
            parameters::<NoParameters>(&request)?;
            writer(&request, &state?, &code).await.map(Self)
        }
        .boxed_local()
    }
}

/// The submitter of the submission in the path. Headquarters decides on texts; it does not write them.
pub struct Submitter(Actor);

impl FromRequest for Submitter {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let editor = SubmissionEditor::from_request(request, payload);
        async move {
            let SubmissionEditor(actor) = editor.await?;
            if actor.office.is_desk() {
                return Err(no_secret());
            }
            Ok(Self(actor))
        }
        .boxed_local()
    }
}

impl Describe for SubmissionEditor {
    fn describe(operation: &mut Documentation) {
        operation.add_security(Some("submission_secret"));
        operation.scope(Scope::SubmissionsModerate.as_str());
        operation.problems(&["unauthorized", "bad-parameter"]);
        if operation.method != HttpMethod::Delete {
            operation.header(HeaderScope::Success, "ETag", "The submission's entity tag: its revision.");
            operation.header(HeaderScope::Success, "Cache-Control", "Always `no-store`.");
        }
    }
}

impl Describe for Submitter {
    fn describe(operation: &mut Documentation) {
        operation.add_security(Some("submission_secret"));
        operation.problems(&["unauthorized", "bad-parameter"]);
        operation.header(HeaderScope::Success, "ETag", "The submission's entity tag: its revision.");
        operation.header(HeaderScope::Success, "Cache-Control", "Always `no-store`.");
    }
}

fn no_secret() -> Problem {
    Problem::unauthorized("this needs the submission's secret in `Submission-Secret`", None)
}

async fn writer(request: &HttpRequest, state: &Data<AppState>, code: &str) -> Result<Actor, Problem> {
    let headers = request.headers();
    if headers.contains_key(SECRET) || !headers.contains_key(header::AUTHORIZATION) {
        // Whatever is said then: what is refused is kept in the audit trail, and nobody is to fill that.
        state.rates.intake(request)?;
    }
    match Access::of(request, state, code).await? {
        Access::Submitter(_) => Ok(anybody(request)),
        Access::Desk(actor, _) => Ok(actor),
        Access::Public => Err(no_secret()),
    }
}

/// Carries out a change of a submission and shows what became of it.
async fn change(
    state: &AppState,
    actor: Actor,
    code: RecordCode,
    change: SubmissionChange,
    if_match: Option<Vec<u64>>,
    beside: Beside,
) -> Result<HttpResponse, Problem> {
    let command = Command::ChangeSubmission { code: code.clone(), change: Box::new(change), if_match };
    let order = WriteRequest { actor, command, idempotency: None };
    let done = state.store.submit_with_erasable_data(order, code.clone(), beside).await?;
    let mut body = Vec::new();
    write::at(state, done, |snapshot| {
        if let Some(kept) = Submission::map(snapshot).get(&code) {
            write_json(&mut body, &view::kept(kept));
        }
    });
    Ok(write::answer(None, Committed { replayed: false, ..done }, body))
}

fn known(code: &str) -> Result<RecordCode, Problem> {
    known_code(Submission::NAME, code)
}

fn no_such(code: &str) -> Problem {
    not_found(Submission::NAME, code)
}

/// The operations on submissions.
pub fn operations(operations: &mut Operations) {
    intake::operations(operations);
    reading::operations(operations);
    manage::operations(operations);
    document::operations(operations);
}
