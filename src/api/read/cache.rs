//! Answers that are cached beside their moment, and how they are sent.

use actix_web::{HttpResponse, http::StatusCode};
use bytes::Bytes;

use super::ReadRequest;
use crate::api::{
    format,
    respond::{Coding, Outgoing, coding_for_size, not_modified},
};
use presence_core::view::Audience;
use presence_formats::Output;
use presence_model::Code as _;
use presence_store::{CachedResponse, CachedSnapshot};

impl ReadRequest {
    /// What tells this answer from others made from the same moment.
    pub(super) fn key(&self) -> String {
        let uri = self.request.uri();
        let audience = if self.audience == Audience::Staff { "s" } else { "p" };
        let mut key = String::with_capacity(uri.path().len() + uri.query().map_or(0, str::len) + 8);
        key.push_str(&self.cache_scope);
        key.push_str(audience);
        key.push_str(self.language.as_str());
        key.push_str(self.output.as_str());
        key.push_str(uri.path());
        if let Some(query) = uri.query() {
            key.push('?');
            key.push_str(query);
        }
        key
    }

    /// The answer without any work, if the client has it already or this moment has kept it.
    pub(super) fn try_cached(&self, moment: &CachedSnapshot, key: &str) -> Option<HttpResponse> {
        let answer = moment.answer(&self.coded(key))?;
        let outgoing = self.outgoing(moment.revision(), key.to_owned(), answer.next);
        let coding = self.coding;
        Some(if not_modified(self.request.headers(), &outgoing.tag(coding)) {
            outgoing.not_modified(coding)
        } else {
            self.send(&outgoing, moment, answer.body)
        })
    }

    pub(super) fn coded(&self, key: &str) -> String {
        format!("{:?} {key}", self.coding)
    }

    pub(super) fn cache_and_respond(
        &self,
        moment: &CachedSnapshot,
        key: String,
        answer: CachedResponse,
    ) -> HttpResponse {
        let coding = self.coding;
        let answer = if coding == Coding::Identity {
            answer
        } else {
            CachedResponse::new(coding.encode(&answer.body), answer.next)
        };
        let body = answer.body.clone();
        let outgoing = self.outgoing(moment.revision(), key.clone(), answer.next.clone());
        moment.keep(self.coded(&key), answer);
        if not_modified(self.request.headers(), &outgoing.tag(coding)) {
            return outgoing.not_modified(coding);
        }
        self.send(&outgoing, moment, body)
    }

    pub(super) fn send(&self, outgoing: &Outgoing, moment: &CachedSnapshot, body: Bytes) -> HttpResponse {
        let mut response = outgoing.send(StatusCode::OK, self.coding, body);
        if self.output != Output::Json {
            format::file(&mut response, self.request.path(), moment, self.output);
        }
        response
    }

    /// Sends a record; its coded form is kept, its plain form is kept beside the record already.
    pub(super) fn encode_and_send(&self, moment: &CachedSnapshot, outgoing: &Outgoing, body: Bytes) -> HttpResponse {
        let coding = coding_for_size(self.coding, body.len());
        if coding == Coding::Identity {
            return outgoing.send(StatusCode::OK, coding, body);
        }
        let key = self.coded(&self.key());
        let answer = moment.answer(&key).unwrap_or_else(|| {
            let answer = CachedResponse::new(coding.encode(&body), None);
            moment.keep(key, answer.clone());
            answer
        });
        outgoing.send(StatusCode::OK, coding, answer.body)
    }

    pub(super) fn outgoing(&self, revision: u64, variant: String, next: Option<String>) -> Outgoing {
        Outgoing { revision, variant, audience: self.audience, next, language: self.language.as_str() }
    }
}
