//! The columns of lists in CSV and workbooks, and their HXL tags (hashtags of HXL 1.1).
//!
//! What an import takes has the name that it has there, so an export can be changed and sent back.

/// A column of an exported list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name: where its value is in the record's JSON, with dots.
    pub path: &'static str,
    /// Its HXL tag.
    pub tag: &'static str,
}

/// A column with its tag.
#[must_use]
pub const fn column(path: &'static str, tag: &'static str) -> Column {
    Column { path, tag }
}

/// Of presences.
pub const PRESENCES: &[Column] = &[
    // Not `#loc+presence+code`: there an import reads what a status update is about.
    column("code", "#loc+code"),
    column("type", "#loc+presence+type"),
    column("status", "#status"),
    column("status_since", "#date+status+start"),
    column("known_from", "#date+known+start"),
    column("operating_mode", "#status+mode"),
    column("operating_from.country", "#country+operating_from+code"),
    column("operating_from.city", "#loc+operating_from+name"),
    column("name.en", "#loc+presence+name+i_en"),
    column("name.fr", "#loc+presence+name+i_fr"),
    column("name.es", "#loc+presence+name+i_es"),
    column("name.ar", "#loc+presence+name+i_ar"),
    column("name.ru", "#loc+presence+name+i_ru"),
    column("name.zh", "#loc+presence+name+i_zh"),
    column("country", "#country+code"),
    column("city", "#loc+city+name"),
    column("point.lat", "#geo+lat"),
    column("point.lon", "#geo+lon"),
    column("covers", "#country+covered+code+list"),
    column("region", "#region+code"),
    column("host_entity", "#org+host+name"),
    column("host_office", "#org+host+code"),
    column("reporting_lines", "#org+reporting+list"),
    column("mandate.basis", "#description+mandate"),
    column("mandate.reference", "#meta+mandate+reference"),
    column("mandate.date", "#date+mandate"),
    column("host_consent.basis", "#description+consent"),
    column("host_consent.reference", "#meta+consent+reference"),
    column("host_consent.date", "#date+consent"),
    column("opened_on", "#date+opened"),
    column("mandate_until", "#date+mandate+end"),
    column("closed_on", "#date+closed"),
    column("closure_reason", "#cause+closure"),
    column("successor", "#loc+successor+code"),
    column("provenance.source", "#meta+source"),
    column("provenance.as_of", "#meta+source+date"),
    column("provenance.confidence", "#meta+confidence"),
    column("provenance.note", "#meta+source+note"),
    column("last_report.office", "#org+reported+code"),
    column("last_report.recorded_at", "#date+reported"),
    column("revision", "#meta+revision"),
    column("recorded_at", "#date+recorded"),
];

/// Of adviser posts.
pub const POSTS: &[Column] = &[
    column("code", "#capacity+code"),
    column("presence", "#loc+presence+code"),
    column("country", "#country+code"),
    column("city", "#loc+city+name"),
    column("region", "#region+code"),
    column("serves", "#country+served+code+list"),
    column("status", "#status"),
    column("status_since", "#date+status+start"),
    column("known_from", "#date+known+start"),
    column("reason", "#cause"),
    column("title.en", "#capacity+post+name+i_en"),
    column("title.fr", "#capacity+post+name+i_fr"),
    column("title.es", "#capacity+post+name+i_es"),
    column("title.ar", "#capacity+post+name+i_ar"),
    column("title.ru", "#capacity+post+name+i_ru"),
    column("title.zh", "#capacity+post+name+i_zh"),
    column("grade", "#capacity+post+grade"),
    column("covers", "#country+covered+code+list"),
    column("funded_until", "#date+funded+end"),
    column("duty_station_group", "#loc+group"),
    column("annual_cost", "#value+usd+year"),
    column("provenance.source", "#meta+source"),
    column("provenance.as_of", "#meta+source+date"),
    column("provenance.confidence", "#meta+confidence"),
    column("provenance.note", "#meta+source+note"),
    column("last_report.office", "#org+reported+code"),
    column("last_report.recorded_at", "#date+reported"),
    column("revision", "#meta+revision"),
    column("recorded_at", "#date+recorded"),
];

/// Of status updates.
pub const UPDATES: &[Column] = &[
    column("id", "#meta+id"),
    column("presence", "#loc+presence+code"),
    column("post", "#capacity+post+code"),
    column("country", "#country+code"),
    column("region", "#region+code"),
    column("status", "#status"),
    column("operating_mode", "#status+mode"),
    column("operating_from.country", "#country+operating_from+code"),
    column("operating_from.city", "#loc+operating_from+name"),
    column("effective_on", "#date+effective"),
    column("reason", "#cause"),
    column("successor", "#loc+successor+code"),
    column("note", "#description+note"),
    column("note_language", "#meta+language"),
    column("note_visibility", "#meta+visibility"),
    column("supersedes", "#meta+supersedes"),
    column("superseded_by", "#meta+superseded_by"),
    column("decision.kind", "#meta+decision+type"),
    column("decision.reference", "#meta+decision+reference"),
    column("decision.decided_on", "#date+decision"),
    column("enacts", "#meta+enacts"),
    column("reference", "#meta+reference"),
    column("office", "#org+reported+code"),
    column("recorded_at", "#date+recorded"),
    column("revision", "#meta+revision"),
];

/// Of offices.
pub const OFFICES: &[Column] = &[
    column("code", "#org+code"),
    column("kind", "#org+type"),
    column("name.en", "#org+name+i_en"),
    column("name.fr", "#org+name+i_fr"),
    column("name.es", "#org+name+i_es"),
    column("name.ar", "#org+name+i_ar"),
    column("name.ru", "#org+name+i_ru"),
    column("name.zh", "#org+name+i_zh"),
    column("country", "#country+code"),
    column("revision", "#meta+revision"),
    column("recorded_at", "#date+recorded"),
];

/// Of countries.
pub const COUNTRIES: &[Column] = &[
    column("code", "#country+code+v_iso3"),
    column("iso2", "#country+code+v_iso2"),
    column("m49", "#country+code+v_m49"),
    column("name.en", "#country+name+i_en"),
    column("name.fr", "#country+name+i_fr"),
    column("name.es", "#country+name+i_es"),
    column("name.ar", "#country+name+i_ar"),
    column("name.ru", "#country+name+i_ru"),
    column("name.zh", "#country+name+i_zh"),
    column("point.lat", "#geo+lat"),
    column("point.lon", "#geo+lon"),
    column("m49_region", "#region+name"),
    column("m49_subregion", "#region+sub+name"),
    column("revision", "#meta+revision"),
];

/// Of versions.
pub const HISTORY: &[Column] = &[
    column("revision", "#meta+revision"),
    column("recorded_at", "#date+recorded"),
    column("office", "#org+reported+code"),
    column("event", "#event"),
    column("status_update", "#meta+id"),
    column("effective_on", "#date+effective"),
    column("changes", "#description+changes"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{Countries, History, Offices, Posts, Presences, Resource, Updates};

    fn fits<R: Resource>() {
        for Column { path, tag } in R::COLUMNS {
            let field = path.split('.').next().unwrap_or(path);
            assert!(R::FIELDS.contains(&field), "{path} is no field");
            assert!(R::COLUMNS.iter().filter(|other| other.tag == *tag).count() == 1, "{tag} is there twice");
        }
    }

    #[test]
    fn every_column_is_a_field_and_has_a_tag_of_its_own() {
        fits::<Presences>();
        fits::<Posts>();
        fits::<Updates>();
        fits::<Offices>();
        fits::<Countries>();
        fits::<History>();
    }
}
