//! Numbers: amounts, counts, percentages, degrees.

use deserr::{Deserr, IntoValue, Value, ValuePointerRef};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat, schema::Type},
};

use super::{Faults, clip, impl_deserr::impl_deserr};
use crate::programme::money::AMOUNT_MAX;

/// What a signed number of 64 bits holds, which is what the database has.
const MOST: u64 = i64::MAX as u64;

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

        impl_deserr!($name, |value, location| match value {
            Value::Integer(number) if ($least..=$most).contains(&number) => Ok(Self(number)),
            Value::Integer(number) if number > 0 => {
                Err(Faults::at(location, "out_of_range", format!("{} at most", $most)))
            }
            Value::String(text) => {
                let detail = format!(
                    "{} like 120000 is needed, without separators or decimals, not the text `{}`",
                    $needed,
                    clip(&text)
                );
                Err(Faults::at(location, "malformed", detail))
            }
            other => Err(Faults::wrong_type(location, $needed, other.kind())),
        });

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let format = SchemaFormat::KnownFormat(KnownFormat::Int64);
                let number = ObjectBuilder::new().schema_type(Type::Integer).format(Some(format));
                number.minimum(Some($least)).maximum(($most < MOST).then_some($most)).into()
            }
        }

        impl ToSchema for $name {}
    )+};
}

numbers! {
    /// A whole number.
    Count 0..=MOST, "a whole number";
    /// A positive whole number.
    Positive 1..=MOST, "a positive whole number";
    /// An amount in minor units: far below where sums overflow.
    Amount 1..=AMOUNT_MAX, "a positive whole number";
}

/// A number; NaN for what is none, and none for null.
#[expect(clippy::cast_precision_loss, reason = "large numbers are out of every range")]
fn float<V: IntoValue>(value: Value<V>) -> Option<f64> {
    match value {
        Value::Null => None,
        Value::Integer(number) => Some(number as f64),
        Value::NegativeInteger(number) => Some(number as f64),
        Value::Float(number) => Some(number),
        _ => Some(f64::NAN),
    }
}

/// A change in hundredths of a per cent: between -99 and 1000 per cent.
#[derive(Clone, Copy, Debug)]
pub struct Percent(pub i64);

impl_deserr!(Percent, |value, location| {
    let percent = float(value).ok_or_else(|| Faults::missing(location))?;
    if !(-99.0..=1000.0).contains(&percent) {
        return Err(Faults::at(location, "out_of_range", "a number of per cent from -99 to 1000 is needed"));
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

/// Degrees between `-MOST` and `MOST`.
pub(super) struct Degrees<const MOST: i32>(pub(super) f64);

impl_deserr!({const MOST: i32} Degrees<MOST>, |value, location| {
    let degrees = float(value).ok_or_else(|| Faults::missing(location))?;
    if degrees.abs() <= f64::from(MOST) {
        return Ok(Self(degrees));
    }
    Err(Faults::at(location, "out_of_range", format!("degrees between -{MOST} and {MOST} are needed")))
});
