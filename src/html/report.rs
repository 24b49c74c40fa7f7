//! `/office/presences/{code}` and `/office/posts/{code}`: reports a status by a form, through the very command that the
//! API carries out.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{self, Data, Path, Payload},
};
use askama::Template;
use serde_json::{Map, Value, json};

use super::{
    layout::{self, Address, Frame, language, private, see},
    message_keys::FAULTS,
    presence::{Event, timeline},
    record_summary::Choice,
    session::Session,
    sign_in::{self, Fields},
};
use crate::api::{
    AppState,
    extract::Fingerprint,
    problem::{self, Problem},
    read::not_found,
};
use presence_core::{
    Command, Fault,
    input::{NOTE_MAX, StatusInput},
    may_report,
};
use presence_i18n::Catalogue;
use presence_model::{
    ClosureReason, Code, DecisionKind, OperatingMode, PostStatus, PostsOnClosing, PresenceStatus, RecordCode, Scope,
    Subject, Timestamp,
};
use presence_store::WriteRequest;

/// The fields that are texts, with the names that the API has for them.
const TEXTS: [&str; 8] =
    ["status", "operating_mode", "effective_on", "reason", "successor", "note", "posts", "posts_to"];

/// Those of a decision.
const DECISION: [&str; 3] = ["kind", "reference", "decided_on"];

/// Faults of the form, at their fields.
struct Faults(Vec<(String, String, String)>);

impl Faults {
    fn new(t: &Catalogue, faults: &[Fault]) -> Self {
        let fault = |fault: &Fault| {
            let known = t.lang() != "en" && FAULTS.contains(&fault.code);
            let text = if known { t.term("fault", fault.code) } else { String::new() };
            (fault.pointer.trim_start_matches('/').replace('/', "."), text, fault.detail.clone())
        };
        Self(faults.iter().map(fault).collect())
    }

    fn at<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a (String, String, String)> {
        self.0.iter().filter(move |(at, ..)| at == field)
    }

