//! The vocabularies of the pages beyond those of the model.

/// The faults that have a text; others show what the API says.
pub const FAULTS: &[&str] = &[
    "required",
    "malformed",
    "in_the_future",
    "out_of_range",
    "not_applicable",
    "unknown_code",
    "transition_not_allowed",
    "conflicts_with_later_update",
];

/// The statuses of HTTP that have a text.
pub const ERRORS: [u16; 13] = [400, 401, 403, 404, 405, 408, 412, 413, 415, 422, 429, 500, 503];

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use presence_core::{query::Presences, report::SECTIONS, statistics::Counted as _};
    use presence_i18n::{ids, source};
    use presence_model::{
        ClosureReason, Code, Confidence, ContributionStage, DecisionKind, Grade, Language, NoteVisibility,
        OperatingMode, PostStatus, PostsOnClosing, PresenceStatus, PresenceType, Region, ReportingLine, RequestStatus,
    };

    use super::*;

    /// Every vocabulary with its codes.
    fn vocabularies() -> Vec<(&'static str, Vec<String>)> {
        let own = |codes: &[&str]| codes.iter().map(|&code| code.to_owned()).collect::<Vec<_>>();
        let since = Presences::dimensions().into_iter().find(|dimension| dimension.name == "since_report");
        let statuses = [PresenceStatus::codes(), PostStatus::codes(), own(&["presence_closed"])];
        vec![
            ("type", PresenceType::codes()),
            ("status", statuses.concat()),
            ("mode", OperatingMode::codes()),
            ("region", Region::codes()),
            ("since", since.and_then(|dimension| dimension.codes).map(|codes| codes()).unwrap_or_default()),
            ("grade", Grade::codes()),
            ("confidence", Confidence::codes()),
            ("reason", ClosureReason::codes()),
            ("posts", PostsOnClosing::codes()),
            ("decision", DecisionKind::codes()),
            ("line", ReportingLine::codes()),
            ("visibility", NoteVisibility::codes()),
            ("request", RequestStatus::codes()),
            ("stage", ContributionStage::codes()),
            ("event", own(&["baseline", "created", "described", "relocated", "status_update", "scheduled"])),
            ("outcome", own(&["created", "updated", "unchanged", "rejected", "skipped"])),
            ("import", own(&["running", "completed", "rejected", "failed", "some", "none"])),
            ("error", ERRORS.map(|status| status.to_string()).to_vec()),
            ("fault", own(FAULTS)),
            ("chart", own(&["type", "region", "status", "posts", "since"])),
            ("report-section", own(&[&SECTIONS[..], &["annex"]].concat())),
        ]
    }

    /// The texts of the files in a folder.
    fn files(folder: &str) -> String {
        let folder = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap();
        let paths = folder.map(|file| file.unwrap().path()).filter(|path| !path.ends_with("message_keys.rs"));
        paths.map(|path| fs::read_to_string(path).unwrap()).collect()
    }

    /// What stands between a mark and the next quotation mark.
    fn between(text: &str, mark: &str) -> BTreeSet<String> {
        text.split(mark).skip(1).map(|rest| rest.split('"').next().unwrap_or_default().to_owned()).collect()
    }

    #[test]
    fn every_text_is_used_and_every_used_one_is_there() {
        let pages = ["templates", "src/html"].map(files).concat();
        let report = ["crates/core/src/report", "crates/formats/src/report", "crates/i18n/src"].map(files).concat();
        let known: BTreeSet<_> = ids(Language::English).map(str::to_owned).collect();
        let mut used = BTreeSet::new();
        for call in [".text(\"", ".count(\"", ".about(\"", ".count_about(\""] {
            used.extend(between(&pages, call));
            used.extend(between(&report, &format!("t{call}")));
        }
        let mut terms: BTreeSet<_> = [&pages, &report].iter().flat_map(|code| between(code, ".term(\"")).collect();
        for (vocabulary, codes) in vocabularies() {
            terms.remove(vocabulary);
            used.extend(codes.iter().map(|code| format!("{vocabulary}-{code}")));
        }
        // A table of the report is called like its code, which a test there reads.
        assert!(terms.remove("report-table") && terms.is_empty(), "nobody lists the codes of {terms:?}");
        let own = between(&report, "\"report-").into_iter().map(|rest| format!("report-{rest}"));
        used.extend(own.filter(|id| !["report-", "report-section", "report-table"].contains(&id.as_str())));
        let missing: Vec<_> = used.difference(&known).collect();
        // The report keeps ids in lists, and messages name others.
        let named = |id: &str| {
            report.contains(&format!("\"{id}\"")) || source(Language::English).contains(&format!("{{ {id} }}"))
        };
        let table =
            |id: &str| id.strip_prefix("report-table-").is_some_and(|code| report.contains(&format!("\"{code}\"")));
        let unused: Vec<_> = known.difference(&used).filter(|id| !named(id) && !table(id)).collect();
        assert!(unused.is_empty() && missing.is_empty(), "unused {unused:?}, missing {missing:?}");
    }
}
