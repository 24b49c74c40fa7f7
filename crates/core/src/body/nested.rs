//! Objects within bodies: names in six languages, and records of the model.

use chrono::NaiveDate;
use deserr::{Deserr, IntoValue, Map as _, Value, ValuePointerRef};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema},
};

use super::{Faults, UNKNOWN_MAX, clip, impl_deserr::impl_deserr, kind_name, numbers::Degrees, values::Text};
use presence_model::{
    Alpha3, Basis, Code as _, Confidence, DecisionKind, FormalDecision, Language, Names, Place, Point, Provenance,
};

/// A text of `MAX` characters at most in up to six languages; a plain text stands for English.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InLanguages<const MAX: usize>(pub Names);

impl<const MAX: usize> PartialSchema for InLanguages<MAX> {
    fn schema() -> RefOr<Schema> {
        Names::schema()
    }
}

impl<const MAX: usize> ToSchema for InLanguages<MAX> {}

impl_deserr!({const MAX: usize} InLanguages<MAX>, |value, location| {
    let fields = match value {
        Value::Map(fields) => fields,
        Value::String(_) => return Text::<MAX>::deserialize_from_value(value, location).map(|text| Self(Names::english(text))),
        Value::Null => return Err(Faults::missing(location)),
        other => {
            let detail = format!("an object is needed, not {}", kind_name(other.kind()));
            return Err(Faults::at(location, "not_an_object", detail));
        }
    };
    let (mut names, mut faults, mut english) = (Names::default(), Vec::new(), false);
    for (field, value) in fields.into_iter() {
        let Some(language) = Language::from_code(&field) else {
            if faults.len() > UNKNOWN_MAX {
                continue;
            }
            let detail = format!("there is no field `{}`", clip(&field));
            faults.extend(Faults::allowing(location.push_key(&field), "unknown_field", detail, Language::codes()).0);
            continue;
        };
        match Option::<Text<MAX>>::deserialize_from_value(value.into_value(), location.push_key(&field)) {
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
        faults.extend(Faults::at(location.push_key("en"), "required", "`en` is required").0);
    }
    if faults.is_empty() { Ok(Self(names)) } else { Err(Faults(faults)) }
});

impl_deserr!(Names, |value, location| InLanguages::<{ Names::MAX }>::deserialize_from_value(value, location)
    .map(|it| it.0));

/// A record of the model within a body: its fields as they are read, and how it is made of them.
macro_rules! nested {
    ($($type:ident { $($(#[$attribute:meta])* $field:ident: $of:ty),+ } => $read:ident $make:expr;)+) => {$(
        impl Deserr<Faults> for $type {
            fn deserialize_from_value<V: IntoValue>(value: Value<V>, location: ValuePointerRef) -> Result<Self, Faults> {
                #[derive(Deserr)]
                #[deserr(error = Faults, deny_unknown_fields)]
                struct Read { $($(#[$attribute])* $field: $of),+ }
                let $read = Read::deserialize_from_value(value, location)?;
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
