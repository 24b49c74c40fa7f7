//! What the writer does with imports: takes them, part by part, or as a whole.

use std::panic::{AssertUnwindSafe, catch_unwind};

use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, RunQueryDsl};

use super::{
    super::{
        AnyConnection, Idempotency, StoreError, WriteError,
        row_checksums::{self, seal},
        schema::{import_parts, imports},
        writer::{
            Writer,
            batch::{Batch, Effect},
        },
    },
    Accepted, Import, Rows, find, pack, unpack,
};
use presence_core::{
    Actor, Change, Snapshot,
    import::{Columns, Row, RowReport, Totals, execute},
};
use presence_model::Timestamp;

impl Writer {
    pub(super) fn accept(
        &mut self,
        import: Import,
        rows: &Rows,
        key: Option<&Idempotency>,
    ) -> Result<Accepted, WriteError> {
        let accepted = self.transaction(|connection, group| {
            let actor = import.actor()?;
            if let Some(key) = key
                && let Some(earlier) = group.earlier(connection, &actor, key)?
            {
                return Ok(match earlier {
                    Ok(Effect::Import(id)) => Ok(Accepted { id, replayed: true }),
                    Ok(Effect::Revision(_) | Effect::Delivery(_)) => Err(presence_core::Rejection::KeyReused),
                    Err(rejection) => Err(rejection),
                });
            }
            let id = import.id.clone();
            if rows.parts.is_empty() {
                at_once(connection, group, import, &rows.first)?
            } else {
                keep(connection, import, rows)?
            }
            if let Some(key) = key {
                group.remember(&actor, key, Effect::Import(id.clone()));
            }
            Ok(Ok(Accepted { id, replayed: false }))
        });
        match accepted {
            Ok(accepted) => Ok(accepted?),
            Err(error) => {
                log::error!("an import was not accepted: {error}");
                self.reconnect();
                Err(if error.is_constraint() { WriteError::Defect } else { WriteError::Unavailable(error.to_string()) })
            }
        }
    }

    /// Takes one part of a partial import, unless that was done before.
    pub(super) fn take_part(&mut self, id: &str, part: i32, rows: &[Row]) -> Result<(), StoreError> {
        self.transaction(|connection, group| {
            let Some(mut import) = find(connection, id)? else { return Ok(()) };
            let done: Option<Option<Vec<u8>>> =
                import_parts::table.find((id, part)).select(import_parts::source).first(connection).optional()?;
            if import.state != "running" || done.flatten().is_none() {
                return Ok(());
            }
            let reports = group.rows(&import.actor()?, &import.columns(), rows)?;
            let mut totals = import.totals();
            reports.iter().for_each(|row| totals.count(row));
            import.count(totals);
            if part + 1 == import.parts {
                import.finish("completed");
                import.revision = Some(group.snapshot.revision() as i64);
            }
            set_report(connection, id, part, pack(&reports))?;
            set(connection, &import)
        })
    }

