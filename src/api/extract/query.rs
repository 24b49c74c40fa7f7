//! Query parameters, read into one type from which they are also documented.

use std::{
    any::TypeId,
    borrow::Cow,
    collections::HashMap,
    future::{Ready, ready},
    sync::{Arc, LazyLock, PoisonError, RwLock},
};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use presence_core::{
    body::{self, Faults},
    query::BadParameter,
};
use presence_model::Timestamp;
use serde_json::Map;
use utoipa::{
    IntoParams, PartialSchema, ToSchema,
    openapi::{RefOr, Schema, path::ParameterIn},
};

use crate::api::{
    operation::{Describe, Documentation, parameter as documented},
    problem::Problem,
};

/// Names and values of query parameters, decoded.
pub type Pairs = Vec<(String, String)>;

/// The query parameters of an operation.
pub trait Parameters: Deserr<Faults> + IntoParams {}

impl<T: Deserr<Faults> + IntoParams> Parameters for T {}

/// All query parameters of a request. One that is unknown or wrong is answered with 400.
pub struct Query<T>(pub T);

impl<T: Parameters + 'static> FromRequest for Query<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(parameters(request).map(Self))
    }
}

impl<T: Parameters> Describe for Query<T> {
    fn describe(operation: &mut Documentation) {
        describe::<T>(operation);
        operation.problems(&["bad-parameter"]);
    }
}

/// No query parameter is taken.
#[derive(Deserr, IntoParams)]
#[deserr(error = Faults, deny_unknown_fields)]
pub struct NoParameters {}

/// Reads all query parameters of a request.
///
/// # Errors
/// 400 for the first that is unknown or wrong.
pub fn parameters<T: Parameters + 'static>(request: &HttpRequest) -> Result<T, Problem> {
    let mut pairs = pairs(request);
    let read = take(&mut pairs)?;
    nothing_else::<T>(&pairs, &[])?;
    Ok(read)
}

/// The query parameters of a request, but for the revision to wait for, which was waited for before.
#[must_use]
pub fn pairs(request: &HttpRequest) -> Pairs {
    let all = form_urlencoded::parse(request.query_string().as_bytes()).into_owned();
    all.filter(|(name, _)| name != "min_revision").collect()
}

/// The value of a query parameter, name and value decoded.
#[must_use]
pub fn parameter<'q>(query: &'q str, name: &str) -> Option<Cow<'q, str>> {
    form_urlencoded::parse(query.as_bytes()).find(|(known, _)| known == name).map(|(_, value)| value)
}

/// Path and query of this request with one parameter replaced: the next page, where that is its cursor.
#[must_use]
pub fn url_with(request: &HttpRequest, name: &str, value: &str) -> String {
    let kept = form_urlencoded::parse(request.query_string().as_bytes()).filter(|(known, _)| known != name);
    let mut query = form_urlencoded::Serializer::new(String::new());
    let query = query.extend_pairs(kept).append_pair(name, value).finish();
    format!("{}?{query}", request.path())
}

/// Takes the parameters of a type out of those that were sent.
///
/// # Errors
/// 400 for the first that is wrong.
pub fn take<T: Parameters + 'static>(pairs: &mut Pairs) -> Result<T, Problem> {
    let known = names::<T>();
    let (own, rest): (Pairs, Pairs) = pairs.drain(..).partition(|(name, _)| known.contains(name));
    *pairs = rest;
    let repeated = |name: &str| own.iter().filter(|(other, _)| other == name).count() > 1;
    let repeated: Vec<_> = own.iter().map(|(name, _)| name.clone()).filter(|name| repeated(name)).collect();
    let mut fields: Map<String, serde_json::Value> = Map::new();
    for (name, value) in own {
        match fields.get_mut(&name) {
            Some(serde_json::Value::Array(several)) => several.push(value.into()),
            Some(one) => *one = vec![std::mem::take(one), value.into()].into(),
            None => _ = fields.insert(name, value.into()),
        }
    }
    body::value(fields.into()).map_err(|faults| {
        let fault = faults.into_iter().next();
        let Some(fault) = fault else { return BadParameter::new("", "cannot be read").into() };
        let name = fault.pointer.split('/').nth(1).unwrap_or_default();
        if fault.code == "wrong_type" && repeated.iter().any(|other| other == name) {
            return BadParameter::new(name, "takes one value only").into();
        }
        BadParameter::new(name, fault.detail).allowing(fault.allowed).into()
    })
}

