//! Reads a form with a file in it: nothing of it is taken before it proves that it is from here.

use std::{
    fs::File,
    io::{Seek as _, Write as _},
    time::Instant,
};

use actix_multipart::Multipart;
use actix_web::{HttpRequest, web::Payload};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures_util::StreamExt as _;

use super::session::Session;
use crate::api::{
    AppState, body,
    problem::{self, Problem},
};
use presence_formats::Format;

/// The largest field that is no file, in bytes.
const FIELD: usize = 512 * 1024;

/// What was sent.
pub struct Sent {
    pub proof: bool,
    pub key: String,
    pub atomic: bool,
    pub send: bool,
    pub file: Option<(File, Option<Format>)>,
    pub held: Option<Vec<u8>>,
    pub format: Option<Format>,
    /// The sheet of a workbook to read, if one is named.
    pub sheet: Option<String>,
}

impl Sent {
    pub async fn read(
        request: &HttpRequest,
        payload: Payload,
        state: &AppState,
        session: &Session,
    ) -> Result<Self, Problem> {
        let broken = |_| Problem::new(problem::BAD_REQUEST, "the form did not arrive whole");
        let mut sent = Self {
            proof: false,
            key: String::new(),
            atomic: true,
            send: false,
            file: None,
            held: None,
            format: None,
            sheet: None,
        };
        let mut parts = Multipart::new(request.headers(), payload);
        let end = Instant::now() + body::upload_time(state.limits.arrival, state.limits.import_bytes);
        while let Some(part) = next(state, end, &mut parts).await? {
            let mut part = part.map_err(broken)?;
            let name = part.name().unwrap_or_default().to_owned();
            // Nothing is taken from a form that does not prove first that it is from here.
            if name != "proof" && !sent.proof {
                session.accepts(request, state, None)?;
            }
            if name == "file" {
                let named = part.content_disposition().and_then(|about| about.get_filename()).unwrap_or_default();
                let (format, given) = (format_of(named), !named.is_empty());
                let mut file = tempfile::tempfile().map_err(no_room)?;
                let mut size = 0;
                while let Some(chunk) = next(state, end, &mut part).await? {
                    let chunk = chunk.map_err(broken)?;
                    size += chunk.len();
                    if size > state.limits.import_bytes {
                        let detail = format!("a file may have {} bytes at most", state.limits.import_bytes);
                        return Err(Problem::new(problem::TOO_LARGE, detail));
                    }
                    file.write_all(&chunk).map_err(no_room)?;
                }
                sent.file = given.then_some((file, format));
                continue;
            }
            let mut bytes = Vec::new();
            while let Some(chunk) = next(state, end, &mut part).await? {
                bytes.extend_from_slice(&chunk.map_err(broken)?);
                if bytes.len() > FIELD {
                    return Err(Problem::new(problem::TOO_LARGE, "a field of the form is too large"));
                }
            }
            let text = String::from_utf8_lossy(&bytes).into_owned();
            match name.as_str() {
                "proof" => {
                    session.accepts(request, state, Some(&text))?;
                    sent.proof = true;
                }
                "key" => sent.key = text,
                "mode" => sent.atomic = text != "partial",
                "action" => sent.send = text == "send",
                "sheet" => sent.sheet = Some(text.trim().to_owned()).filter(|name| !name.is_empty()),
                "format" => sent.format = Format::parse(&text),
                "held" => sent.held = STANDARD.decode(&bytes).ok(),
                _ => {}
            }
        }
        if sent.proof { Ok(sent) } else { session.accepts(request, state, None).map(|()| sent) }
    }

    /// The file and its format.
    pub fn file(&mut self) -> Result<(File, Format), Problem> {
        let unknown =
            || Problem::new(problem::UNSUPPORTED_MEDIA_TYPE, "files end in .csv, .xlsx, .ods, .ndjson or .json");
        if let Some((mut file, format)) = self.file.take() {
            file.rewind().map_err(no_room)?;
            return Ok((file, format.ok_or_else(unknown)?));
        }
        let missing = || Problem::new(problem::BAD_REQUEST, "no file was chosen");
        let bytes = self.held.take().ok_or_else(missing)?;
        let mut file = tempfile::tempfile().map_err(no_room)?;
        file.write_all(&bytes).and_then(|()| file.rewind()).map_err(no_room)?;
        Ok((file, self.format.ok_or_else(unknown)?))
    }
}

/// The next piece, if it comes in time.
async fn next<S: futures_util::Stream + Unpin>(
    state: &AppState,
    end: Instant,
    stream: &mut S,
) -> Result<Option<S::Item>, Problem> {
    let late = |_| Problem::new(problem::TIMEOUT, "the file did not arrive in time");
    let left = end.saturating_duration_since(Instant::now()).min(state.limits.arrival);
    tokio::time::timeout(left, stream.next()).await.map_err(late)
}

pub fn no_room(error: std::io::Error) -> Problem {
    log::error!("a file was not received: {error}");
    Problem::new(problem::UNAVAILABLE, "the registry has no room for the file at present")
}

fn format_of(name: &str) -> Option<Format> {
    let ending = name.rsplit('.').next()?.to_ascii_lowercase();
    Format::parse(if ending == "jsonl" { "ndjson" } else { &ending })
}
