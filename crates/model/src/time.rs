//! Times and dates: when the registry learnt something, and how far ahead an effective date may lie.

use std::{fmt, ops::RangeInclusive};

use chrono::{DateTime, Datelike as _, Days, NaiveDate, SecondsFormat, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::{PartialSchema, ToSchema};

/// A moment in UTC, microseconds since 1970; RFC 3339 with a `Z` in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The moment it is now.
    #[must_use]
    pub fn now() -> Self {
        Self(Utc::now().timestamp_micros())
    }

    /// The UTC date of this moment.
    #[must_use]
    pub fn date(self) -> NaiveDate {
        self.utc().date_naive()
    }

    /// Reads an RFC 3339 time, or a date, which stands for the last moment of that day in UTC.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if let Ok(time) = DateTime::parse_from_rfc3339(text) {
            return Some(Self(time.timestamp_micros()));
        }
        let end = parse_date(text)?.checked_add_days(Days::new(1))?.and_hms_opt(0, 0, 0)?.and_utc();
        Some(Self(end.timestamp_micros() - 1))
    }

    fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0).unwrap_or_default()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.utc().to_rfc3339_opts(SecondsFormat::Micros, true))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        super::identifiers::from_text(from, "an RFC 3339 time", Self::parse)
    }
}

impl PartialSchema for Timestamp {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .format(Some(utoipa::openapi::SchemaFormat::KnownFormat(utoipa::openapi::KnownFormat::DateTime)))
            .examples(["2024-06-18T09:30:00.000000Z"])
            .into()
    }
}

impl ToSchema for Timestamp {}

/// The years that dates may have, in requests: what spans years costs as much as they are many.
pub const YEARS: RangeInclusive<i32> = 1900..=2200;
/// What such a date looks like, for messages.
pub const DATE_FORM: &str = "a date as YYYY-MM-DD, from 1900 to 2200, is needed";

/// Reads an ISO 8601 date, exactly as `2024-06-18`.
#[must_use]
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    text.parse().ok().filter(|date: &NaiveDate| date.to_string() == text && text.len() == 10)
}

/// Reads such a date of one of [`YEARS`].
#[must_use]
pub fn parse_near_date(text: &str) -> Option<NaiveDate> {
    parse_date(text).filter(|date| YEARS.contains(&date.year()))
}

/// The last date that is "today" somewhere on Earth (UTC+14): what an office east of Greenwich calls today is not
/// the future.
#[must_use]
pub fn latest_effective_date(now: Timestamp) -> NaiveDate {
    Timestamp(now.0 + 14 * 3600 * 1_000_000).date()
}

/// The first date that is still "today" somewhere on Earth (UTC-12): a deadline has not passed before it has everywhere.
#[must_use]
pub fn earliest_current_date(now: Timestamp) -> NaiveDate {
    Timestamp(now.0 - 12 * 3600 * 1_000_000).date()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_stands_for_the_end_of_its_day() {
        let end = Timestamp::parse("2024-06-18").unwrap();
        assert_eq!(end.to_string(), "2024-06-18T23:59:59.999999Z");
        assert_eq!(Timestamp::parse("2024-02-30"), None);
        assert_eq!(Timestamp::parse("yesterday"), None);
        for odd in ["2024-6-018", " 2024-6-18", "+2024-06-18", "20240618", "2024-06-18 "] {
            assert_eq!(parse_date(odd), None, "{odd}");
        }
        let far = ["1899-12-31", "2201-01-01", "9999-12-31"];
        assert!(far.iter().all(|far| parse_date(far).is_some() && parse_near_date(far).is_none()));
    }

    #[test]
    fn times_keep_their_offset_in_mind() {
        let there = Timestamp::parse("2024-06-18T01:00:00+03:00").unwrap();
        assert_eq!(there.to_string(), "2024-06-17T22:00:00.000000Z");
    }
}
