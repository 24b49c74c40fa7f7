//! Donors: who pays.

use std::sync::Arc;

use super::{ProgrammeRecord, record};
use crate::{
    change::Record,
    fault::Fault,
    fields::Fields,
    query::{Column, Filter, SortKey, columns::column, filters as by},
    record_kind::{self, RecordKind},
    snapshot::Snapshot,
    versioned::{Versioned, VersionedMap},
};
use presence_model::{Alpha3, Code, Donor, DonorType, Language, RecordCode, Timestamp};

type Item = Arc<Versioned<Donor>>;

impl RecordKind for Donor {
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

    fn read(fields: &mut Fields, known: Option<&Self>, _: Timestamp) -> Option<Self> {
        let code = fields.code_or_known("code", known.map(|known| &known.code));
        let kind: Option<DonorType> = fields.code("type");
        let kind = fields.require("type", kind);
        let name = fields.names("name");
        let name = fields.require("name", name);
        let (country, closes_on) = (fields.country("country"), fields.date("closes_on"));
        if kind == Some(DonorType::State) && !fields.has("country") {
            fields.fault("country", "required", "a State is named by its country");
        }
        if kind.is_some_and(|kind| kind != DonorType::State) && country.is_some() {
            fields.fault("country", "not_applicable", "only a State has a country");
        }
        Some(Self { code: code?, kind: kind?, name: name?, country, closes_on })
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
