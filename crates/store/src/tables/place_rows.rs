//! Rows of countries and offices.

use std::borrow::Cow;

use diesel::{Insertable, Queryable, Selectable};

use super::lat_lon;
use crate::schema::{countries, offices};
use presence_model::{Code as _, Country, Language, Names, Office};

/// The columns of a table for a name in each language.
macro_rules! name_columns {
    ($row:ident of $table:ident) => {
        #[derive(Insertable, Queryable, Selectable, Debug, PartialEq)]
        #[diesel(table_name = $table)]
        pub(crate) struct $row<'a> {
            name_en: Option<Cow<'a, str>>,
            name_fr: Option<Cow<'a, str>>,
            name_es: Option<Cow<'a, str>>,
            name_ar: Option<Cow<'a, str>>,
            name_ru: Option<Cow<'a, str>>,
            name_zh: Option<Cow<'a, str>>,
        }

        impl<'a> From<&'a Names> for $row<'a> {
            fn from(names: &'a Names) -> Self {
                let name = |language| names.exact(language).map(Into::into);
                Self {
                    name_en: name(Language::English),
                    name_fr: name(Language::French),
                    name_es: name(Language::Spanish),
                    name_ar: name(Language::Arabic),
                    name_ru: name(Language::Russian),
                    name_zh: name(Language::Chinese),
                }
            }
        }
    };
}

name_columns!(CountryNames of countries);
name_columns!(OfficeNames of offices);

#[derive(Insertable, Queryable, Selectable, Debug, PartialEq)]
#[diesel(table_name = countries)]
pub(crate) struct CountryRow<'a> {
    pub code: Cow<'a, str>,
    iso2: Cow<'a, str>,
    m49: Option<Cow<'a, str>>,
    #[diesel(embed)]
    names: CountryNames<'a>,
    lat: Option<f64>,
    lon: Option<f64>,
    m49_region: Cow<'a, str>,
    m49_subregion: Cow<'a, str>,
    revision: i64,
}

impl<'a> CountryRow<'a> {
    pub(crate) fn new(record: &'a Country, revision: i64) -> Self {
        let (lat, lon) = lat_lon(record.point);
        Self {
            code: record.code.as_str().into(),
            iso2: record.iso2.as_str().into(),
            m49: record.m49.as_deref().map(Into::into),
            names: (&record.name).into(),
            lat,
            lon,
            m49_region: record.m49_region.as_str().into(),
            m49_subregion: record.m49_subregion.as_str().into(),
            revision,
        }
    }
}

#[derive(Insertable, Queryable, Selectable, Debug, PartialEq)]
#[diesel(table_name = offices)]
pub(crate) struct OfficeRow<'a> {
    pub code: Cow<'a, str>,
    kind: Cow<'a, str>,
    #[diesel(embed)]
    names: OfficeNames<'a>,
    country: Option<Cow<'a, str>>,
    revision: i64,
}

impl<'a> OfficeRow<'a> {
    pub(crate) fn new(record: &'a Office, revision: i64) -> Self {
        Self {
            code: record.code.as_str().into(),
            kind: record.kind.as_str().into(),
            names: (&record.name).into(),
            country: record.country.as_ref().map(|country| country.as_str().into()),
            revision,
        }
    }
}
