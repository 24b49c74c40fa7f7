//! The baseline: what the registry knows before any office has reported. Loaded once, into an empty ledger.
//!
//! The files in `data/` are part of the program. Their README says where they come from.

use std::{collections::BTreeSet, sync::Arc};

use chrono::NaiveDate;
use serde::de::DeserializeOwned;

use super::error::StoreError;
use presence_core::Record;
use presence_model::{
    Alpha3, Code, Confidence, Country, Names, Office, OfficeCode, OfficeKind, PartialDate, Point, Post, PostStatus,
    Presence, PresenceStatus, PresenceType, Provenance, RecordCode, Region, ReportingLine,
};

const COUNTRIES: &str = include_str!("../../../data/countries.csv");
const PRESENCES: &str = include_str!("../../../data/presences.csv");
const POSTS: &str = include_str!("../../../data/adviser_posts.csv");

#[derive(serde::Deserialize)]
struct CountryRow {
    iso3: String,
    iso2: String,
    m49: String,
    name_en: String,
    name_fr: String,
    name_es: String,
    name_ru: String,
    name_zh: String,
    name_ar: String,
    lat: Option<f64>,
    lon: Option<f64>,
    m49_region: String,
    m49_subregion: String,
}

#[derive(serde::Deserialize)]
struct PresenceRow {
    code: String,
    #[serde(rename = "type")]
    kind: String,
    name_en: String,
    country: String,
    city: String,
    lat: Option<f64>,
    lon: Option<f64>,
    covers: String,
    region: String,
    host_entity: String,
    status: String,
    status_since: Option<NaiveDate>,
    opened: String,
    mandate_until: String,
    source: String,
    source_as_of: String,
    confidence: String,
    note: String,
}

#[derive(serde::Deserialize)]
struct PostRow {
    code: String,
    presence: String,
    title_en: String,
    grade: String,
    status: String,
    source: String,
    note: String,
}

/// Every record of the baseline, in the order in which they refer to each other.
///
/// # Errors
/// When a file has a row that cannot be read; the message names it.
pub fn records() -> Result<Vec<Record>, StoreError> {
    let mut records = Vec::new();
    for row in rows::<CountryRow>(COUNTRIES)? {
        records.push(Record::Country(Arc::new(country(row)?)));
    }
    let presences = rows::<PresenceRow>(PRESENCES)?.into_iter().map(presence).collect::<Result<Vec<_>, _>>()?;
    records.extend(offices(&records, &presences));
    records.extend(presences.into_iter().map(|presence| Record::Presence(Arc::new(presence))));
    for row in rows::<PostRow>(POSTS)? {
        records.push(Record::Post(Arc::new(post(row)?)));
    }
    Ok(records)
}

fn rows<T: DeserializeOwned>(file: &str) -> Result<Vec<T>, StoreError> {
    let rows = csv::Reader::from_reader(file.as_bytes()).into_deserialize().collect::<Result<_, _>>();
    rows.map_err(|error| StoreError::Baseline(error.to_string()))
}

fn known<T>(read: Option<T>, text: &str) -> Result<T, StoreError> {
    read.ok_or_else(|| StoreError::Baseline(format!("`{text}` is not known here")))
}

fn some(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

fn partial(text: String) -> Result<Option<PartialDate>, StoreError> {
    some(text).map(|text| known(PartialDate::new(&text), &text)).transpose()
}

fn point(lat: Option<f64>, lon: Option<f64>) -> Option<Point> {
    Some(Point { lat: lat?, lon: lon? })
}

fn country(row: CountryRow) -> Result<Country, StoreError> {
    Ok(Country {
        code: known(Alpha3::new(&row.iso3), &row.iso3)?,
        iso2: row.iso2,
        m49: some(row.m49),
        name: Names {
            en: some(row.name_en),
            fr: some(row.name_fr),
            es: some(row.name_es),
            ar: some(row.name_ar),
            ru: some(row.name_ru),
            zh: some(row.name_zh),
        },
        point: point(row.lat, row.lon),
        m49_region: row.m49_region,
        m49_subregion: row.m49_subregion,
    })
}

/// The desk, and a resident coordinator office for each country that hosts an adviser.
fn offices(countries: &[Record], presences: &[Presence]) -> Vec<Record> {
    let hosts: BTreeSet<Alpha3> = presences
        .iter()
        .filter(|presence| presence.kind == PresenceType::HumanRightsAdviser)
        .map(|presence| presence.country)
        .collect();
    let desk = Office {
        code: OfficeCode::desk(),
        kind: OfficeKind::Desk,
        name: Names::english("OHCHR headquarters desk"),
        country: None,
    };
    let resident_coordinators = countries.iter().filter_map(|record| match record {
        Record::Country(country) if hosts.contains(&country.code) => Some(Office {
            code: country.code.into(),
            kind: OfficeKind::ResidentCoordinatorOffice,
            name: Names::english(format!("UN Resident Coordinator's Office, {}", country.name.en.as_deref()?)),
            country: Some(country.code),
        }),
        _ => None,
    });
    std::iter::once(desk).chain(resident_coordinators).map(|office| Record::Office(Arc::new(office))).collect()
}

fn presence(row: PresenceRow) -> Result<Presence, StoreError> {
    let kind = known(PresenceType::from_code(&row.kind), &row.kind)?;
    let country = known(Alpha3::new(&row.country), &row.country)?;
    let adviser = kind == PresenceType::HumanRightsAdviser;
    Ok(Presence {
        code: known(RecordCode::new(&row.code), &row.code)?,
        kind,
        name: Names::english(row.name_en),
        country,
        city: row.city,
        point: point(row.lat, row.lon),
        covers: row.covers.split(';').map(|code| known(Alpha3::new(code), code)).collect::<Result<_, _>>()?,
        region: known(Region::from_code(&row.region), &row.region)?,
        host_entity: row.host_entity,
        host_office: adviser.then_some(country.into()),
        reporting_lines: match kind {
            PresenceType::HumanRightsAdviser => {
                vec![ReportingLine::ResidentCoordinator, ReportingLine::HighCommissioner]
            }
            PresenceType::MissionComponent => vec![ReportingLine::HeadOfMission, ReportingLine::HighCommissioner],
            _ => vec![ReportingLine::HighCommissioner],
        },
        mandate: None,
        host_consent: None,
        opened_on: partial(row.opened)?,
        mandate_until: partial(row.mandate_until)?,
        provenance: Provenance {
            source: row.source,
            as_of: row.source_as_of,
            confidence: known(Confidence::from_code(&row.confidence), &row.confidence)?,
            note: some(row.note),
        },
        initial_status: known(PresenceStatus::from_code(&row.status), &row.status)?,
        initial_since: row.status_since,
        initial_mode: None,
        edit: None,
    })
}

fn post(row: PostRow) -> Result<Post, StoreError> {
    Ok(Post {
        code: known(RecordCode::new(&row.code), &row.code)?,
        presence: known(RecordCode::new(&row.presence), &row.presence)?,
        title: Names::english(row.title_en),
        grade: some(row.grade).map(|grade| known(Code::from_code(&grade), &grade)).transpose()?,
        covers: Vec::new(),
        funded_until: None,
        duty_station_group: None,
        annual_cost: None,
        provenance: Provenance {
            source: row.source,
            as_of: "undated".to_owned(),
            confidence: Confidence::Unverified,
            note: some(row.note),
        },
        initial_status: known(PostStatus::from_code(&row.status), &row.status)?,
        initial_since: None,
        edit: None,
    })
}
