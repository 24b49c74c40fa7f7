//! The values that bodies are made of: each says what it takes, and documents it.

use std::{fmt, ops::Deref};

use chrono::{Datelike as _, NaiveDate};
use deserr::{Deserr, IntoValue, Map as _, Sequence as _, Value, ValuePointerRef};
use unicode_normalization::UnicodeNormalization as _;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat, schema::Type},
};

use super::{Faults, clip};
use crate::programme::money::AMOUNT_MAX;
use presence_model::{
    Alpha3, Basis, ClosureReason, Code, Confidence, ContributionStage, DecisionKind, DonorType, EarmarkScope,
    FormalDecision, Grade, Language, LanguageTag, Lifecycle as _, ModerationStatus, Names, NoteVisibility, OfficeCode,
    OperatingMode, PartialDate, Place, Point, PostStatus, PostsOnClosing, PresenceStatus, PresenceType, Provenance,
    RecordCode, Region, ReportingLine, RequestStatus, RequesterType, Scope, StationGroup, SubmitterType, YEARS,
    parse_date,
};

/// Makes an `impl Deserr<Faults>` from what is done with a value and its place.
macro_rules! reads {
    ({$(const $n:ident: $int:ty)?} $type:ty, |$value:ident, $place:ident| $read:expr) => {
        impl$(<const $n: $int>)? Deserr<Faults> for $type {
            fn deserialize_from_value<V: IntoValue>($value: Value<V>, $place: ValuePointerRef) -> Result<Self, Faults> {
                $read
            }
        }
    };
    ($type:ty, |$value:ident, $place:ident| $read:expr) => {
        reads!({} $type, |$value, $place| $read);
    };
}

