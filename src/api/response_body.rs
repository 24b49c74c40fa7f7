//! The body of every response: sent in small parts, and not at all to `HEAD`.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use actix_web::{
    Error,
    body::{BodySize, BoxBody, MessageBody},
};
use bytes::Bytes;

use super::connection::Exchange;

/// How much of a response is copied for a connection at a time: a client that does not read holds no more.
const PART: usize = 64 << 10;

/// A response's body.
pub struct ResponseBody {
    size: BodySize,
    /// What comes next.
    ready: Bytes,
    /// What the rest is read from.
    source: Option<BoxBody>,
    _exchange: Option<Exchange>,
}

impl ResponseBody {
    /// The body of a response, of which `HEAD` gets the size only. The exchange ends when the body is sent or dropped.
    #[must_use]
    pub fn new(body: BoxBody, head: bool, exchange: Option<Exchange>) -> Self {
        let size = body.size();
        let (ready, source) = match body.try_into_bytes() {
            _ if head => (Bytes::new(), None),
            Ok(bytes) => (bytes, None),
            Err(body) => (Bytes::new(), Some(body)),
        };
        Self { size, ready, source, _exchange: exchange }
    }
}

impl MessageBody for ResponseBody {
    type Error = Error;

    fn size(&self) -> BodySize {
        self.size
    }

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        while self.ready.is_empty() {
            let Some(source) = &mut self.source else { return Poll::Ready(None) };
            match Pin::new(source).poll_next(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Some(Ok(bytes))) => self.ready = bytes,
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error.into()))),
                Poll::Ready(None) => self.source = None,
            }
        }
        let part = self.ready.len().min(PART);
        Poll::Ready(Some(Ok(self.ready.split_to(part))))
    }
}
