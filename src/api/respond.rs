//! Sends answers: entity tags, 304, compression, cache headers.

use std::io::Write as _;

use actix_web::{
    HttpResponse, HttpResponseBuilder,
    http::{
        StatusCode,
        header::{self, HeaderMap, HeaderValue},
    },
};
use bytes::Bytes;
use sha2::{Digest as _, Sha256};

use super::problem::{self, Problem};
use presence_core::view::Audience;

/// Bodies smaller than this are not worth compressing, in bytes.
const COMPRESS_FROM: usize = 1024;

/// How a body is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// As it is.
    Identity,
    /// gzip.
    Gzip,
    /// Brotli.
    Brotli,
    /// Zstandard.
    Zstd,
}

impl Coding {
    /// As `Content-Encoding` has it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Gzip => "gzip",
            Self::Brotli => "br",
            Self::Zstd => "zstd",
        }
    }

    /// The body in this coding.
    #[must_use]
    pub fn encode(self, body: &[u8]) -> Vec<u8> {
        let mut encoded = Vec::with_capacity(body.len() / 3);
        let written = match self {
            Self::Identity => encoded.write_all(body),
            Self::Gzip => {
                let mut gzip = flate2::write::GzEncoder::new(&mut encoded, flate2::Compression::new(5));
                gzip.write_all(body).and_then(|()| gzip.finish().map(drop))
            }
            Self::Brotli => {
                let mut brotli = brotli::CompressorWriter::new(&mut encoded, 4096, 4, 20);
                brotli.write_all(body).and_then(|()| brotli.flush())
            }
            Self::Zstd => zstd::stream::copy_encode(body, &mut encoded, 3),
        };
        written.expect("a Vec takes everything");
        encoded
    }
}

/// An answer on its way out.
pub struct Outgoing {
    /// The revision that the tag begins with.
    pub revision: u64,
    /// What else tells this representation from others of the same revision; empty for the plain one.
    pub variant: String,
    /// Who reads.
    pub audience: Audience,
    /// The `Link` target of the next page.
    pub next: Option<String>,
    /// The language of its display texts.
    pub language: &'static str,
}

/// The entity tag of a record's plain representation: its revision.
#[must_use]
pub fn record_tag(revision: u64) -> String {
    format!("\"{revision}\"")
}

/// A strong entity tag: the revision alone for a record's plain representation, else with a hash of what differs.
#[must_use]
pub fn entity_tag(revision: u64, variant: &str, coding: Coding) -> String {
    if variant.is_empty() && coding == Coding::Identity {
        return record_tag(revision);
    }
    let hash = Sha256::new().chain_update([coding as u8]).chain_update(variant).finalize();
    let short = hash.first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes));
    format!("\"{revision}-{short:016x}\"")
}

/// Whether `If-None-Match` names this tag.
#[must_use]
pub fn not_modified(headers: &HeaderMap, tag: &str) -> bool {
    headers.get_all(header::IF_NONE_MATCH).filter_map(|value| value.to_str().ok()).any(|value| {
        let mut tags = value.split(',').map(|known| known.trim().trim_start_matches("W/"));
        tags.any(|known| known == tag || known == "*")
    })
}

/// The revisions that `If-Match` names; `None` if it allows any, an empty list if no tag can match.
///
/// # Errors
/// When the header cannot be read.
pub fn if_match(headers: &HeaderMap) -> Result<Option<Option<Vec<u64>>>, Problem> {
    let mut revisions = Vec::new();
    let mut given = false;
    for value in headers.get_all(header::IF_MATCH) {
        given = true;
        let bad = || Problem::new(problem::BAD_REQUEST, "`If-Match` must contain entity tags in double quotes, or *");
        for tag in value.to_str().map_err(|_| bad())?.split(',').map(str::trim) {
            if tag == "*" {
                return Ok(Some(None));
            }
            if tag.starts_with("W/\"") {
                continue; // RFC 9110, 13.1.1: strong comparison, so a weak tag never matches.
            }
            let inner = tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"')).ok_or_else(bad)?;
            revisions.extend(inner.split('-').next().and_then(|revision| revision.parse::<u64>().ok()));
        }
    }
    Ok(given.then_some(Some(revisions)))
}