fn text<V: IntoValue>(value: Value<V>, place: ValuePointerRef, needed: &str) -> Result<String, Faults> {
    match value {
        Value::String(text) => Ok(text),
        other => Err(Faults::wrong_type(place, needed, other.kind())),
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

reads!({const MAX: usize} Text<MAX>, |value, place| {
    let whole = text(value, place, "a text")?;
    let (text, field) = (whole.trim(), place.last_field().unwrap_or_default());
    if text.is_empty() {
        Err(Faults::at(place, "empty", format!("`{field}` must not be empty")))
    } else if text.chars().count() > MAX {
        Err(Faults::at(place, "too_long", format!("`{field}` may have {MAX} characters at most")))
    } else if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        Err(Faults::at(place, "control_character", format!("`{field}` contains a control character")))
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
        reads!($type, |value, place| {
            let text = text(value, place, $what)?;
            let wrong = || Faults::at(place, "malformed", format!("{} is needed, not `{}`", $what, clip(&text)));
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

fn code<C: Code, V: IntoValue>(value: Value<V>, place: ValuePointerRef, allowed: Vec<String>) -> Result<C, Faults> {
    let shown = match &value {
        Value::Null => return Err(Faults::wrong_type(place, "", value.kind())),
        Value::String(text) => match C::from_code(text).filter(|_| allowed.contains(text)) {
            Some(code) => return Ok(code),
            None => format!("`{}`", clip(text)),
        },
        other => super::kind_name(other.kind()).to_owned(),
    };
    let field = place.last_field().unwrap_or_default();
    Err(Faults::allowing(place, "unknown_code", format!("{shown} is not a known `{field}`"), allowed))
}

macro_rules! vocabularies {
    ($($name:ident)+) => {$(reads!($name, |value, place| code(value, place, $name::codes()));)+};
}

vocabularies! {
    PresenceType PresenceStatus OperatingMode ClosureReason NoteVisibility PostsOnClosing Region ReportingLine Confidence
    Grade StationGroup DonorType ContributionStage EarmarkScope RequesterType RequestStatus SubmitterType ModerationStatus
    Language DecisionKind
}

// `not_reported` is for the baseline only.
reads!(PostStatus, |value, place| code(value, place, PostStatus::reportable()));

reads!(Scope, |value, place| {
    let text = text(value, place, "a scope")?;
    let allowed = || Scope::ALL.iter().map(|scope| scope.as_str().to_owned()).collect();
    let wrong = || Faults::allowing(place, "malformed", format!("`{}` is not a scope", clip(&text)), allowed());
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

reads!(NaiveDate, |value, place| {
    let AnyDate(date) = AnyDate::deserialize_from_value(value, place)?;
    if YEARS.contains(&date.year()) {
        return Ok(date);
    }
    let field = place.last_field().unwrap_or_default();
    let detail = format!("`{field}` must lie from {} to {}, not on {date}", YEARS.start(), YEARS.end());
    Err(Faults::at(place, "out_of_range", detail))
});

/// A whole number: `Count` from 0, `Positive` from 1, `Amount` from 1 in minor units of a currency.
macro_rules! numbers {
    ($($(#[$doc:meta])* $name:ident $least:literal..=$most:expr, $needed:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $name(u64);

        impl From<$name> for u64 {
            fn from(number: $name) -> Self {
                number.0
            }
        }

        impl From<$name> for i64 {
            fn from(number: $name) -> Self {
                Self::try_from(number.0).unwrap_or(Self::MAX)
            }
        }

        reads!($name, |value, place| match value {
            Value::Integer(number) if ($least..=$most).contains(&number) => Ok(Self(number)),
            Value::Integer(number) if number > 0 => {
                Err(Faults::at(place, "out_of_range", format!("{} at most", $most)))
            }
            Value::String(text) => {
                let detail = format!(
                    "{} like 120000 is needed, without separators or decimals, not the text `{}`",
                    $needed,
                    clip(&text)
                );
                Err(Faults::at(place, "malformed", detail))
            }
            other => Err(Faults::wrong_type(place, $needed, other.kind())),
        });

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let format = SchemaFormat::KnownFormat(KnownFormat::Int64);
                ObjectBuilder::new().schema_type(Type::Integer).format(Some(format)).minimum(Some($least)).into()
            }
        }

        impl ToSchema for $name {}
    )+};
}

numbers! {
    /// A whole number.
    Count 0..=9_223_372_036_854_775_807_u64, "a whole number";
    /// A positive whole number.
    Positive 1..=u64::MAX, "a positive whole number";
    /// An amount in minor units: far below where sums overflow.
    Amount 1..=AMOUNT_MAX, "a positive whole number";
}

/// A change in hundredths of a per cent: between -99 and 1000 per cent.
#[derive(Clone, Copy, Debug)]
pub struct Percent(pub i64);

reads!(Percent, |value, place| {
    #[expect(clippy::cast_precision_loss, reason = "large numbers are out of range anyway")]
    let percent = match value {
        Value::Integer(number) => number as f64,
        Value::NegativeInteger(number) => number as f64,
        Value::Float(number) => number,
        Value::Null => return Err(Faults::wrong_type(place, "", deserr::ValueKind::Null)),
        _ => f64::NAN,
    };
    if !(-99.0..=1000.0).contains(&percent) {
        return Err(Faults::at(place, "out_of_range", "a number of per cent from -99 to 1000 is needed"));
    }
    #[expect(clippy::cast_possible_truncation, reason = "it is in range")]
    Ok(Self((percent * 100.0).round() as i64))
});

impl PartialSchema for Percent {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::Number).minimum(Some(-99)).maximum(Some(1000)).into()
    }
}

impl ToSchema for Percent {}

/// An ISO 4217 currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Currency(pub String);

reads!(Currency, |value, place| {
    let code = Text::<3>::deserialize_from_value(value, place)?;
    if iso_currency::Currency::from_code(&code).is_none() {
        return Err(Faults::at(place, "unknown_code", format!("`{}` is not an ISO 4217 currency", &*code)));
    }
    Ok(Self(code.into()))
});

impl PartialSchema for Currency {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).min_length(Some(3)).max_length(Some(3)).into()
    }
}

impl ToSchema for Currency {}

/// A list of `MAX` items at most.
#[derive(Clone, Debug)]
pub struct Items<T, const MAX: usize>(pub Vec<T>);

fn items<T: Deserr<Faults>, V: IntoValue>(
    value: Value<V>,
    place: ValuePointerRef,
    most: usize,
) -> Result<Vec<(usize, T)>, Faults> {
    let list = match value {
        Value::Sequence(list) => list,
        other => return Err(Faults::wrong_type(place, "a list", other.kind())),
    };
    if list.len() > most {
        return Err(Faults::at(place, "too_long", format!("{most} items at most")));
    }
    let (mut read, mut faults) = (Vec::with_capacity(list.len()), Vec::new());
    for (at, item) in list.into_iter().enumerate() {
        match T::deserialize_from_value(item.into_value(), place.push_index(at)) {
            Ok(item) => read.push((at, item)),
            Err(Faults(more)) => faults.extend(more),
        }
    }
    if faults.is_empty() { Ok(read) } else { Err(Faults(faults)) }
}

impl<T: Deserr<Faults>, const MAX: usize> Deserr<Faults> for Items<T, MAX> {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, place: ValuePointerRef) -> Result<Self, Faults> {
        Ok(Self(items(value, place, MAX)?.into_iter().map(|(_, item)| item).collect()))
    }
}

/// A list of 300 different items at most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unique<T>(pub Vec<T>);

/// How many items a list of codes has at most.
const UNIQUE_MAX: usize = 300;

impl<T: Deserr<Faults> + PartialEq> Deserr<Faults> for Unique<T> {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, place: ValuePointerRef) -> Result<Self, Faults> {
        let (mut unique, mut faults) = (Vec::new(), Vec::new());
        for (at, item) in items::<T, V>(value, place, UNIQUE_MAX)? {
            if unique.contains(&item) {
                faults.extend(Faults::at(place.push_index(at), "repeated", "the list has it twice").0);
            } else {
                unique.push(item);
            }
        }
        if faults.is_empty() { Ok(Self(unique)) } else { Err(Faults(faults)) }
    }
}

/// A field of a merge patch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Patch<T> {
    /// It stays as it is.
    #[default]
    Keep,
    /// It is taken away.
    Clear,
    /// It becomes this.
    Set(T),
}

