//! A date as precisely as it is known.

use std::fmt;

use chrono::{Datelike as _, Days, Months, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::{PartialSchema, ToSchema};

use super::time::{YEARS, parse_date};

/// A date of which only the year or the month may be known: `2008`, `2016-11` or `2016-11-04` (ISO 8601-1, dates with
/// reduced precision).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    first: NaiveDate,
    precision: Precision,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Precision {
    Year,
    Month,
    Day,
}

impl PartialDate {
    /// Reads it; the years are those of other dates.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        Self::read(text).filter(|date| YEARS.contains(&date.first.year()))
    }

    fn read(text: &str) -> Option<Self> {
        let (whole, precision) = match text.len() {
            4 => (format!("{text}-01-01"), Precision::Year),
            7 => (format!("{text}-01"), Precision::Month),
            _ => (text.to_owned(), Precision::Day),
        };
        Some(Self { first: parse_date(&whole)?, precision })
    }

    /// The first day that it may be.
    #[must_use]
    pub fn first(self) -> NaiveDate {
        self.first
    }

    /// The last day that it may be.
    #[must_use]
    pub fn last(self) -> NaiveDate {
        let next = match self.precision {
            Precision::Year => self.first.with_year(self.first.year() + 1),
            Precision::Month => self.first.checked_add_months(Months::new(1)),
            Precision::Day => return self.first,
        };
        next.and_then(|next| next.checked_sub_days(Days::new(1))).unwrap_or(self.first)
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.precision {
            Precision::Year => write!(f, "{:04}", self.first.year()),
            Precision::Month => write!(f, "{:04}-{:02}", self.first.year(), self.first.month()),
            Precision::Day => self.first.fmt(f),
        }
    }
}

impl Serialize for PartialDate {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        super::identifiers::from_text(from, "a date as YYYY, YYYY-MM or YYYY-MM-DD", Self::read)
    }
}

impl PartialSchema for PartialDate {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .description(Some("A date as precisely as it is known: YYYY, YYYY-MM or YYYY-MM-DD."))
            .pattern(Some("^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"))
            .examples(["2016-11"])
            .into()
    }
}

impl ToSchema for PartialDate {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_stands_for_every_day_that_it_may_be() {
        let of = |text: &str| {
            let date = PartialDate::new(text).unwrap();
            assert_eq!((date.to_string(), serde_json::to_value(date).unwrap()), (text.to_owned(), text.into()));
            (date.first().to_string(), date.last().to_string())
        };
        assert_eq!(of("2008"), ("2008-01-01".to_owned(), "2008-12-31".to_owned()));
        assert_eq!(of("2016-02"), ("2016-02-01".to_owned(), "2016-02-29".to_owned()));
        assert_eq!(of("2016-11-04"), ("2016-11-04".to_owned(), "2016-11-04".to_owned()));
        for odd in ["", "208", "2008-1", "2008-13", "2008-02-30", "1899", "2201-01", "20081", "0x08", "2008-", "+208"] {
            assert_eq!(PartialDate::new(odd), None, "{odd}");
        }
    }
}
