//! Donors: who pays.

use std::sync::Arc;

use chrono::NaiveDate;
use deserr::Deserr;
use serde_json::Value;
use utoipa::ToSchema;

use super::{ProgrammeRecord, record};
use crate::{
    body::{self, Body, Faults, SentFields},
    change::Record,
    fault::Fault,
    query::{Column, Filter, SortKey, columns::column, filters as by},
    record_kind::{self, RecordKind},
    snapshot::Snapshot,
    versioned::{Versioned, VersionedMap},
};
use presence_model::{Alpha3, Code, Donor, DonorType, Language, Names, RecordCode, Timestamp};

type Item = Arc<Versioned<Donor>>;

/// A new donor.
#[derive(Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({"code": "norway", "type": "state", "name": {"en": "Norway"}, "country": "NOR"}))]
pub struct NewDonor {
    /// Its code.
    code: RecordCode,
    /// What kind of donor it is.
    #[deserr(rename = "type")]
    #[schema(rename = "type")]
    kind: DonorType,
    /// Its name; a text stands for English.
    name: Names,
    /// Of a State: which.
    #[deserr(default)]
    country: Option<Alpha3>,
    /// Of a fund: the last day on which it pays.
    #[deserr(default)]
    closes_on: Option<NaiveDate>,
}

impl Body for NewDonor {
    fn check(&self, given: SentFields, _: Timestamp, faults: &mut Vec<Fault>) {
        if self.kind == DonorType::State && !given.has("country") {
            faults.push(Fault::new("/country", "required", "a State is named by its country"));
        } else if self.kind != DonorType::State && self.country.is_some() {
            faults.push(Fault::new("/country", "not_applicable", "only a State has a country"));
        }
    }
}

impl RecordKind for Donor {
    type New = NewDonor;
    const KIND: &'static str = "donor";
    const NAME: &'static str = "donor";
    const PATH: &'static str = "/v1/donors";
    const FIELDS: &'static [&'static str] =
        &["kind", "code", "type", "name", "country", "closes_on", "revision", "recorded_at", "links"];
    const COLUMNS: &'static [Column] = &[
        column("kind", "#meta+kind"),
        column("code", "#org+donor+code"),
        column("type", "#org+donor+type"),
        column("name.en", "#org+donor+name+i_en"),
        column("name.fr", "#org+donor+name+i_fr"),
        column("name.es", "#org+donor+name+i_es"),
        column("name.ar", "#org+donor+name+i_ar"),
        column("name.ru", "#org+donor+name+i_ru"),
        column("name.zh", "#org+donor+name+i_zh"),
        column("country", "#country+code"),
        column("closes_on", "#date+donor+end"),
        column("revision", "#meta+revision"),
        column("recorded_at", "#date+recorded"),
    ];

    fn code(&self) -> &RecordCode {
        &self.code
    }

    fn read(body: &Value, known: Option<&Self>, now: Timestamp) -> Result<Self, Vec<Fault>> {
        let body = body::with_code(body, known.map(|known| &known.code));
        let NewDonor { code, kind, name, country, closes_on } = body::read(&body, now)?;
        Ok(Self { code, kind, name, country, closes_on })
    }

    fn check(&self, snapshot: &Snapshot, _: Option<&Self>) -> Vec<Fault> {
        let unknown = |country: &Alpha3| !snapshot.countries.contains_key(country);
        let fault = |country| Fault::new("/country", "unknown_code", format!("there is no country `{country}`"));
        self.country.filter(unknown).map(fault).into_iter().collect()
    }

    fn filters() -> Vec<Filter<Item>> {
        vec![
            record_kind::by_code("Codes of donors.", None),
            Filter {
                name: "type",
                about: "Kinds of donor.",
                codes: Some(DonorType::codes),
                build: |values| by::by_code(values, |_, d: &Item| Some(d.record().kind)),
            },
            Filter {
                name: "country",
                about: "Alpha-3 codes of States.",
                codes: None,
                build: |values| by::by_country(values, |_, d: &Item, country| d.record().country == Some(country)),
            },
            Filter {
                name: "closes_before",
                about: "Funds that close before this date.",
                codes: None,
                build: |values| {
                    by::by_date(values, |_, d: &Item, date| d.record().closes_on.is_some_and(|end| end < date))
                },
            },
            Filter {
                name: "q",
                about: "Words to find in code and names.",
                codes: None,
                build: |values| {
                    by::by_words(values, |_, d: &Item, say| {
                        say(d.record().code.as_str());
                        d.record().name.all().for_each(say);
                    })
                },
            },
        ]
    }

    fn sort_keys() -> Vec<SortKey<Item>> {
        vec![
            record_kind::code_key(),
            SortKey { name: "type", value: |_, d| by::place(d.record().kind) },
            SortKey { name: "name", value: |_, d| by::text(d.record().name.best(Language::English)) },
            SortKey { name: "closes_on", value: |_, d| by::date(d.record().closes_on) },
        ]
    }

    fn map(snapshot: &Snapshot) -> &VersionedMap<Self> {
        &snapshot.programme.donors
    }

    fn into_record(self) -> Record {
        record(ProgrammeRecord::Donor(Arc::new(self)))
    }
}
