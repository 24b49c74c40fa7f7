//! Carries out one row of an import against a snapshot. The rules are those of single updates: [`decide`].

use serde_json::{Map, Value};

use super::{Columns, Content, Outcome, Refused, Row, RowReport};
use crate::{
    body,
    change::{Actor, Change, Record, with_each},
    decide::{Command, Decision, decide, desk_only, may_report},
    fault::{Fault, Rejection},
    feed,
    input::{NewPost, NewPresence, StatusInput},
    programme::of_kind,
    record_kind::RecordKind,
    snapshot::Snapshot,
    tracked::{Described, Tracked},
    view::{self, Audience},
};
use presence_model::{Code, Language, RecordCode, StatusUpdate, Subject, Timestamp};

/// Carries out a row: moves the snapshot on if the row changes something, and reports.
pub fn execute(
    snapshot: &mut Snapshot,
    actor: &Actor,
    columns: &Columns,
    row: &Row,
    now: Timestamp,
) -> (RowReport, Option<Change>) {
    let mut report = RowReport::new(row.number);
    let decided = match &row.content {
        Content::Fields(fields) => decide_row(snapshot, actor, fields, now, &mut report),
        Content::Unreadable(why) => Err(Rejection::Unreadable(why.clone())),
    };
    let subject = report.record.as_deref().and_then(RecordCode::new);
    report.old_status = subject.as_ref().and_then(|code| status(snapshot, code));
    let existed = match (&decided, report.kind.as_deref()) {
        (Ok(Decision::Change(Record::Programme(record))), Some(_)) => {
            with_each!(record, record => exists(snapshot, &**record))
        }
        _ => false,
    };
    let change = match decided {
        Ok(Decision::Known(revision)) => {
            report.revision = Some(revision);
            None
        }
        Ok(Decision::Change(record)) => {
            let change = Change { revision: snapshot.revision() + 1, recorded_at: now, actor: actor.clone(), record };
            snapshot.apply(&change).expect("what was decided against a snapshot follows from it");
            report.outcome = if existed || report.old_status.is_some() { Outcome::Updated } else { Outcome::Created };
            report.revision = Some(change.revision);
            Some(change)
        }
        // No row asks for more than one.
        Ok(Decision::Several(_)) => None,
        Err(rejection) => {
            report.outcome = Outcome::Rejected;
            report.refused = Some(Refused::new(rejection, row.number, columns));
            None
        }
    };
    report.new_status = subject.as_ref().and_then(|code| status(snapshot, code));
    (report, change)
}

fn exists<T: RecordKind>(snapshot: &Snapshot, record: &T) -> bool {
    T::map(snapshot).contains_key(record.code())
}

fn status(snapshot: &Snapshot, code: &RecordCode) -> Option<String> {
    let presence = || snapshot.presences.get(code).map(|presence| presence.state.status.as_str());
    let post = || snapshot.posts.get(code).map(|post| post.state.status.as_str());
    presence().or_else(post).map(str::to_owned)
}