impl Outgoing {
    /// The tag in this coding.
    #[must_use]
    pub fn tag(&self, coding: Coding) -> String {
        entity_tag(self.revision, &self.variant, coding)
    }

    /// 304: the client has it already.
    #[must_use]
    pub fn not_modified(&self, coding: Coding) -> HttpResponse {
        self.response(StatusCode::NOT_MODIFIED, &self.tag(coding)).finish()
    }

    /// The body.
    #[must_use]
    pub fn send(&self, status: StatusCode, coding: Coding, body: Bytes) -> HttpResponse {
        let mut response = self.response(status, &self.tag(coding));
        response.insert_header((header::CONTENT_TYPE, HeaderValue::from_static("application/json")));
        if coding != Coding::Identity {
            response.insert_header((header::CONTENT_ENCODING, HeaderValue::from_static(coding.as_str())));
        }
        response.body(body)
    }

    pub fn response(&self, status: StatusCode, tag: &str) -> HttpResponseBuilder {
        let mut response = HttpResponse::build(status);
        response.insert_header((header::ETAG, HeaderValue::from_str(tag).expect("tags are visible ASCII")));
        let cache = match self.audience {
            Audience::Public => "public, max-age=0, must-revalidate",
            Audience::Staff => "private, no-cache",
        };
        response.insert_header((header::CACHE_CONTROL, HeaderValue::from_static(cache)));
        let vary = HeaderValue::from_static("Accept, Accept-Encoding, Accept-Language, Authorization");
        response.insert_header((header::VARY, vary));
        response.insert_header((header::CONTENT_LANGUAGE, HeaderValue::from_static(self.language)));
        set_next_page(&mut response, self.next.as_deref());
        response
    }
}

/// The coding for a body of this size.
#[must_use]
pub fn coding_for_size(coding: Coding, size: usize) -> Coding {
    if size < COMPRESS_FROM { Coding::Identity } else { coding }
}

/// An answer that no cache keeps.
#[must_use]
pub fn uncached(status: StatusCode) -> HttpResponseBuilder {
    let mut response = HttpResponse::build(status);
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    response
}

/// Says where the next page is (RFC 8288), if there is one.
pub fn set_next_page(response: &mut HttpResponseBuilder, next: Option<&str>) {
    if let Some(link) = next.and_then(|next| HeaderValue::from_str(&format!("<{next}>; rel=\"next\"")).ok()) {
        response.insert_header((header::LINK, link));
    }
}

/// Says of an answer that it is that of an earlier sending of the same request, if it is.
pub fn set_replayed_header(response: &mut HttpResponseBuilder, replayed: bool) {
    if replayed {
        response.insert_header(("idempotency-replayed", "true"));
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn bodies_survive_their_coding() {
        let body = b"presence ".repeat(500);
        let mut gunzipped = Vec::new();
        std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&Coding::Gzip.encode(&body)[..]), &mut gunzipped)
            .unwrap();
        assert_eq!(gunzipped, body);
        assert_eq!(zstd::decode_all(&Coding::Zstd.encode(&body)[..]).unwrap(), body);
        let mut unbrotlied = Vec::new();
        brotli::BrotliDecompress(&mut &Coding::Brotli.encode(&body)[..], &mut unbrotlied).unwrap();
        assert_eq!(unbrotlied, body);
    }

    #[test]
    fn if_match_reads_revisions_and_ignores_weak_tags() {
        let read =
            |value| if_match(TestRequest::default().insert_header(("if-match", value)).to_http_request().headers());
        assert_eq!(read("\"435\"").unwrap(), Some(Some(vec![435])));
        assert_eq!(read("\"435-00ff\", \"7\"").unwrap(), Some(Some(vec![435, 7])));
        assert_eq!(read("*").unwrap(), Some(None));
        assert_eq!(read("W/\"435\"").unwrap(), Some(Some(vec![])));
        assert!(read("435").is_err());
        assert_eq!(if_match(TestRequest::default().to_http_request().headers()).unwrap(), None);
    }
}
