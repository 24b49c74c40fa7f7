//! The values that bodies are made of: each says what it takes, and documents it.

use std::{fmt, ops::Deref};

use chrono::{Datelike as _, NaiveDate};
use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use unicode_normalization::UnicodeNormalization as _;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat, schema::Type},
};

use super::{Faults, clip, impl_deserr::impl_deserr};
use presence_model::{
    Alpha3, ClosureReason, Code, Confidence, ContributionStage, DecisionKind, DonorType, EarmarkScope, Grade, Language,
    LanguageTag, Lifecycle as _, ModerationStatus, NoteVisibility, OfficeCode, OperatingMode, PartialDate, PostStatus,
    PostsOnClosing, PresenceStatus, PresenceType, RecordCode, Region, ReportingLine, RequestStatus, RequesterType,
    Scope, StationGroup, SubmitterType, YEARS, parse_date,
};

fn text<V: IntoValue>(value: Value<V>, location: ValuePointerRef, needed: &str) -> Result<String, Faults> {
    match value {
        Value::String(text) => Ok(text),
        other => Err(Faults::wrong_type(location, needed, other.kind())),
    }
}

/// A text of 1 to `MAX` characters, trimmed, in one normal form; no control characters but line ends and tabs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text<const MAX: usize>(String);

impl<const MAX: usize> Deref for Text<MAX> {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> From<Text<MAX>> for String {
    fn from(text: Text<MAX>) -> Self {
        text.0
    }
}

impl<const MAX: usize> From<Text<MAX>> for Box<str> {
    fn from(text: Text<MAX>) -> Self {
        text.0.into()
    }
}

impl_deserr!({const MAX: usize} Text<MAX>, |value, location| {
    let whole = text(value, location, "a text")?;
    let (text, field) = (whole.trim(), location.last_field().unwrap_or_default());
    if text.is_empty() {
        Err(Faults::at(location, "empty", format!("`{field}` must not be empty")))
    } else if text.chars().count() > MAX {
        Err(Faults::at(location, "too_long", format!("`{field}` may have {MAX} characters at most")))
    } else if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        Err(Faults::at(location, "control_character", format!("`{field}` contains a control character")))
    } else {
        Ok(Self(normal(text)))
    }
});

impl<const MAX: usize> PartialSchema for Text<MAX> {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).max_length(Some(MAX)).into()
    }
}

impl<const MAX: usize> ToSchema for Text<MAX> {}

/// A text in the one form in which it is stored and compared: line ends as LF, letters composed (Unicode NFC).
#[must_use]
pub fn normal(text: &str) -> String {
    let text = if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() };
    if text.is_ascii() { text } else { text.nfc().collect() }
}

/// What is parsed from a text, and what is said to be needed if it cannot be.
macro_rules! parsed {
    ($($type:ty: $what:literal, $parse:expr;)+) => {$(
        impl_deserr!($type, |value, location| {
            let text = text(value, location, $what)?;
            let wrong = || Faults::at(location, "malformed", format!("{} is needed, not `{}`", $what, clip(&text)));
            $parse(&text).ok_or_else(wrong)
        });
    )+};
}

parsed! {
    RecordCode: "a code of lower-case letters, digits and hyphens (3 to 64)", RecordCode::new;
    Alpha3: "an ISO 3166-1 alpha-3 code", Alpha3::new;
    OfficeCode: "an office's code", OfficeCode::new;
    LanguageTag: "a BCP 47 language tag, like pt or zh-Hans,", LanguageTag::new;
    PartialDate: "an existing date from 1900 to 2200 as YYYY, YYYY-MM or YYYY-MM-DD", PartialDate::new;
    AnyDate: "an existing date as YYYY-MM-DD", |text: &str| parse_date(text).map(AnyDate);
}

fn code<C: Code, V: IntoValue>(value: Value<V>, location: ValuePointerRef, allowed: Vec<String>) -> Result<C, Faults> {
    let shown = match &value {
        Value::Null => return Err(Faults::missing(location)),
        Value::String(text) => match C::from_code(text).filter(|_| allowed.contains(text)) {
            Some(code) => return Ok(code),
            None => format!("`{}`", clip(text)),
        },
        other => super::kind_name(other.kind()).to_owned(),
    };
    let field = location.last_field().unwrap_or_default();
    Err(Faults::allowing(location, "unknown_code", format!("{shown} is not a known `{field}`"), allowed))
}

macro_rules! vocabularies {
    ($($name:ident)+) => {$(impl_deserr!($name, |value, location| code(value, location, $name::codes()));)+};
}

vocabularies! {
    PresenceType PresenceStatus OperatingMode ClosureReason NoteVisibility PostsOnClosing Region ReportingLine Confidence
    Grade StationGroup DonorType ContributionStage EarmarkScope RequesterType RequestStatus SubmitterType ModerationStatus
    Language DecisionKind
}

// `not_reported` is for the baseline only.
impl_deserr!(PostStatus, |value, location| code(value, location, PostStatus::reportable()));

impl_deserr!(Scope, |value, location| {
    let text = text(value, location, "a scope")?;
    let allowed = || Scope::ALL.iter().map(|scope| scope.as_str().to_owned()).collect();
    let wrong = || Faults::allowing(location, "malformed", format!("`{}` is not a scope", clip(&text)), allowed());
    Scope::parse(&text).ok_or_else(wrong)
});

/// An ISO 8601 date of any year, for fields with bounds of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnyDate(pub NaiveDate);

impl PartialSchema for AnyDate {
    fn schema() -> RefOr<Schema> {
        let date = SchemaFormat::KnownFormat(KnownFormat::Date);
        ObjectBuilder::new().schema_type(Type::String).format(Some(date)).into()
    }
}

impl ToSchema for AnyDate {}

impl_deserr!(NaiveDate, |value, location| {
    let AnyDate(date) = AnyDate::deserialize_from_value(value, location)?;
    if YEARS.contains(&date.year()) {
        return Ok(date);
    }
    let field = location.last_field().unwrap_or_default();
    let detail = format!("`{field}` must lie from {} to {}, not on {date}", YEARS.start(), YEARS.end());
    Err(Faults::at(location, "out_of_range", detail))
});

/// An ISO 4217 currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Currency(pub String);

impl_deserr!(Currency, |value, location| {
    let code = Text::<3>::deserialize_from_value(value, location)?;
    if iso_currency::Currency::from_code(&code).is_none() {
        return Err(Faults::at(location, "unknown_code", format!("`{}` is not an ISO 4217 currency", &*code)));
    }
    Ok(Self(code.into()))
});

impl PartialSchema for Currency {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).min_length(Some(3)).max_length(Some(3)).into()
    }
}

impl ToSchema for Currency {}

/// The private part of a key: it is refused, and the answer warns that it was sent.
#[derive(Clone, Copy, Debug, Default)]
pub struct PrivateMember;

impl Deserr<Faults> for PrivateMember {
    fn deserialize_from_value<V: IntoValue>(_: Value<V>, location: ValuePointerRef) -> Result<Self, Faults> {
        let detail = "this is a private key: keep it, and make a new one if it was sent anywhere";
        Err(Faults::at(location, "private", detail))
    }
}

/// A field that the registry sets itself: it must not be sent.
#[derive(Default)]
pub struct ReadOnly;

impl Deserr<Faults> for ReadOnly {
    fn deserialize_from_value<V: IntoValue>(_: Value<V>, location: ValuePointerRef) -> Result<Self, Faults> {
        Err(Faults::at(location, "read_only", "the registry sets it"))
    }
}

impl<const MAX: usize> fmt::Display for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}