fn decide_row(
    snapshot: &Snapshot,
    actor: &Actor,
    fields: &Map<String, Value>,
    now: Timestamp,
    report: &mut RowReport,
) -> Result<Decision, Rejection> {
    let text = |field: &str| fields.get(field).and_then(Value::as_str).map(str::trim);
    report.reference = text("reference").map(|text| text.chars().take(100).collect());
    let kind = match text("kind") {
        Some(kind @ ("status_update" | "presence" | "post")) => kind,
        Some(kind) if of_kind!(kind, Kind => Kind::OPEN) == Some(true) => kind,
        Some(_) => {
            let own = ["status_update", "presence", "post"].into_iter();
            let known = own.chain(feed::KINDS.into_iter().skip(4)).map(str::to_owned).collect();
            return Err(fault(Fault::new("/kind", "unknown_code", "a row is of one of these kinds").allowing(known)));
        }
        None if !fields.contains_key("code") => "status_update",
        None if fields.contains_key("presence")
            || text("code").is_some_and(|code| snapshot.posts.contains_key(code)) =>
        {
            "post"
        }
        None => "presence",
    };
    report.kind = Some(kind.to_owned());
    if kind == "status_update" {
        let subject = subject(fields)?;
        report.record = Some(subject.code().to_string());
        if let Some(id) = fields.get("id").filter(|id| !id.is_null()) {
            // Before anything is compared: a note that the office may not read must not be guessed at.
            may_report(snapshot, actor, &subject)?;
            return recorded(snapshot, &subject, id, fields);
        }
        return report_status(snapshot, actor, &subject, fields, now);
    }
    report.record = text("code").map(|code| code.chars().take(RecordCode::MAX).collect());
    desk_only(actor)?;
    if let Some(decided) = of_kind!(kind, Kind => keep::<Kind>(snapshot, actor, fields, now)) {
        return decided;
    }
    if fields.contains_key("reference") {
        let detail = "`reference` is for status updates; a record's row is known again by its `code`";
        return Err(fault(Fault::new("/reference", "not_applicable", detail)));
    }
    describe(snapshot, actor, kind, fields, now)
}

fn fault(fault: Fault) -> Rejection {
    Rejection::Invalid(vec![fault])
}

/// The presence or post that a status update is about.
fn subject(fields: &Map<String, Value>) -> Result<Subject, Rejection> {
    let given = |field: &str| fields.get(field).filter(|value| !value.is_null());
    let (pointer, value) = match (given("presence"), given("post")) {
        (Some(presence), None) => ("/presence", presence),
        (None, Some(post)) => ("/post", post),
        (None, None) => return Err(fault(Fault::new("/presence", "required", "`presence` or `post` is required"))),
        (Some(_), Some(_)) => {
            let detail = "a status update is about a presence or about a post, not both";
            return Err(fault(Fault::new("/post", "not_applicable", detail)));
        }
    };
    let code = value.as_str().and_then(|code| RecordCode::new(code.trim()));
    let malformed =
        || fault(Fault::new(pointer, "malformed", "a code of lower-case letters, digits and hyphens is needed"));
    let code = code.ok_or_else(malformed)?;
    Ok(if pointer == "/presence" { Subject::Presence(code) } else { Subject::Post(code) })
}

fn report_status(
    snapshot: &Snapshot,
    actor: &Actor,
    subject: &Subject,
    fields: &Map<String, Value>,
    now: Timestamp,
) -> Result<Decision, Rejection> {
    may_report(snapshot, actor, subject)?;
    let nothing_new = match subject {
        Subject::Presence(code) => snapshot.presences.get(code).and_then(|known| nothing_new(known, fields)),
        Subject::Post(code) => snapshot.posts.get(code).and_then(|known| nothing_new(known, fields)),
    };
    if let Some(revision) = nothing_new {
        return Ok(Decision::Known(revision));
    }
    let input = StatusInput::read_row(fields, ABOUT, subject, now).map_err(Rejection::Invalid)?;
    let command = Command::ReportStatus { subject: subject.clone(), input: Box::new(input), if_match: None };
    match decide(snapshot, actor, &command, now) {
        // With a reference the office itself says what is the same; without one the content does.
        Ok(Decision::Change(Record::StatusUpdate(update))) if update.reference.is_none() => {
            Ok(said_before(snapshot, &update).map_or(Decision::Change(Record::StatusUpdate(update)), Decision::Known))
        }
        Err(rejection @ Rejection::Invalid(_)) => {
            let Command::ReportStatus { subject, input, .. } = command else { return Err(rejection) };
            let update = input.update(snapshot.revision() + 1, now, subject, actor.office);
            let known = update.reference.is_none().then(|| said_before(snapshot, &update)).flatten();
            known.map(Decision::Known).ok_or(rejection)
        }
        other => other,
    }
}

