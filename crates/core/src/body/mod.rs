//! Reads bodies: each is one type, from which it is deserialised, validated and documented. All faults of its fields are
//! found at once, and with them those of valid fields together.

mod impl_deserr;
mod lists;
mod nested;
mod numbers;
mod values;

use std::{collections::HashSet, ops::ControlFlow};

use deserr::{DeserializeError, Deserr, ErrorKind, IntoValue, MergeWithError, ValueKind, ValuePointerRef};
use serde_json::{Map, Value};

use super::fault::Fault;
use presence_model::Timestamp;

pub use self::{
    lists::{BoundedList, Patch, UniqueList},
    nested::InLanguages,
    numbers::{Amount, Count, Percent, Positive},
    values::{AnyDate, Currency, PrivateMember, ReadOnly, Text, normal},
};

/// What a body in JSON can be read into.
pub trait FromBody: Sized {
    /// How large it may be, in bytes, where that is more than what a server allows in general.
    const LIMIT: usize;

    /// Reads a body that was received at `now`.
    ///
    /// # Errors
    /// Every fault that can be seen without knowing the registry.
    fn from_body(body: &Value, now: Timestamp) -> Result<Self, Vec<Fault>>;
}

impl<T: Body> FromBody for T {
    const LIMIT: usize = <T as Body>::LIMIT;

    fn from_body(body: &Value, now: Timestamp) -> Result<Self, Vec<Fault>> {
        read(body, now)
    }
}

/// A request's body.
pub trait Body: Deserr<Faults> {
    /// As [`FromBody::LIMIT`].
    const LIMIT: usize = 0;

    /// Adds the faults that only its fields together have. `now` is when it was received.
    fn check(&self, _given: SentFields<'_>, _now: Timestamp, _faults: &mut Vec<Fault>) {}
}

/// Which fields a body was sent with.
#[derive(Clone, Copy)]
pub struct SentFields<'b>(&'b Map<String, Value>);

impl SentFields<'_> {
    /// Whether a field is there and not null.
    #[must_use]
    pub fn has(self, field: &str) -> bool {
        self.0.get(field).is_some_and(|value| !value.is_null())
    }
}

/// Reads a body that was received at `now`.
///
/// # Errors
/// Every fault that can be seen without knowing the registry.
pub fn read<T: Body>(body: &Value, now: Timestamp) -> Result<T, Vec<Fault>> {
    let Value::Object(given) = body else {
        let detail = format!("an object is needed, not {}", kind_name(body.kind()));
        return Err(vec![Fault::new("", "not_an_object", detail)]);
    };
    let (read, mut faults) = match value::<T>(body.clone()) {
        Ok(read) => (Some(read), Vec::new()),
        Err(faults) => {
            // Also report what the valid fields say together.
            let field = |fault: &Fault| unescape(fault.pointer.split('/').nth(1).unwrap_or_default());
            let wrong: HashSet<_> = faults.iter().map(field).collect();
            let sound = given.iter().filter(|(field, _)| !wrong.contains(*field));
            let sound: Map<_, _> = sound.map(|(field, value)| (field.clone(), value.clone())).collect();
            (value::<T>(Value::Object(sound)).ok(), faults)
        }
    };
    if let Some(read) = &read {
        read.check(SentFields(given), now, &mut faults);
    }
    read.filter(|_| faults.is_empty()).ok_or(faults)
}

/// Reads a part of a body.
///
/// # Errors
/// Every fault of it.
pub fn value<T: Deserr<Faults>>(value: Value) -> Result<T, Vec<Fault>> {
    deserr::deserialize::<T, _, Faults>(value).map_err(|Faults(faults)| faults)
}

/// The body of a record with its code, which a merge patch cannot change.
#[must_use]
pub fn with_code(body: &Value, code: Option<&presence_model::RecordCode>) -> Value {
    let mut body = body.clone();
    if let (Value::Object(fields), Some(code)) = (&mut body, code) {
        fields.insert("code".to_owned(), code.to_string().into());
    }
    body
}

