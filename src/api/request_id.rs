//! What is known of a request beside its content: its id, the network that it came from, who it claims to be from.

use std::sync::Arc;

use actix_web::{HttpMessage as _, HttpRequest, dev::ServiceRequest, http::header::HeaderName};

use super::client_ip::ClientIp;

/// The header that carries a request's id, in and out.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// A request's id: the client's own if it sent a sensible one.
#[derive(Clone)]
pub struct RequestId(pub Arc<str>);

impl RequestId {
    /// The id of a request that has just come.
    pub fn of(request: &ServiceRequest) -> Self {
        let own = request.headers().get(REQUEST_ID).and_then(|id| id.to_str().ok());
        let sensible = |id: &&str| (1..=128).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_graphic());
        match own.filter(sensible) {
            Some(own) => Self(own.into()),
            None => Self(Arc::from(&*uuid::Uuid::now_v7().hyphenated().encode_lower(&mut [0; 36]))),
        }
    }

    /// The id of this request.
    #[must_use]
    pub fn from(request: &HttpRequest) -> Option<Arc<str>> {
        request.extensions().get::<Self>().map(|id| id.0.clone())
    }
}

/// The client that somebody claims to be.
pub struct ClaimedClientId(pub String);

/// The network that a request comes from.
pub fn origin(request: &HttpRequest) -> Option<Arc<str>> {
    ClientIp::from(request).map(ClientIp::network)
}
