//! Imports in the database: accepted, worked on part by part, finished, and read again.
//!
//! A small import is one transaction. The rows of a large one are kept first; a thread of its own then has the writer
//! take part after part, so that single updates pass in between. What a part brings about and its report are one
//! transaction, so after a crash the import goes on at the part that has no report. An atomic import is tried out
//! beside the writer, and only if every row is good does the writer take it whole.

mod importer;
mod writing;

use std::sync::Arc;

use diesel::{
    ExpressionMethods, Insertable, OptionalExtension, QueryDsl, Queryable, RunQueryDsl, Selectable, SelectableHelper,
};
pub(super) use importer::start;
use serde::Serialize;
use tokio::sync::oneshot;

use super::{
    AnyConnection, Idempotency, Store, StoreError, WriteError,
    schema::{import_parts, imports},
    writer::{Writer, WriterMessage},
};
use presence_core::{
    Actor,
    import::{Columns, Row, RowReport, Totals},
};
use presence_model::{OfficeCode, Timestamp};

/// How many rows the writer takes at a time.
pub const PART: usize = 500;
/// Up to how many rows an import is answered at once.
pub const AT_ONCE: usize = 1000;

/// An import, without its rows.
#[derive(Clone, Debug, PartialEq, Queryable, Insertable, Selectable, Serialize)]
#[diesel(table_name = imports)]
pub struct Import {
    /// A version 7 UUID: later imports sort behind earlier ones.
    pub id: String,
    /// The office that sent it.
    pub office: String,
    /// Its client.
    pub client: String,
    /// Its token.
    pub token: Option<String>,
    /// The request.
    pub request: Option<String>,
    /// `json`, `ndjson`, `csv` or `xlsx`.
    pub format: String,
    /// `atomic` or `partial`.
    pub mode: String,
    /// Whether it only says what would happen.
    pub dry_run: bool,
    /// Its columns, as JSON.
    pub layout: String,
    /// `running`, `completed`, `rejected` or `failed`.
    pub state: String,
    /// When it was received: microseconds since 1970.
    pub received_at: i64,
    /// When it was done.
    pub finished_at: Option<i64>,
    /// How many parts it has.
    pub parts: i32,
    /// Rows read.
    pub read: i32,
    /// Rows by outcome.
    pub created: i32,
    /// Rows by outcome.
    pub updated: i32,
    /// Rows by outcome.
    pub unchanged: i32,
    /// Rows by outcome.
    pub rejected: i32,
    /// Rows by outcome.
    pub skipped: i32,
    /// Why it failed.
    pub failure: Option<String>,
    /// The newest revision when it was done.
    pub revision: Option<i64>,
    /// The network that it came from.
    pub origin: Option<String>,
    /// The `traceparent` of the request.
    // Older rows were sealed without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace: Option<String>,
}

impl Import {
    /// An import by `actor`, of which nothing was done yet.
    #[must_use]
    pub fn new(actor: &Actor, format: &str, atomic: bool, dry_run: bool, columns: &Columns) -> Self {
        Self {
            id: uuid::Uuid::now_v7().to_string(),
            office: actor.office.to_string(),
            client: actor.client.to_string(),
            token: actor.token.as_deref().map(str::to_owned),
            request: actor.request.as_deref().map(str::to_owned),
            format: format.to_owned(),
            mode: if atomic { "atomic" } else { "partial" }.to_owned(),
            dry_run,
            layout: serde_json::to_string(columns).expect("columns have text keys"),
            state: "running".to_owned(),
            received_at: Timestamp::now().0,
            finished_at: None,
            parts: 0,
            read: 0,
            created: 0,
            updated: 0,
            unchanged: 0,
            rejected: 0,
            skipped: 0,
            failure: None,
            revision: None,
            origin: actor.origin.as_deref().map(str::to_owned),
            trace: actor.trace.as_deref().map(str::to_owned),
        }
    }

    fn actor(&self) -> Result<Actor, StoreError> {
        let office = OfficeCode::new(&self.office);
        Ok(Actor {
            office: office.ok_or_else(|| StoreError::Ledger(format!("import {} has a malformed office", self.id)))?,
            client: self.client.as_str().into(),
            token: self.token.as_deref().map(Arc::from),
            request: self.request.as_deref().map(Arc::from),
            origin: self.origin.as_deref().map(Arc::from),
            trace: self.trace.as_deref().map(Arc::from),
        })
    }

    /// Its columns, and which sheet was read.
    #[must_use]
    pub fn columns(&self) -> Columns {
        serde_json::from_str(&self.layout).unwrap_or_default()
    }

    /// How many rows had which outcome, so far.
    #[must_use]
    pub fn totals(&self) -> Totals {
        let count = |count: i32| u32::try_from(count).unwrap_or_default();
        Totals {
            read: count(self.read),
            created: count(self.created),
            updated: count(self.updated),
            unchanged: count(self.unchanged),
            rejected: count(self.rejected),
            skipped: count(self.skipped),
        }
    }

    fn count(&mut self, totals: Totals) {
        let count = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
        self.created = count(totals.created);
        self.updated = count(totals.updated);
        self.unchanged = count(totals.unchanged);
        self.rejected = count(totals.rejected);
        self.skipped = count(totals.skipped);
    }

