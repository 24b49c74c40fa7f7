//! The document of a submission: one PDF or DOCX, known by its content, and never shown by a browser as a page.

use std::io::{Read as _, Seek as _};

use actix_web::{
    HttpRequest, HttpResponse, Responder,
    http::header::{self, HeaderValue},
    web::{self, Data, Path},
};
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;

use super::{Access, KeptRecord, SubmissionEditor, change, known, no_such};
use crate::api::{
    blocking::blocking,
    body,
    extract::{File, NoParameters, Query, Then},
    operation::{Operations, declare},
    path::Code,
    problem::{self, Problem},
    state::AppState,
};
use presence_core::{SubmissionChange, record_kind::RecordKind};
use presence_formats::content_sniffing::Document;
use presence_model::{Attachment, Submission};
use presence_store::Beside;

/// The longest name of a file, in characters.
const NAME: usize = 120;

/// The bytes of a document.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[allow(dead_code, reason = "only the schema is used")]
pub struct Bytes(Vec<u8>);

/// Attach a document
///
/// One PDF or DOCX without macros, with the secret in `Submission-Secret` until the call's deadline, or by the desk. It
/// takes the place of the one before, and the submission waits for the desk again. The file's name is in
/// `Content-Disposition`; its content must be what `Content-Type` and its name say.
#[utoipa::path(post, path = "/v1/submissions/{code}/attachment", tag = "Submissions", operation_id = "attach_document",
    params(("code" = String, Path, description = "The submission's code."),
        ("Content-Disposition" = Option<String>, Header, description = "The file's name: `attachment; filename=\"reply.pdf\"`.")),
    request_body(content(
        (Bytes = "application/pdf"),
        (Bytes = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    )),
    responses((status = 200, description = "The submission as it is now.", body = KeptRecord<Submission>)))]
pub async fn attach(
    sent: Then<SubmissionEditor, File>,
    request: HttpRequest,
    state: Data<AppState>,
    path: Path<Code>,
) -> Result<impl Responder, Problem> {
    let Then(editor, payload) = sent;
    let code = known(&path.code)?;
    let claimed = body::essence(&request, &Document::ALL.map(Document::media_type))?;
    let mut hash = Sha256::new();
    let mut file =
        body::spool(&request, payload.0, &state, state.limits.attachment, |bytes| hash.update(bytes)).await?;
    let lie = |detail: String| Problem::new(problem::UNSUPPORTED_MEDIA_TYPE, detail);
    // Unpacking takes a while: not where requests are answered.
    let read = web::block(move || {
        let mut bytes = Vec::new();
        file.rewind().and_then(|()| file.read_to_end(&mut bytes)).map(|_| (Document::of(&bytes), bytes))
    });
    let defect = || Problem::new(problem::INTERNAL_ERROR, problem::INTERNAL_ERROR.advice);
    let (found, bytes) = read.await.map_err(|_| defect())?.map_err(|_| defect())?;
    let found = found.map_err(|why| lie(format!("the document is not taken: {why}")))?;
    if found.media_type() != claimed {
        return Err(lie(format!("`Content-Type` says {claimed}, but the document is {}", found.media_type())));
    }
    let name = file_name(&request).unwrap_or_else(|| format!("{code}.{}", found.ending()));
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    if !ending.eq_ignore_ascii_case(found.ending()) {
        return Err(lie(format!("a document of this type has a name that ends with .{}", found.ending())));
    }
    let attachment = Attachment {
        name,
        media_type: found.media_type().to_owned(),
        size: bytes.len() as u64,
        sha256: hexadecimal(&hash.finalize()),
    };
    change(&state, editor.0, code, SubmissionChange::Attach(attachment), None, Beside::Attachment(bytes)).await
}