    fn any(&self, field: &str) -> bool {
        self.at(field).next().is_some()
    }
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page {
    frame: Frame,
    here: String,
    public: String,
    code: String,
    name: String,
    of_presence: bool,
    status: (&'static str, String),
    since: Option<String>,
    last_report: Option<String>,
    confirmed: bool,
    statuses: Vec<Choice>,
    modes: Vec<Choice>,
    reasons: Vec<Choice>,
    decisions: Vec<Choice>,
    decision: [String; 3],
    /// What may become of the posts of a presence, if it has any.
    posts: Vec<Choice>,
    given: Map<String, Value>,
    place: (String, String),
    public_note: bool,
    note_language: String,
    note_max: usize,
    latest: String,
    key: String,
    revision: u64,
    faults: Faults,
    problem: Option<String>,
    done: Option<u64>,
    timeline: Vec<Event>,
}

impl Page {
    fn given(&self, field: &str) -> &str {
        self.given.get(field).and_then(Value::as_str).unwrap_or_default()
    }
}

/// What somebody entered.
#[derive(Default)]
struct Entered {
    body: Map<String, Value>,
    faults: Vec<Fault>,
    problem: Option<Problem>,
}

#[derive(serde::Deserialize)]
struct Record {
    kind: String,
    code: String,
}

impl Record {
    fn subject(&self) -> Result<Subject, Problem> {
        let code = || RecordCode::new(&self.code).ok_or_else(|| not_found("record", &self.code));
        match self.kind.as_str() {
            "presences" => Ok(Subject::Presence(code()?)),
            "posts" => Ok(Subject::Post(code()?)),
            other => Err(not_found("page", other)),
        }
    }
}

async fn form(request: HttpRequest, state: Data<AppState>, path: Path<Record>) -> Result<HttpResponse, Problem> {
    let subject = path.subject()?;
    let Some(session) = Session::of(&request, &state)? else { return Ok(sign_in::first(&request)) };
    session.needs(Scope::StatusWrite)?;
    may_report(&state.store.now(), &session.actor(&request), &subject)?;
    show(&request, &state, &session, &subject, Entered::default())
}

async fn report(
    request: HttpRequest,
    state: Data<AppState>,
    path: Path<Record>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let subject = path.subject()?;
    let Some(session) = Session::of(&request, &state)? else { return Ok(sign_in::first(&request)) };
    let fields = Fields::read(&request, payload, &state).await?;
    session.accepts(&request, &state, fields.get("proof"))?;
    session.needs(Scope::StatusWrite)?;
    may_report(&state.store.now(), &session.actor(&request), &subject)?;
    let body = body(&fields);
    let input = match StatusInput::read(&Value::Object(body.clone()), &subject, Timestamp::now()) {
        Ok(input) => Box::new(input),
        Err(faults) => return show(&request, &state, &session, &subject, Entered { body, faults, problem: None }),
    };
    // Of a form that is sent twice the second has the first one's answer.
    let mut fingerprint = Fingerprint::new(&request, request.path());
    fingerprint.update(Value::Object(body.clone()).to_string().as_bytes());
    let idempotency = Some(fingerprint.under(fields.get("key").unwrap_or_default())?);
    let if_match = fields.get("revision").and_then(|revision| revision.parse().ok()).map(|revision| vec![revision]);
    let command = Command::ReportStatus { subject: subject.clone(), input, if_match };
    let order = WriteRequest { actor: session.actor(&request), command, idempotency };
    match state.store.execute(order).await.map_err(Problem::from) {
        Ok(done) => {
            let here = Address::of(&request).at(request.path(), |name| name == "lang");
            Ok(see(&here.with("done", &done.revision.to_string())))
        }
        Err(problem) => {
            let (faults, problem) = match problem.errors.is_empty() {
                true => (Vec::new(), Some(problem)),
                false => (problem.errors.clone(), None),
            };
            show(&request, &state, &session, &subject, Entered { body, faults, problem })
        }
    }
}

/// The body that the API would be sent.
fn body(fields: &Fields) -> Map<String, Value> {
    let mut body = Map::new();
    for name in TEXTS {
        if let Some(text) = fields.get(name) {
            body.insert(name.to_owned(), json!(text));
        }
    }
    let (country, city) = (fields.get("operating_from.country"), fields.get("operating_from.city"));
    if country.is_some() || city.is_some() {
        let mut place = Map::new();
        place.extend(country.map(|country| ("country".to_owned(), json!(country.to_uppercase()))));
        place.extend(city.map(|city| ("city".to_owned(), json!(city))));
        body.insert("operating_from".to_owned(), Value::Object(place));
    }
    let of_decision = |name: &str| fields.get(&format!("decision.{name}")).map(|text| (name.to_owned(), json!(text)));
    let decision: Map<_, _> = DECISION.into_iter().filter_map(of_decision).collect();
    if !decision.is_empty() {
        body.insert("decision".to_owned(), Value::Object(decision));
    }
    // Of a note that is not there nothing is to be said.
    if body.contains_key("note") {
        for name in ["note_language", "note_visibility"] {
            body.extend(fields.get(name).map(|text| (name.to_owned(), json!(text))));
        }
    }
    body
}

fn show(
    request: &HttpRequest,
    state: &AppState,
    session: &Session,
    subject: &Subject,
    entered: Entered,
) -> Result<HttpResponse, Problem> {
    let language = language(request)?;
    let mut frame = Frame::new(request, language, "office");
    frame.signed_in = Some(session.shown(state, language));
    let (t, snapshot) = (frame.t, state.store.now());
    let about = super::record_summary::find(t, &snapshot, subject)?;
    let of_presence = matches!(subject, Subject::Presence(_));
    let Entered { mut body, faults, problem } = entered;
    let status = match &problem {
        None if faults.is_empty() => StatusCode::OK,
        None => StatusCode::UNPROCESSABLE_ENTITY,
        Some(problem) => StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
    };
    let fresh = status == StatusCode::OK;
    if fresh {
        body.insert("effective_on".to_owned(), json!(Timestamp::now().date().to_string()));
    }
    let text = |field: &str| body.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
    let place =
        |field: &str| body.get("operating_from").and_then(|place| place[field].as_str()).unwrap_or_default().to_owned();
    let problem = problem.map(|problem| match problem.status {
        status if status == problem::STALE.status => t.text("moved-on"),
        _ => problem.detail.clone(),
    });
    let presences = [PresenceStatus::Closed, PresenceStatus::Suspended, PresenceStatus::DrawingDown].map(Code::as_str);
    let posts = [PostStatus::Frozen, PostStatus::Abolished].map(Code::as_str);
    let has_reason = |code: &str| presences.contains(&code) || posts.contains(&code);
    let needs_reason = about.statuses.iter().any(|status| has_reason(status.code));
    let reasons: &[ClosureReason] = if needs_reason { ClosureReason::ALL } else { &[] };
    let modes: &[OperatingMode] = if of_presence { OperatingMode::ALL } else { &[] };
    let mode = |&code: &OperatingMode| Choice {
        code: code.as_str(),
        text: t.term("mode", code.as_str()),
        now: about.mode == Some(code),
    };
    let reason =
        |&code: &ClosureReason| Choice { code: code.as_str(), text: t.term("reason", code.as_str()), now: false };
    let decided = |field: &str| body.get("decision").and_then(|it| it[field].as_str()).unwrap_or_default().to_owned();
    let decision =
        |&code: &DecisionKind| Choice { code: code.as_str(), text: t.term("decision", code.as_str()), now: false };
    let has_posts = of_presence && snapshot.posts_of(subject.code()).any(|post| post.state.status.exists());
    let posts_on_closing: &[PostsOnClosing] = if has_posts { PostsOnClosing::ALL } else { &[] };
    let fate =
        |&code: &PostsOnClosing| Choice { code: code.as_str(), text: t.term("posts", code.as_str()), now: false };
    let note_language = text("note_language");
    let timeline = timeline(t, &snapshot, subject, session.audience());
    let done: Option<u64> = Address::of(request).get("done").and_then(|done| done.parse().ok());
    let page = Page {
        here: frame.link(request.path()),
        public: frame.link(&about.public),
        code: subject.code().to_string(),
        status: (about.status, t.term("status", about.status)),
        modes: modes.iter().map(mode).collect(),
        reasons: reasons.iter().map(reason).collect(),
        decisions: DecisionKind::ALL.iter().map(decision).collect(),
        decision: DECISION.map(decided),
        posts: posts_on_closing.iter().map(fate).collect(),
        place: (place("country"), place("city")),
        public_note: text("note_visibility") == "public",
        note_language: if note_language.is_empty() { t.lang().to_owned() } else { note_language },
        note_max: NOTE_MAX,
        latest: presence_model::latest_effective_date(Timestamp::now()).to_string(),
        key: uuid::Uuid::new_v4().to_string(),
        faults: Faults::new(t, &faults),
        done: done.filter(|done| fresh && timeline.iter().any(|update| update.id == *done)),
        timeline,
        name: about.name,
        since: about.since,
        last_report: about.last_report,
        confirmed: about.confirmed,
        statuses: about.statuses,
        revision: about.revision,
        given: body,
        of_presence,
        problem,
        frame,
    };
    Ok(private(status, language, layout::render(&page)?))
}

/// The routes of the forms.
pub fn routes(config: &mut web::ServiceConfig) {
    config.service(super::resource("/office/{kind}/{code}", form).route(web::post().to(report)));
}