    fn finish(&mut self, state: &str) {
        state.clone_into(&mut self.state);
        self.finished_at = Some(Timestamp::now().0);
    }

    fn atomic(&self) -> bool {
        self.mode == "atomic"
    }
}

/// The rows of an import as they were read.
#[derive(Default)]
pub struct Rows {
    /// The first ones, as long as the import is small.
    pub first: Vec<Row>,
    /// The others, in compressed parts; then the first ones are in there too.
    pub parts: Vec<Vec<u8>>,
    /// How many there are.
    pub count: u32,
}

impl Rows {
    /// Takes one more row. Memory grows by some bytes a row only: what is not needed at once is compressed.
    pub fn push(&mut self, row: Row) {
        self.first.push(row);
        self.count += 1;
        if self.first.len() > AT_ONCE || (!self.parts.is_empty() && self.first.len() == PART) {
            self.pack();
        }
    }

    /// Says that this was the last row.
    pub fn end(&mut self) {
        if !self.parts.is_empty() && !self.first.is_empty() {
            self.pack();
        }
    }

    fn pack(&mut self) {
        self.parts.extend(self.first.chunks(PART).map(pack));
        self.first.clear();
    }
}

fn pack<T: Serialize>(rows: &[T]) -> Vec<u8> {
    let json = serde_json::to_vec(rows).expect("rows have text keys");
    zstd::bulk::compress(&json, 1).expect("memory takes everything")
}

fn unpack<T: serde::de::DeserializeOwned>(packed: &[u8]) -> Result<Vec<T>, StoreError> {
    let damaged = |error: String| StoreError::Ledger(format!("a part of an import: {error}"));
    let json = zstd::stream::decode_all(packed).map_err(|error| damaged(error.to_string()))?;
    serde_json::from_slice(&json).map_err(|error| damaged(error.to_string()))
}

/// An import that was accepted, now or at an earlier sending.
pub struct Accepted {
    /// Its id.
    pub id: String,
    /// Whether it was accepted at an earlier sending of the same request.
    pub replayed: bool,
}

impl Store {
    /// Accepts an import. A small one is done when this returns; a large one is kept, and goes on by itself.
    ///
    /// # Errors
    /// Why it was not accepted; nothing was written then.
    pub async fn import(
        &self,
        import: Import,
        rows: Rows,
        idempotency: Option<Idempotency>,
    ) -> Result<Accepted, WriteError> {
        let large = !rows.parts.is_empty();
        let (reply, answer) = oneshot::channel();
        let work = move |writer: &mut Writer| drop(reply.send(writer.accept(import, &rows, idempotency.as_ref())));
        let busy = "too many writes are waiting; this import was not accepted";
        self.jobs.try_send(WriterMessage::Work(Box::new(work))).map_err(|_| WriteError::Busy(busy))?;
        let accepted = crate::writer::answered(answer).await?;
        if !accepted.replayed {
            self.shared.counted.imports.inc();
        }
        if large && !accepted.replayed {
            drop(self.importer.send(accepted.id.clone()));
        }
        Ok(accepted)
    }

    /// An import, if there is one with this id.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn find_import(&self, id: &str) -> Result<Option<Import>, StoreError> {
        self.reading(|connection| find(connection, id))
    }

    /// The reports of a part's rows; `None` if there is no such part, or nothing was reported on it yet.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn import_report(&self, id: &str, part: i32) -> Result<Option<Vec<RowReport>>, StoreError> {
        let report: Option<Option<Vec<u8>>> = self.reading(|connection| {
            let part = import_parts::table.find((id, part)).select(import_parts::report);
            Ok(part.first(connection).optional()?)
        })?;
        report.flatten().map(|packed| unpack(&packed)).transpose()
    }

    /// Imports, newest first, and how many there are in all.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn imports(
        &self,
        office: Option<OfficeCode>,
        states: &[String],
        before: Option<&str>,
        limit: usize,
    ) -> Result<(Vec<Import>, usize), StoreError> {
        self.reading(|connection| {
            let wanted = || {
                let mut query = imports::table.into_boxed();
                if let Some(office) = &office {
                    query = query.filter(imports::office.eq(office.as_str().to_owned()));
                }
                if !states.is_empty() {
                    // An expression for both databases: `= ANY` is not.
                    let is = |state: &String| imports::state.eq(state.clone());
                    let mut either: Box<
                        dyn diesel::BoxableExpression<imports::table, _, SqlType = diesel::sql_types::Bool>,
                    > = Box::new(is(&states[0]));
                    for state in &states[1..] {
                        either = Box::new(diesel::BoolExpressionMethods::or(either, is(state)));
                    }
                    query = query.filter(either);
                }
                query
            };
            let total: i64 = wanted().count().get_result(connection)?;
            let mut page = wanted();
            if let Some(before) = before {
                page = page.filter(imports::id.lt(before.to_owned()));
            }
            let page = page.order(imports::id.desc()).limit(limit as i64);
            Ok((page.select(Import::as_select()).load(connection)?, usize::try_from(total).unwrap_or_default()))
        })
    }
}

fn find(connection: &mut AnyConnection, id: &str) -> Result<Option<Import>, StoreError> {
    Ok(imports::table.find(id).select(Import::as_select()).first(connection).optional()?)
}