    /// Takes a whole atomic import; `false` if a row was rejected, and then nothing was written.
    pub(super) fn take_whole(&mut self, id: &str) -> Result<bool, StoreError> {
        let alive = self.heartbeat();
        let taken = self.transaction(|connection, group| {
            let Some(mut import) = find(connection, id)?.filter(|import| import.state == "running") else {
                return Ok(());
            };
            let (actor, columns, mut totals) = (import.actor()?, import.columns(), Totals::default());
            for part in 0..import.parts {
                let reports = group.rows(&actor, &columns, &source(connection, id, part)?)?;
                reports.iter().for_each(|row| totals.count(row));
                if totals.rejected > 0 {
                    return Err(StoreError::MovedOn);
                }
                group.flush(connection)?;
                set_report(connection, id, part, pack(&reports))?;
                alive();
            }
            import.count(totals);
            import.finish("completed");
            import.revision = Some(group.snapshot.revision() as i64);
            set(connection, &import)
        });
        match taken {
            Ok(()) => Ok(true),
            Err(StoreError::MovedOn) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Ends an import that wrote nothing, with its report, unless another process has finished it meanwhile.
    pub(super) fn end(&mut self, import: &Import, reports: &[Vec<u8>]) -> Result<(), StoreError> {
        self.transaction(|connection, _| {
            if find(connection, &import.id)?.is_none_or(|known| known.state != "running") {
                return Ok(());
            }
            for (part, report) in (0..).zip(reports) {
                set_report(connection, &import.id, part, report.clone())?;
            }
            set(connection, import)
        })
    }
}

impl Batch {
    /// Carries out rows against the group's state.
    fn rows(&mut self, actor: &Actor, columns: &Columns, rows: &[Row]) -> Result<Vec<RowReport>, StoreError> {
        let now = self.now();
        let mut changes = Vec::new();
        let reports = try_rows(&mut self.snapshot, actor, columns, rows, now, |change| changes.push(change))?;
        changes.into_iter().for_each(|change| self.applied(change));
        Ok(reports)
    }
}

pub(super) fn try_rows(
    snapshot: &mut Snapshot,
    actor: &Actor,
    columns: &Columns,
    rows: &[Row],
    now: Timestamp,
    mut changed: impl FnMut(Change),
) -> Result<Vec<RowReport>, StoreError> {
    let run = AssertUnwindSafe(|| {
        let report = |row| {
            let (report, change) = execute(snapshot, actor, columns, row, now);
            change.into_iter().for_each(&mut changed);
            report
        };
        rows.iter().map(report).collect()
    });
    catch_unwind(run).map_err(|_| StoreError::Defect)
}

/// A small import: one transaction for everything.
fn at_once(
    connection: &mut AnyConnection,
    group: &mut Batch,
    mut import: Import,
    rows: &[Row],
) -> Result<(), StoreError> {
    let mut reports = group.rows(&import.actor()?, &import.columns(), rows)?;
    let rejected = reports.iter().any(|row| row.refused.is_some());
    let refused = import.atomic() && rejected;
    if refused || import.dry_run {
        group.forget();
        let as_it_is = if refused { RowReport::skipped } else { RowReport::without_revision };
        reports = reports.into_iter().map(as_it_is).collect();
    }
    import.parts = 1;
    import.read = i32::try_from(rows.len()).unwrap_or(i32::MAX);
    let mut totals = import.totals();
    reports.iter().for_each(|row| totals.count(row));
    import.count(totals);
    import.finish(if refused { "rejected" } else { "completed" });
    import.revision = Some(group.snapshot.revision() as i64);
    diesel::insert_into(imports::table).values((&import, imports::seal.eq(seal(&import)))).execute(connection)?;
    insert_part(connection, &import.id, 0, None, Some(pack(&reports)))
}

/// A large import: kept until its turn comes.
fn keep(connection: &mut AnyConnection, mut import: Import, rows: &Rows) -> Result<(), StoreError> {
    import.parts = i32::try_from(rows.parts.len()).unwrap_or(i32::MAX);
    import.read = i32::try_from(rows.count).unwrap_or(i32::MAX);
    diesel::insert_into(imports::table).values((&import, imports::seal.eq(seal(&import)))).execute(connection)?;
    for (part, source) in (0..).zip(&rows.parts) {
        insert_part(connection, &import.id, part, Some(source.clone()), None)?;
    }
    Ok(())
}

fn insert_part(
    connection: &mut AnyConnection,
    id: &str,
    part: i32,
    source: Option<Vec<u8>>,
    report: Option<Vec<u8>>,
) -> Result<(), StoreError> {
    use import_parts::dsl;
    let sealed = dsl::seal.eq(row_checksums::of_part(id, part, source.as_deref(), report.as_deref()));
    diesel::insert_into(import_parts::table)
        .values((dsl::import.eq(id), dsl::part.eq(part), dsl::source.eq(source), dsl::report.eq(report), sealed))
        .execute(connection)?;
    Ok(())
}

pub(super) fn set_report(
    connection: &mut AnyConnection,
    id: &str,
    part: i32,
    report: Vec<u8>,
) -> Result<(), StoreError> {
    let sealed = import_parts::seal.eq(row_checksums::of_part(id, part, None, Some(&report)));
    diesel::update(import_parts::table.find((id, part)))
        .set((import_parts::source.eq(None::<Vec<u8>>), import_parts::report.eq(Some(report)), sealed))
        .execute(connection)?;
    Ok(())
}

pub(super) fn set(connection: &mut AnyConnection, import: &Import) -> Result<(), StoreError> {
    diesel::update(imports::table.find(&import.id))
        .set((
            imports::state.eq(&import.state),
            imports::finished_at.eq(import.finished_at),
            imports::created.eq(import.created),
            imports::updated.eq(import.updated),
            imports::unchanged.eq(import.unchanged),
            imports::rejected.eq(import.rejected),
            imports::skipped.eq(import.skipped),
            imports::failure.eq(&import.failure),
            imports::revision.eq(import.revision),
            imports::seal.eq(seal(import)),
        ))
        .execute(connection)?;
    Ok(())
}

pub(super) fn source(connection: &mut AnyConnection, id: &str, part: i32) -> Result<Vec<Row>, StoreError> {
    let source: Option<Vec<u8>> =
        import_parts::table.find((id, part)).select(import_parts::source).first(connection)?;
    unpack(&source.unwrap_or_else(|| pack::<Row>(&[])))
}