fn hexadecimal(hash: &[u8]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The file's name, as `Content-Disposition` has it, without a folder and whatever else could mislead.
fn file_name(request: &HttpRequest) -> Option<String> {
    let value = request.headers().get(header::CONTENT_DISPOSITION)?;
    let text = std::str::from_utf8(value.as_bytes()).ok()?;
    let (_, rest) = text.split_once("filename=")?;
    let name = match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next()?,
        None => rest.split(';').next()?,
    };
    let name = name.rsplit(['/', '\\']).next()?.trim();
    let plain = |c: &char| c.is_alphanumeric() || " ._-()".contains(*c);
    let name: String = name.chars().filter(plain).collect();
    let name = name.trim_matches([' ', '.']);
    let length = name.chars().count();
    (length > 0).then(|| name.chars().skip(length.saturating_sub(NAME)).collect())
}

/// Download the document of a submission
///
/// Of one that is published; with its secret, or for the desk, of any.
#[utoipa::path(get, path = "/v1/submissions/{code}/attachment", tag = "Submissions", operation_id = "show_attachment",
    params(("code" = String, Path, description = "The submission's code.")),
    responses((status = 200, description = "The document.", content(
        (Bytes = "application/pdf"),
        (Bytes = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ), headers(("Content-Disposition" = String, description = "The name of the file.")))))]
pub async fn show(
    _: Query<NoParameters>,
    access: Access,
    state: Data<AppState>,
    path: Path<Code>,
) -> Result<impl Responder, Problem> {
    let all = !matches!(access, Access::Public);
    let now = state.store.now();
    let kept = Submission::map(&now).get(&*path.code).filter(|kept| all || kept.record().is_public());
    let attachment = kept.and_then(|kept| kept.record().attachment.clone()).ok_or_else(|| no_such(&path.code))?;
    // Another document may have come since this moment: nobody has decided on that one.
    let same = |bytes: &Vec<u8>| hexadecimal(&Sha256::digest(bytes)) == attachment.sha256;
    let (shared, code) = (state.clone(), path.code.clone());
    let bytes =
        blocking(move || shared.store.attachment(&code)).await??.filter(same).ok_or_else(|| no_such(&path.code))?;
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CONTENT_TYPE, attachment.media_type));
    response.insert_header((header::CONTENT_DISPOSITION, disposition(&attachment.name)));
    // Whoever opens it does so outside the registry's origin, and no cache keeps what may be withdrawn.
    response.insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"));
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    Ok(response.body(bytes))
}

/// Saved under its name, never shown: the name in ASCII, and in UTF-8 (RFC 6266) for those who read that.
fn disposition(name: &str) -> HeaderValue {
    let plain: String = name.chars().map(|c| if c.is_ascii() { c } else { '_' }).collect();
    let mut whole = String::new();
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => whole.push(char::from(byte)),
            _ => whole.push_str(&format!("%{byte:02X}")),
        }
    }
    let text = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}");
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static("attachment"))
}

/// The operations.
pub fn operations(operations: &mut Operations) {
    declare!(operations: attach, show);
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn names_of_files_cannot_mislead() {
        let name = |value: &str| {
            let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
            file_name(&TestRequest::default().insert_header((header::CONTENT_DISPOSITION, value)).to_http_request())
        };
        assert_eq!(name("attachment; filename=\"reply.pdf\"").as_deref(), Some("reply.pdf"));
        assert_eq!(name("attachment; filename=reply.pdf").as_deref(), Some("reply.pdf"));
        assert_eq!(name("attachment; filename=\"réponse.pdf\"").as_deref(), Some("réponse.pdf"));
        assert_eq!(name("attachment; filename=\"../../etc/x;\u{202e}fdp.exe\"").as_deref(), Some("xfdp.exe"));
        assert_eq!(name("attachment; filename=\"..\""), None);
        assert_eq!(name("attachment"), None);
        let text = disposition("réponse 1.pdf");
        assert_eq!(
            text.to_str().unwrap(),
            "attachment; filename=\"r_ponse 1.pdf\"; filename*=UTF-8''r%C3%A9ponse%201.pdf"
        );
    }
}