/// The faults of a body.
#[derive(Debug)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// A fault at a location.
    pub fn at(location: ValuePointerRef, code: &'static str, detail: impl Into<String>) -> Self {
        Self(vec![Fault::new(pointer(&location), code, detail)])
    }

    /// A fault at a location, with what would be allowed.
    pub fn allowing(location: ValuePointerRef, code: &'static str, detail: String, allowed: Vec<String>) -> Self {
        Self(vec![Fault::new(pointer(&location), code, detail).allowing(allowed)])
    }

    /// A value that is missing.
    #[must_use]
    pub fn missing(location: ValuePointerRef) -> Self {
        Self::at(location, "required", format!("`{}` is required", location.last_field().unwrap_or_default()))
    }

    /// A value of another type; null stands for a value that is missing.
    #[must_use]
    pub fn wrong_type(location: ValuePointerRef, needed: &str, found: ValueKind) -> Self {
        if found == ValueKind::Null {
            return Self::missing(location);
        }
        Self::at(location, "wrong_type", format!("{needed} is needed, not {}", kind_name(found)))
    }
}

/// How many faults of a body are looked for, and how many of them are unknown fields: an answer is never more than a small
/// multiple of the question.
const FAULTS_MAX: usize = 200;
const UNKNOWN_MAX: usize = 20;

impl MergeWithError<Self> for Faults {
    fn merge(faults: Option<Self>, more: Self, _: ValuePointerRef) -> ControlFlow<Self, Self> {
        let mut faults = faults.map_or_else(Vec::new, |Self(faults)| faults);
        let unknown = |faults: &[Fault]| faults.iter().filter(|fault| fault.code == "unknown_field").count();
        let mut left = UNKNOWN_MAX.saturating_sub(unknown(&faults));
        faults.extend(more.0.into_iter().filter(|fault| {
            let counted = fault.code == "unknown_field";
            let kept = !counted || left > 0;
            left -= usize::from(counted && kept);
            kept
        }));
        if faults.len() < FAULTS_MAX { ControlFlow::Continue(Self(faults)) } else { ControlFlow::Break(Self(faults)) }
    }
}

impl DeserializeError for Faults {
    fn error<V: IntoValue>(
        faults: Option<Self>,
        error: ErrorKind<V>,
        location: ValuePointerRef,
    ) -> ControlFlow<Self, Self> {
        let fault = match error {
            ErrorKind::MissingField { field } => {
                Self::at(location.push_key(field), "required", format!("`{field}` is required"))
            }
            ErrorKind::UnknownKey { key, accepted } => {
                let shown = clip(key);
                let known =
                    accepted.iter().filter(|field| !NEVER.contains(field)).map(|&field| field.to_owned()).collect();
                Self::allowing(location.push_key(key), "unknown_field", format!("there is no field `{shown}`"), known)
            }
            ErrorKind::UnknownValue { value, accepted } => {
                let known = accepted.iter().map(|&value| value.to_owned()).collect();
                Self::allowing(location, "unknown_code", format!("`{}` is not a known value", clip(value)), known)
            }
            ErrorKind::IncorrectValueKind { actual, accepted } => {
                let needed: Vec<_> = accepted.iter().map(|kind| kind_name(*kind)).collect();
                let needed = needed.join(" or ");
                if accepted == [ValueKind::Map] && actual.kind() != ValueKind::Null {
                    Self::at(
                        location,
                        "not_an_object",
                        format!("an object is needed, not {}", kind_name(actual.kind())),
                    )
                } else {
                    Self::wrong_type(location, &needed, actual.kind())
                }
            }
            ErrorKind::BadSequenceLen { .. } => Self::at(location, "wrong_type", "a list of another length is needed"),
            ErrorKind::Unexpected { msg } => Self::at(location, "malformed", msg),
        };
        Self::merge(faults, fault, location)
    }
}

/// Fields that are read only to say why they are refused.
const NEVER: [&str; 2] = ["call", "d"];

/// A segment of a JSON Pointer as the key that it stands for.
fn unescape(segment: &str) -> String {
    segment.replace("~1", "/").replace("~0", "~")
}

/// The RFC 6901 JSON Pointer of a location.
fn pointer(location: &ValuePointerRef) -> String {
    match location {
        ValuePointerRef::Origin => String::new(),
        ValuePointerRef::Key { key, prev } => {
            format!("{}/{}", pointer(prev), key.replace('~', "~0").replace('/', "~1"))
        }
        ValuePointerRef::Index { index, prev } => format!("{}/{index}", pointer(prev)),
    }
}

/// The beginning of a sender's text, fit for a message.
fn clip(text: &str) -> String {
    text.chars().take(60).map(|c| if c.is_control() { '·' } else { c }).collect()
}

fn kind_name(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Null => "null",
        ValueKind::Boolean => "true or false",
        ValueKind::Integer | ValueKind::NegativeInteger | ValueKind::Float => "a number",
        ValueKind::String => "a text",
        ValueKind::Sequence => "a list",
        ValueKind::Map => "an object",
    }
}