/// Whether nothing is left when the parameters of a type are taken out. `besides` are others that the operation takes.
///
/// # Errors
/// 400 for the first one that is left.
pub fn nothing_else<T: IntoParams + 'static>(pairs: &Pairs, besides: &[&str]) -> Result<(), Problem> {
    let Some((name, _)) = pairs.first() else { return Ok(()) };
    let allowed = names::<T>().iter().cloned().chain(besides.iter().map(|&name| name.to_owned())).collect();
    Err(BadParameter::new(name, "is not a parameter of this endpoint").allowing(allowed).into())
}

/// The names of the parameters of a type: made once.
fn names<T: IntoParams + 'static>() -> Arc<[String]> {
    static NAMES: LazyLock<RwLock<HashMap<TypeId, Arc<[String]>>>> = LazyLock::new(RwLock::default);
    let of = TypeId::of::<T>();
    if let Some(names) = NAMES.read().unwrap_or_else(PoisonError::into_inner).get(&of) {
        return names.clone();
    }
    let parameters = T::into_params(|| Some(ParameterIn::Query)).into_iter();
    let names: Arc<[String]> = parameters.map(|parameter| parameter.name).collect();
    NAMES.write().unwrap_or_else(PoisonError::into_inner).insert(of, names.clone());
    names
}

/// Documents the parameters of a type.
pub fn describe<T: IntoParams>(operation: &mut Documentation) {
    for parameter in T::into_params(|| Some(ParameterIn::Query)) {
        operation.parameter(parameter);
    }
}

/// The text of a parameter that takes one value.
fn one<V: IntoValue>(value: Value<V>, location: ValuePointerRef) -> Result<String, Faults> {
    match value {
        Value::String(text) => Ok(text),
        _ => Err(Faults::at(location, "repeated", "takes one value only")),
    }
}

/// A text as it is.
#[derive(Clone, Debug)]
pub struct Text(pub String);

impl Deserr<Faults> for Text {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, location: ValuePointerRef) -> Result<Self, Faults> {
        one(value, location).map(Self)
    }
}

/// The largest number, where there is no bound but that of the type.
pub const ANY: u64 = i64::MAX as u64;

/// A whole number from 0 on.
pub type Whole = Number<0, 18_446_744_073_709_551_615>;
/// A whole number from 1 on.
pub type Positive = Number<1, 18_446_744_073_709_551_615>;
/// A revision.
pub type Revision = Number<0, 9_223_372_036_854_775_807>;

/// A whole number from `LEAST` to `MOST`.
#[derive(Clone, Copy, Debug)]
pub struct Number<const LEAST: u64, const MOST: u64>(pub u64);

impl<const LEAST: u64, const MOST: u64> Deserr<Faults> for Number<LEAST, MOST> {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, location: ValuePointerRef) -> Result<Self, Faults> {
        let number = one(value, location)?.parse().ok().filter(|number| (LEAST..=MOST).contains(number));
        let end = if MOST < ANY { format!("to {MOST}") } else { "on".to_owned() };
        let wrong = || Faults::at(location, "out_of_range", format!("a number from {LEAST} {end} is needed"));
        number.map(Self).ok_or_else(wrong)
    }
}

impl<const LEAST: u64, const MOST: u64> PartialSchema for Number<LEAST, MOST> {
    fn schema() -> RefOr<Schema> {
        documented::number(LEAST, MOST).into()
    }
}

impl<const LEAST: u64, const MOST: u64> ToSchema for Number<LEAST, MOST> {}

/// A choice that a parameter offers.
pub trait Choices: Copy + 'static {
    /// Every member, under its name.
    fn all() -> Vec<(&'static str, Self)>;
}

/// Reads a choice.
///
/// # Errors
/// A fault with the names of all, for another text.
pub fn choice<T: Choices, V: IntoValue>(value: Value<V>, location: ValuePointerRef) -> Result<T, Faults> {
    let text = one(value, location)?;
    let found = T::all().into_iter().find(|(name, _)| *name == text).map(|(_, found)| found);
    let names = || T::all().into_iter().map(|(name, _)| name.to_owned()).collect::<Vec<_>>();
    let wrong =
        || Faults::allowing(location, "unknown_code", format!("must be one of {}", names().join(", ")), names());
    found.ok_or_else(wrong)
}

