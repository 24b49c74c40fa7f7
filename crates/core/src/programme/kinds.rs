//! Does things for whatever kind of record it is.

use std::sync::Arc;

use crate::{
    change::{ProgrammeRecord, Record, with_each},
    record_kind::RecordKind,
};

/// Does something for the kind of record with this name; `None` if there is no such kind.
macro_rules! of_kind {
    ($kind:expr, $record:ident => $do:expr) => {
        match $kind {
            <::presence_model::Donor as $crate::record_kind::RecordKind>::KIND => {
                type $record = ::presence_model::Donor;
                Some($do)
            }
            <::presence_model::Contribution as $crate::record_kind::RecordKind>::KIND => {
                type $record = ::presence_model::Contribution;
                Some($do)
            }
            <::presence_model::StandardCost as $crate::record_kind::RecordKind>::KIND => {
                type $record = ::presence_model::StandardCost;
                Some($do)
            }
            <::presence_model::PostRequest as $crate::record_kind::RecordKind>::KIND => {
                type $record = ::presence_model::PostRequest;
                Some($do)
            }
            <::presence_model::Call as $crate::record_kind::RecordKind>::KIND => {
                type $record = ::presence_model::Call;
                Some($do)
            }
            <::presence_model::Submission as $crate::record_kind::RecordKind>::KIND => {
                type $record = ::presence_model::Submission;
                Some($do)
            }
            <::presence_model::ReportText as $crate::record_kind::RecordKind>::KIND => {
                type $record = ::presence_model::ReportText;
                Some($do)
            }
            _ => None,
        }
    };
}
pub(crate) use of_kind;

impl ProgrammeRecord {
    /// The kind's name in the ledger.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        fn kind<T: RecordKind>(_: &Arc<T>) -> &'static str {
            T::KIND
        }
        with_each!(self, record => kind(record))
    }

    /// The list that it is in: the part of its path below `/v1/`.
    #[must_use]
    pub fn list(&self) -> &'static str {
        fn path<T: RecordKind>(_: &Arc<T>) -> &'static str {
            T::PATH
        }
        with_each!(self, record => path(record)).trim_start_matches("/v1/")
    }

    /// Whether everybody may see it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        fn open<T: RecordKind>(_: &Arc<T>) -> bool {
            T::OPEN
        }
        with_each!(self, record => open(record))
    }

    /// The record's code.
    #[must_use]
    pub fn code(&self) -> &str {
        with_each!(self, record => RecordKind::code(&**record).as_str())
    }

    /// The record's own JSON, as the ledger keeps it.
    ///
    /// # Errors
    /// Never: records have text keys only.
    pub fn json(&self) -> serde_json::Result<String> {
        with_each!(self, record => serde_json::to_string(record))
    }

    /// Reads a record of a kind from its JSON; `None` if there is no such kind.
    #[must_use]
    pub fn read(kind: &str, json: &str) -> Option<serde_json::Result<Record>> {
        of_kind!(kind, Kind => serde_json::from_str::<Kind>(json).map(RecordKind::into_record))
    }
}

/// A record of the programme, as the ledger takes it.
pub(crate) fn record(record: ProgrammeRecord) -> Record {
    Record::Programme(record)
}