impl<T> Patch<T> {
    /// The new value, if there is one.
    #[must_use]
    pub fn set(self) -> Option<T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Keep | Self::Clear => None,
        }
    }

    /// The new value, where a value that is taken away leaves nothing.
    #[must_use]
    pub fn or_empty(self) -> Option<T>
    where
        T: Default,
    {
        match self {
            Self::Keep => None,
            Self::Clear => Some(T::default()),
            Self::Set(value) => Some(value),
        }
    }
}

impl<T: Deserr<Faults>> Deserr<Faults> for Patch<T> {
    fn deserialize_from_value<V: IntoValue>(value: Value<V>, place: ValuePointerRef) -> Result<Self, Faults> {
        Ok(Option::<T>::deserialize_from_value(value, place)?.map_or(Self::Clear, Self::Set))
    }
}

/// A text of `MAX` characters at most in up to six languages; a plain text stands for English.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InLanguages<const MAX: usize>(pub Names);

impl<const MAX: usize> PartialSchema for InLanguages<MAX> {
    fn schema() -> RefOr<Schema> {
        Names::schema()
    }
}

impl<const MAX: usize> ToSchema for InLanguages<MAX> {}

reads!({const MAX: usize} InLanguages<MAX>, |value, place| {
    let fields = match value {
        Value::Map(fields) => fields,
        Value::String(_) => return Text::<MAX>::deserialize_from_value(value, place).map(|text| Self(Names::english(text))),
        other => return Err(Faults::wrong_type(place, "an object", other.kind())),
    };
    let (mut names, mut faults, mut english) = (Names::default(), Vec::new(), false);
    for (field, value) in fields.into_iter() {
        let Some(language) = Language::from_code(&field) else {
            let detail = format!("there is no field `{}`", clip(&field));
            faults.extend(Faults::allowing(place.push_key(&field), "unknown_field", detail, Language::codes()).0);
            continue;
        };
        match Option::<Text<MAX>>::deserialize_from_value(value.into_value(), place.push_key(&field)) {
            Ok(text) => {
                english |= language == Language::English && text.is_some();
                *names.slot(language) = text.map(Into::into);
            }
            Err(Faults(more)) => {
                english |= language == Language::English;
                faults.extend(more);
            }
        }
    }
    if !english {
        faults.extend(Faults::at(place.push_key("en"), "required", "`en` is required").0);
    }
    if faults.is_empty() { Ok(Self(names)) } else { Err(Faults(faults)) }
});