/// The name of a choice.
#[must_use]
pub fn name_of<T: Choices + PartialEq>(choice: T) -> &'static str {
    T::all().into_iter().find(|(_, known)| *known == choice).map_or("", |(name, _)| name)
}

/// The schema of a choice.
#[must_use]
pub fn choice_schema<T: Choices>() -> RefOr<Schema> {
    documented::codes(T::all().into_iter().map(|(name, _)| name.to_owned())).into()
}

/// Makes what is a choice a parameter's type.
macro_rules! parameter_of {
    ($($name:ident),+) => {$(
        impl deserr::Deserr<presence_core::body::Faults> for $name {
            fn deserialize_from_value<V: deserr::IntoValue>(
                value: deserr::Value<V>,
                location: deserr::ValuePointerRef,
            ) -> Result<Self, presence_core::body::Faults> {
                $crate::api::extract::query::choice(value, location)
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                $crate::api::extract::query::choice_schema::<Self>()
            }
        }

        impl utoipa::ToSchema for $name {}
    )+};
}
pub(crate) use parameter_of;

/// Choices that only parameters have.
macro_rules! choices {
    ($($(#[$doc:meta])* $visible:vis enum $name:ident { $($member:ident = $code:literal),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq)]
        $visible enum $name { $(#[doc = concat!("`", $code, "`")] $member),+ }

        impl $crate::api::extract::query::Choices for $name {
            fn all() -> Vec<(&'static str, Self)> {
                vec![$(($code, Self::$member)),+]
            }
        }

        $crate::api::extract::query::parameter_of!($name);
    )+};
}
pub(crate) use choices;

/// Choices that are known elsewhere, as a parameter's type.
macro_rules! choices_of {
    ($($(#[$doc:meta])* $name:ident($of:ty), $all:expr;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq)]
        pub struct $name(pub $of);

        impl $crate::api::extract::query::Choices for $name {
            fn all() -> Vec<(&'static str, Self)> {
                $all.into_iter().map(|(name, found)| (name, Self(found))).collect()
            }
        }

        $crate::api::extract::query::parameter_of!($name);
    )+};
}
pub(crate) use choices_of;

choices_of! {
    /// `true` or `false`.
    Flag(bool), [("true", true), ("false", false)];
}

/// The cursor of a list in the order of its ids: the id of the last record that was shown.
#[derive(Clone, Debug)]
pub struct IdCursor(pub String);

impl Deserr<Faults> for IdCursor {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, location: ValuePointerRef) -> Result<Self, Faults> {
        let id = uuid::Uuid::parse_str(&one(value, location)?)
            .map_err(|_| Faults::at(location, "malformed", "cannot be read"))?;
        Ok(Self(id.hyphenated().to_string()))
    }
}

/// A time, or a date, which stands for its last moment.
#[derive(Clone, Copy, Debug)]
pub struct Time(pub Timestamp);

impl Deserr<Faults> for Time {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, location: ValuePointerRef) -> Result<Self, Faults> {
        let time = Timestamp::parse(&one(value, location)?);
        time.map(Self).ok_or_else(|| Faults::at(location, "malformed", "is not a valid time"))
    }
}

/// Several values, separated by commas or each in a parameter of its own.
#[derive(Clone, Debug)]
pub struct Several<T>(pub Vec<T>);

impl<T: Deserr<Faults>> Deserr<Faults> for Several<T> {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, location: ValuePointerRef) -> Result<Self, Faults> {
        let texts: Vec<String> = match value {
            Value::String(text) => vec![text],
            Value::Sequence(list) => {
                deserr::Sequence::into_iter(list).filter_map(|item| text(item.into_value())).collect()
            }
            other => return Err(Faults::wrong_type(location, "a text", other.kind())),
        };
        let items = texts.iter().flat_map(|text| text.split(',')).map(str::trim);
        let read =
            |item: &str| T::deserialize_from_value::<serde_json::Value>(Value::String(item.to_owned()), location);
        Ok(Self(items.map(read).collect::<Result<_, _>>()?))
    }
}

fn text<V: IntoValue>(value: Value<V>) -> Option<String> {
    if let Value::String(text) = value { Some(text) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_decoded() {
        assert_eq!(parameter("form%61t=c%73v", "format").as_deref(), Some("csv"));
        assert_eq!(parameter("a=1&b=2", "c"), None);
    }
}
