//! Standard costs: what a post of a grade costs a year at duty stations of a group.

use std::sync::Arc;

use chrono::NaiveDate;
use deserr::Deserr;
use serde_json::Value;
use utoipa::ToSchema;

use super::{ProgrammeRecord, record};
use crate::{
    body::{self, Amount, Body, Faults},
    change::Record,
    fault::Fault,
    query::{Column, Filter, SortKey, SortValue, columns::column, filters as by},
    record_kind::{self, RecordKind},
    snapshot::Snapshot,
    versioned::{Versioned, VersionedMap},
};
use presence_model::{Code, Grade, RecordCode, StandardCost, StationGroup, Timestamp};

type Item = Arc<Versioned<StandardCost>>;

/// A new standard cost.
#[derive(Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({"code": "p-4-2024", "grade": "P-4", "valid_from": "2024-01-01", "annual_cost": 25_000_000}))]
pub struct NewStandardCost {
    /// Its code.
    code: RecordCode,
    /// The grade.
    grade: Grade,
    /// The group of duty stations; none for every group that has no cost of its own.
    #[deserr(default)]
    duty_station_group: Option<StationGroup>,
    /// From when it holds.
    valid_from: NaiveDate,
    /// US cents a year.
    #[schema(inline)]
    annual_cost: Amount,
}

impl Body for NewStandardCost {}

impl RecordKind for StandardCost {
    type New = NewStandardCost;
    const KIND: &'static str = "standard_cost";
    const NAME: &'static str = "standard cost";
    const PATH: &'static str = "/v1/standard-costs";
    const FIELDS: &'static [&'static str] = &[
        "kind",
        "code",
        "grade",
        "duty_station_group",
        "valid_from",
        "annual_cost",
        "revision",
        "recorded_at",
        "links",
    ];
    const COLUMNS: &'static [Column] = &[
        column("kind", "#meta+kind"),
        column("code", "#meta+cost+code"),
        column("grade", "#capacity+post+grade"),
        column("duty_station_group", "#loc+group"),
        column("valid_from", "#date+start"),
        column("annual_cost", "#value+usd+year"),
        column("revision", "#meta+revision"),
        column("recorded_at", "#date+recorded"),
    ];

    fn code(&self) -> &RecordCode {
        &self.code
    }

    fn read(body: &Value, known: Option<&Self>, now: Timestamp) -> Result<Self, Vec<Fault>> {
        let body = body::with_code(body, known.map(|known| &known.code));
        let NewStandardCost { code, grade, duty_station_group, valid_from, annual_cost } = body::read(&body, now)?;
        Ok(Self { code, grade, duty_station_group, valid_from, annual_cost: annual_cost.into() })
    }

    fn check(&self, snapshot: &Snapshot, _: Option<&Self>) -> Vec<Fault> {
        let same = |other: &&Item| {
            let other = other.record();
            let place = |cost: &Self| (cost.grade, cost.duty_station_group, cost.valid_from);
            other.code != self.code && place(other) == place(self)
        };
        let twice = snapshot.programme.costs.values().find(same);
        let fault = |other: &Item| {
            let code = &other.record().code;
            Fault::new(
                "/valid_from",
                "repeated",
                format!("`{code}` says the cost of this grade and group from then on"),
            )
        };
        twice.map(fault).into_iter().collect()
    }

    fn filters() -> Vec<Filter<Item>> {
        vec![
            record_kind::by_code("Codes of standard costs.", None),
            Filter {
                name: "grade",
                about: "Grades.",
                codes: Some(Grade::codes),
                build: |values| by::by_code(values, |_, c: &Item| Some(c.record().grade)),
            },
            Filter {
                name: "duty_station_group",
                about: "Groups of duty stations.",
                codes: Some(StationGroup::codes),
                build: |values| by::by_code(values, |_, c: &Item| c.record().duty_station_group),
            },
        ]
    }

    fn sort_keys() -> Vec<SortKey<Item>> {
        vec![
            record_kind::code_key(),
            SortKey { name: "grade", value: |_, c| by::place(c.record().grade) },
            SortKey { name: "valid_from", value: |_, c| by::date(Some(c.record().valid_from)) },
            SortKey { name: "annual_cost", value: |_, c| SortValue::Number(c.record().annual_cost) },
        ]
    }

    fn map(snapshot: &Snapshot) -> &VersionedMap<Self> {
        &snapshot.programme.costs
    }

    fn into_record(self) -> Record {
        record(ProgrammeRecord::StandardCost(Arc::new(self)))
    }
}
