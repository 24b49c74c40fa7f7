//! One extractor after the other.

use actix_web::{Error, FromRequest, HttpRequest, dev::Payload};
use futures_util::{FutureExt as _, future::LocalBoxFuture};

use crate::api::operation::{Describe, Documentation};

/// `B`, extracted only once `A` is there: a caller whom the database has to know is authorised before the body is read.
/// Extractors that stand beside each other are polled together, and the first failure answers the request.
pub struct Then<A, B>(pub A, pub B);

impl<A: FromRequest + 'static, B: FromRequest + 'static> FromRequest for Then<A, B> {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, mut payload) = (request.clone(), payload.take());
        async move {
            let first = A::from_request(&request, &mut Payload::None).await.map_err(Into::into)?;
            let second = B::from_request(&request, &mut payload).await.map_err(Into::into)?;
            Ok(Self(first, second))
        }
        .boxed_local()
    }
}

impl<A: Describe, B: Describe> Describe for Then<A, B> {
    fn describe(operation: &mut Documentation) {
        A::describe(operation);
        B::describe(operation);
    }
}