/// The fields that say what a status update is about.
const ABOUT: &[&str] = &["kind", "presence", "post"];

/// Whether a row says no more than the record's present state, as the rows of a template do that nobody filled in;
/// then the revision of that state.
fn nothing_new<T: Described>(known: &Tracked<T>, row: &Map<String, Value>) -> Option<u64> {
    let state = &known.state;
    let told = row.iter().filter(|(field, value)| !value.is_null() && !ABOUT.contains(&field.as_str()));
    // From the last column on: a note, which tells something new, is there.
    let same = told.rev().all(|(field, value)| match field.as_str() {
        "status" => value.as_str() == Some(state.status.as_str()),
        "effective_on" => state.since.is_some_and(|since| value.as_str() == Some(&since.to_string())),
        "operating_mode" => state.mode.is_some_and(|mode| value.as_str() == Some(mode.as_str())),
        "operating_from" => serde_json::to_value(&state.operating_from).is_ok_and(|from| from == *value),
        "reason" => state.reason.is_some_and(|reason| value.as_str() == Some(reason.as_str())),
        "successor" => state.successor.as_ref().is_some_and(|code| value.as_str() == Some(code.as_str())),
        _ => false,
    });
    same.then_some(known.revision)
}

/// The update by which the office said exactly this before, if it did. One that was corrected since counts too:
/// sending an old file again must not undo a correction.
fn said_before(snapshot: &Snapshot, update: &StatusUpdate) -> Option<u64> {
    match &update.subject {
        Subject::Presence(code) => snapshot.presences.get(code)?.said_before(update),
        Subject::Post(code) => snapshot.posts.get(code)?.said_before(update),
    }
}

/// A presence or a post: new, or described anew.
fn describe(
    snapshot: &Snapshot,
    actor: &Actor,
    kind: &str,
    fields: &Map<String, Value>,
    now: Timestamp,
) -> Result<Decision, Rejection> {
    let new_presence = |body: &Value| body::read::<NewPresence>(body, now).map(|new| new.presence(now));
    let new_post = |body: &Value| body::read::<NewPost>(body, now).map(|new| new.post(now));
    let mut body = fields.clone();
    body.remove("kind");
    let code = body.get("code").and_then(Value::as_str).map(str::trim).and_then(RecordCode::new);
    let presence = kind == "presence";
    let known =
        code.filter(
            |code| {
                if presence { snapshot.presences.contains_key(code) } else { snapshot.posts.contains_key(code) }
            },
        );
    let Some(code) = known else {
        let body = Value::Object(body);
        let command = if presence {
            new_presence(&body).map(|presence| Command::CreatePresence(Box::new(presence)))
        } else {
            new_post(&body).map(|post| Command::CreatePost(Box::new(post)))
        };
        return decide(snapshot, actor, &command.map_err(Rejection::Invalid)?, now);
    };
    // The row that made the record, sent again: its first status is no longer what is shown.
    let whole = Value::Object(body.clone());
    let made_it = if presence {
        new_presence(&whole).is_ok_and(|it| it.says_the_same(snapshot.presences[&code].record()))
    } else {
        new_post(&whole).is_ok_and(|it| it.says_the_same(snapshot.posts[&code].record()))
    };
    if made_it {
        return Ok(Decision::Known(snapshot.described_at(code.as_str())));
    }
    body.remove("code");
    let subject = if presence { Subject::Presence(code) } else { Subject::Post(code) };
    let same = forget_what_stands(snapshot, &subject, &mut body);
    let command = Command::Describe { subject, patch: Value::Object(body), if_match: None };
    Ok(match decide(snapshot, actor, &command, now)? {
        Decision::Change(record) if same(&record) => Decision::Known(snapshot.described_at(record.code())),
        other => other,
    })
}

