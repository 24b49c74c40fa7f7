//! `report`: one status update from a shell.

use serde_json::{Map, Value};

use super::{
    server::{ClientError, Request, Server},
    settings::Report,
};
use presence_model::{Code as _, PostStatus, PresenceStatus, Status};

/// Reports a status. A retry after a lost answer never reports twice.
///
/// # Errors
/// When the server refuses or does not answer.
pub fn report(settings: &Report) -> Result<(), ClientError> {
    let server = Server::new(&settings.remote)?;
    let code = settings.code.to_lowercase();
    if !code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return Err(ClientError::Usage(format!("`{code}` is not the code of a presence or a post")));
    }
    let list = match Status::from_code(&settings.status) {
        Some(Status::Presence(_)) => "presences",
        Some(Status::Post(_)) => "adviser-posts",
        None => {
            let (presences, posts) = (PresenceStatus::codes().join(", "), PostStatus::codes().join(", "));
            let why = format!("`{}` is not a status; presences have {presences}; posts have {posts}", settings.status);
            return Err(ClientError::Usage(why));
        }
    };
    let mut body = Map::new();
    let fields = [
        ("status", Some(&settings.status)),
        ("note", settings.note.as_ref()),
        ("reason", settings.reason.as_ref()),
        ("successor", settings.successor.as_ref()),
        ("operating_mode", settings.operating_mode.as_ref()),
        ("reference", settings.reference.as_ref()),
    ];
    for (field, value) in fields {
        if let Some(value) = value {
            body.insert(field.to_owned(), value.as_str().into());
        }
    }
    body.insert("effective_on".to_owned(), settings.effective_on.to_string().into());
    if let Some(wrong) = settings.supersedes {
        body.insert("supersedes".to_owned(), wrong.into());
    }
    let (target, key) = (format!("/v1/{list}/{code}/status-updates"), uuid::Uuid::new_v4().to_string());
    let headers = [("content-type", "application/json"), ("idempotency-key", key.as_str())];
    let body = Value::Object(body).to_string();
    let answer = server.ask(&Request { method: "POST", target: &target, headers: &headers, body: body.as_bytes() })?;
    let update = answer.json();
    if settings.remote.json {
        println!("{update}");
    } else {
        println!("{code} is {} from {}: recorded as {}", settings.status, settings.effective_on, update["id"]);
    }
    Ok(())
}
