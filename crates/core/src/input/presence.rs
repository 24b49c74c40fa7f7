//! New presences, and what is said of them later.

use chrono::NaiveDate;
use deserr::Deserr;
use utoipa::ToSchema;

use super::headquarters;
use crate::body::{Body, Faults, Text, UniqueList};
use presence_model::{
    Alpha3, Basis, Edit, Names, OfficeCode, OperatingMode, PartialDate, Point, Presence, PresenceStatus, PresenceType,
    Provenance, RecordCode, Region, ReportingLine, Timestamp,
};

/// Why headquarters insists on what is refused as implausible.
pub type Insist = Text<500>;

/// A new presence.
#[derive(Deserr, ToSchema)]
#[deserr(error = Faults, deny_unknown_fields)]
#[schema(example = json!({"code": "sen-hra", "type": "human_rights_adviser", "status": "planned", "name": {"en": "Human Rights Adviser, Senegal"}, "country": "SEN", "city": "Dakar", "region": "africa", "host_entity": "UN Resident Coordinator's Office, Senegal"}))]
pub struct NewPresence {
    /// Its code.
    code: RecordCode,
    /// What kind of presence it is.
    #[deserr(rename = "type")]
    #[schema(rename = "type")]
    kind: PresenceType,
    /// Its first status.
    status: PresenceStatus,
    /// Since when it has it.
    #[deserr(default)]
    status_since: Option<NaiveDate>,
    /// Its first operating mode.
    #[deserr(default)]
    operating_mode: Option<OperatingMode>,
    /// Its name; a text stands for English.
    name: Names,
    /// Where it sits.
    country: Alpha3,
    /// The city it sits in.
    #[schema(inline)]
    city: Text<200>,
    /// The city's centre. Never an address.
    #[deserr(default)]
    point: Option<Point>,
    /// Whom it serves; the country it sits in unless given.
    #[deserr(default)]
    #[schema(value_type = Option<Vec<Alpha3>>, min_items = 1, max_items = 300)]
    covers: Option<UniqueList<Alpha3>>,
    /// Region of OHCHR's field operations.
    region: Region,
    /// Who hosts it.
    #[schema(inline)]
    host_entity: Text<300>,
    /// The office in this registry that hosts it.
    #[deserr(default)]
    host_office: Option<OfficeCode>,
    /// To whom it reports; the High Commissioner unless given.
    #[deserr(default)]
    #[schema(value_type = Option<Vec<ReportingLine>>)]
    reporting_lines: Option<UniqueList<ReportingLine>>,
    /// What it rests on.
    #[deserr(default)]
    mandate: Option<Basis>,
    /// The host State's consent.
    #[deserr(default)]
    host_consent: Option<Basis>,
    /// When it opened, as precisely as that is known.
    #[deserr(default)]
    opened_on: Option<PartialDate>,
    /// Until when its mandate holds, if that has an end.
    #[deserr(default)]
    mandate_until: Option<PartialDate>,
    /// Why the desk insists on a point outside the country.
    #[deserr(default)]
    #[schema(inline)]
    insist: Option<Insist>,
    /// Who says so; the desk, today, unless given.
    #[deserr(default)]
    provenance: Option<Provenance>,
}

impl Body for NewPresence {}

impl NewPresence {
    /// The presence that it makes.
    #[must_use]
    pub fn presence(self, now: Timestamp) -> Presence {
        Presence {
            code: self.code,
            kind: self.kind,
            name: self.name,
            country: self.country,
            city: self.city.into(),
            point: self.point,
            covers: self.covers.map_or_else(|| vec![self.country], |covers| covers.0),
            region: self.region,
            host_entity: self.host_entity.into(),
            host_office: self.host_office,
            reporting_lines: self.reporting_lines.map_or_else(|| vec![ReportingLine::HighCommissioner], |it| it.0),
            mandate: self.mandate,
            host_consent: self.host_consent,
            opened_on: self.opened_on,
            mandate_until: self.mandate_until,
            provenance: self.provenance.unwrap_or_else(|| headquarters(now)),
            initial_status: self.status,
            initial_since: self.status_since,
            initial_mode: self.operating_mode,
            edit: self.insist.map(|why| Edit { insist: Some(why.into()), ..Edit::default() }),
        }
    }
}