/// A record of the programme: new, or described anew.
fn keep<T: RecordKind>(
    snapshot: &Snapshot,
    actor: &Actor,
    fields: &Map<String, Value>,
    now: Timestamp,
) -> Result<Decision, Rejection> {
    let mut body = fields.clone();
    body.remove("kind");
    let code = body.get("code").and_then(Value::as_str).map(str::trim).and_then(RecordCode::new);
    let Some((code, known)) = code.and_then(|code| Some((code.clone(), T::map(snapshot).get(&code)?))) else {
        let record: T = T::read(&Value::Object(body), None, now).map_err(Rejection::Invalid)?;
        let Record::Programme(record) = record.into_record() else { return Err(Rejection::Invalid(Vec::new())) };
        return decide(snapshot, actor, &Command::CreateKept(record), now);
    };
    forget(&view::kept(known), &mut body);
    body.remove("code");
    let revision = known.newest().revision;
    if body.is_empty() {
        return Ok(Decision::Known(revision));
    }
    let command = Command::DescribeKept { kind: T::KIND, code, patch: Value::Object(body), if_match: None };
    match decide(snapshot, actor, &command, now)? {
        Decision::Change(record) if record == T::clone(known.record()).into_record() => Ok(Decision::Known(revision)),
        other => Ok(other),
    }
}

/// Drops the fields that say what the record shows already, so that an export can be sent back: whatever cannot be set
/// stays only if it was changed, and is refused then. Gives the test for whether a description is the one that is known.
fn forget_what_stands<'s>(
    snapshot: &'s Snapshot,
    subject: &Subject,
    body: &mut Map<String, Value>,
) -> Box<dyn Fn(&Record) -> bool + 's> {
    match subject {
        Subject::Presence(code) => {
            let known = &snapshot.presences[code];
            forget(&view::presence(snapshot, known, Language::English, false), body);
            Box::new(
                move |record| matches!(record, Record::Presence(presence) if presence.says_the_same(known.record())),
            )
        }
        Subject::Post(code) => {
            let known = &snapshot.posts[code];
            forget(&view::post(snapshot, known, Language::English), body);
            Box::new(move |record| matches!(record, Record::Post(post) if post.says_the_same(known.record())))
        }
    }
}

fn forget(shown: &impl serde::Serialize, body: &mut Map<String, Value>) {
    let shown = serde_json::to_value(shown).unwrap_or_default();
    body.retain(|field, value| !says_what_is(&shown[field.as_str()], value));
}

/// Whether a value says nothing that is not so already. An object may leave fields out.
fn says_what_is(shown: &Value, value: &Value) -> bool {
    match value {
        Value::Object(fields) => fields.iter().all(|(field, value)| says_what_is(&shown[field.as_str()], value)),
        Value::Number(number) => number.as_f64() == shown.as_f64() && shown.is_number(),
        other => other == shown,
    }
}

/// A row of an export of status updates: it is known by its id, and cannot say anything else than it did.
fn recorded(
    snapshot: &Snapshot,
    subject: &Subject,
    id: &Value,
    fields: &Map<String, Value>,
) -> Result<Decision, Rejection> {
    let update = id.as_u64().and_then(|id| snapshot.update(id)).filter(|update| update.subject == *subject);
    let unknown = || {
        let detail = "there is no status update with this id; leave the id out to report a new one";
        fault(Fault::new("/id", "unknown_update", detail))
    };
    let update = update.ok_or_else(unknown)?;
    let shown = serde_json::to_value(view::update(snapshot, update, Audience::Staff)).unwrap_or_default();
    // What it shows of its presence may be otherwise by now.
    let own = |field: &str| !matches!(field, "country" | "region");
    let changed = |(field, value): &(&String, &Value)| {
        own(field) && !value.is_null() && !says_what_is(&shown[field.as_str()], value)
    };
    match fields.iter().find(changed) {
        None => Ok(Decision::Known(update.id)),
        Some((field, _)) => {
            let detail = "a recorded update is never changed: leave the id out and name it in `supersedes` instead";
            Err(fault(Fault::new(format!("/{field}"), "read_only", detail)))
        }
    }
}