reads!(Names, |value, place| InLanguages::<{ Names::MAX }>::deserialize_from_value(value, place).map(|it| it.0));

/// Degrees between `-MOST` and `MOST`.
struct Degrees<const MOST: i32>(f64);

reads!({const MOST: i32} Degrees<MOST>, |value, place| {
    #[expect(clippy::cast_precision_loss, reason = "large numbers are out of range anyway")]
    let degrees = match value {
        Value::Integer(number) => number as f64,
        Value::NegativeInteger(number) => number as f64,
        Value::Float(number) => number,
        Value::Null => return Err(Faults::wrong_type(place, "", deserr::ValueKind::Null)),
        _ => f64::NAN,
    };
    if degrees.abs() <= f64::from(MOST) {
        return Ok(Self(degrees));
    }
    Err(Faults::at(place, "out_of_range", format!("degrees between -{MOST} and {MOST} are needed")))
});

/// A record of the model within a body: its fields as they are read, and how it is made of them.
macro_rules! nested {
    ($($type:ident { $($(#[$attribute:meta])* $field:ident: $of:ty),+ } => $read:ident $make:expr;)+) => {$(
        impl Deserr<Faults> for $type {
            fn deserialize_from_value<V: IntoValue>(value: Value<V>, place: ValuePointerRef) -> Result<Self, Faults> {
                #[derive(Deserr)]
                #[deserr(error = Faults, deny_unknown_fields)]
                struct Read { $($(#[$attribute])* $field: $of),+ }
                let $read = Read::deserialize_from_value(value, place)?;
                Ok($make)
            }
        }
    )+};
}

nested! {
    Point { lat: Degrees<90>, lon: Degrees<180> } => read Point { lat: read.lat.0, lon: read.lon.0 };
    Place { country: Alpha3, #[deserr(default)] city: Option<Text<200>> }
        => read Place { country: read.country, city: read.city.map(Into::into) };
    Basis { basis: Text<500>, #[deserr(default)] reference: Option<Text<500>>, #[deserr(default)] date: Option<NaiveDate> }
        => read Basis { basis: read.basis.into(), reference: read.reference.map(Into::into), date: read.date };
    FormalDecision { kind: DecisionKind, reference: Text<200>, decided_on: NaiveDate }
        => read FormalDecision { kind: read.kind, reference: read.reference.into(), decided_on: read.decided_on };
    Provenance {
        source: Text<1000>, confidence: Confidence,
        #[deserr(default)] as_of: Option<Text<40>>, #[deserr(default)] note: Option<Text<2000>>
    } => read Provenance {
        source: read.source.into(),
        confidence: read.confidence,
        as_of: read.as_of.map_or_else(|| "undated".to_owned(), Into::into),
        note: read.note.map(Into::into),
    };
}

impl<const MAX: usize> fmt::Display for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}
