//! JSON bodies: of the right type, not too large, whole, and read into one type with every fault.

use std::marker::PhantomData;

use actix_web::{FromRequest, HttpRequest, dev::Payload, web};
use futures_util::{FutureExt as _, future::LocalBoxFuture};
use presence_core::body::FromBody;
use presence_model::Timestamp;
use serde_json::Value;
use utoipa::ToSchema;

use super::state;
use crate::api::{
    body,
    operation::{Describe, Documentation},
    patches::PatchSchema,
    problem::Problem,
};

/// The type of a JSON body.
pub trait MediaType {
    /// The names that it is sent under, its own first.
    const NAMES: &'static [&'static str];
}

/// `application/json`.
pub struct Plain;

impl MediaType for Plain {
    const NAMES: &'static [&'static str] = &["application/json"];
}

/// `application/merge-patch+json` (RFC 7396).
pub struct Merge;

impl MediaType for Merge {
    const NAMES: &'static [&'static str] = &["application/merge-patch+json", "application/json"];
}

/// A body, read into its type.
pub struct Json<T, M = Plain> {
    /// What it says.
    pub value: T,
    /// As it was sent.
    pub bytes: Vec<u8>,
    /// When it had arrived.
    pub received: Timestamp,
    media_type: PhantomData<M>,
}

impl<T: FromBody + 'static, M: MediaType> FromRequest for Json<T, M> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bytes = bytes(request, payload, M::NAMES, T::LIMIT);
        async move {
            let (bytes, received) = (bytes.await?, Timestamp::now());
            let value = T::from_body(&body::json(&bytes)?, received)?;
            Ok(Self { value, bytes, received, media_type: PhantomData })
        }
        .boxed_local()
    }
}

/// A merge patch of a record: it is applied to the record as it is when it is written, and the whole is read then. `S` is
/// its schema.
pub struct MergePatch<S>(pub Value, pub PhantomData<S>);

impl<S: PatchSchema + 'static> FromRequest for MergePatch<S> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bytes = bytes(request, payload, Merge::NAMES, S::LIMIT);
        async move { Ok(Self(body::json(&bytes.await?)?, PhantomData)) }.boxed_local()
    }
}

/// Receives a body of one of these types. `limit` is how large it may be, in bytes, where that is more than what the server allows
/// in general.
fn bytes(
    request: &HttpRequest,
    payload: &mut Payload,
    media_types: &'static [&'static str],
    limit: usize,
) -> impl Future<Output = Result<Vec<u8>, Problem>> + use<> {
    let (request, payload) = (request.clone(), web::Payload::from_request(request, payload).into_inner());
    async move {
        let payload = payload.map_err(|_| Problem::bad_request("the body cannot be read"))?;
        let state = state(&request)?;
        body::read(&request, payload, state, media_types, state.limits.body.max(limit)).await
    }
}

/// The problems of JSON bodies.
const PROBLEMS: [&str; 6] =
    ["bad-json", "too-large", "unsupported-media-type", "invalid", "internal-error", "unavailable"];

impl<T: ToSchema, M: MediaType> Describe for Json<T, M> {
    fn describe(operation: &mut Documentation) {
        operation.body::<T>(&M::NAMES[..1]);
        operation.problems(&PROBLEMS);
    }
}

impl<S: PatchSchema> Describe for MergePatch<S> {
    fn describe(operation: &mut Documentation) {
        operation.body::<S>(&Merge::NAMES[..1]);
        operation.problems(&PROBLEMS);
    }
}
