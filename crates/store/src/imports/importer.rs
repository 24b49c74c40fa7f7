//! The thread that works on large imports, beside the writer, until each is finished.

use std::{
    sync::{Arc, mpsc},
    time::Duration,
};

use diesel::{ExpressionMethods, QueryDsl, RunQueryDsl};

use super::{
    super::{
        AnyConnection, DatabaseUrl, Shared, StoreError,
        metrics::GaugeGuard,
        schema::imports,
        thread,
        writer::{Writer, WriterMessage},
    },
    Import, find, pack, unpack,
    writing::{set, source, try_rows},
};
use presence_core::{
    Snapshot,
    import::{RowReport, Totals},
};
use presence_model::Timestamp;

/// How often a process with nothing to do looks for imports that another one has left.
const TAKE_OVER: Duration = Duration::from_secs(15);
/// How often an atomic import is tried again when the registry moved on under it.
const TRIES: usize = 5;

/// Works on large imports, one after the other, on a thread of its own.
struct Importer {
    url: DatabaseUrl,
    jobs: mpsc::SyncSender<WriterMessage>,
    shared: Arc<Shared>,
}

/// Starts the thread that works on large imports; it begins with those that an earlier process did not finish.
pub(crate) fn start(
    url: &DatabaseUrl,
    jobs: &mpsc::SyncSender<WriterMessage>,
    shared: &Arc<Shared>,
) -> Result<mpsc::Sender<String>, StoreError> {
    let (send, receive) = mpsc::channel();
    let importer = Importer { url: url.clone(), jobs: jobs.clone(), shared: shared.clone() };
    // What is not found now is found later, by those with nothing to do.
    let left = importer.left().inspect_err(|error| log::warn!("imports that were left wait: {error}"));
    left.unwrap_or_default().into_iter().for_each(|id| drop(send.send(id)));
    thread("importer", move || {
        loop {
            let waiting = match receive.recv_timeout(TAKE_OVER) {
                Ok(id) => vec![id],
                Err(mpsc::RecvTimeoutError::Timeout) => importer.left().unwrap_or_default(),
                Err(mpsc::RecvTimeoutError::Disconnected) => return,
            };
            for id in waiting {
                let _importing = GaugeGuard::begin(&importer.shared.counted.importing);
                if !importer.finish(&id) {
                    return;
                }
            }
        }
    })?;
    Ok(send)
}

/// What came of trying to work on an import.
enum Ended {
    /// It is finished.
    Finished,
    /// The writer has stopped; the next process goes on.
    Stopped,
}

impl Importer {
    /// Imports that a process began and did not finish, or has not finished yet: two may work on the same one, for each
    /// part is taken once.
    fn left(&self) -> Result<Vec<String>, StoreError> {
        let running = imports::table.filter(imports::state.eq("running")).order(imports::id).select(imports::id);
        let left: Vec<String> = running.load(&mut AnyConnection::open_existing(&self.url)?)?;
        left.iter().for_each(|id| log::info!("import {id} goes on"));
        Ok(left)
    }

    /// Works on an import until it is finished, however often the database fails on the way; `false` when the
    /// registry stops.
    fn finish(&self, id: &str) -> bool {
        let mut pause = Duration::from_millis(200);
        loop {
            match self.work(id) {
                Ok(Ended::Finished) => return true,
                Ok(Ended::Stopped) => return false,
                Err(error) if error.is_constraint() || matches!(error, StoreError::Defect | StoreError::Ledger(_)) => {
                    log::error!("import {id} failed: {error}");
                    return self.fail(id, "the registry failed at this import; report it with its id").is_ok();
                }
                Err(error) => {
                    log::warn!("import {id} waits: {error}");
                    std::thread::sleep(pause);
                    pause = (pause * 2).min(Duration::from_secs(10));
                }
            }
        }
    }

    fn work(&self, id: &str) -> Result<Ended, StoreError> {
        let mut connection = AnyConnection::open_existing(&self.url)?;
        let Some(import) = find(&mut connection, id)?.filter(|import| import.state == "running") else {
            return Ok(Ended::Finished);
        };
        if !import.dry_run && !import.atomic() {
            return self.partial(&mut connection, &import);
        }
        for _ in 0..TRIES {
            let (ended, reports) = self.rehearse(&mut connection, &import)?;
            if import.dry_run || ended.rejected > 0 {
                let Some(done) = self.ask(move |writer| writer.end(&ended, &reports)) else {
                    return Ok(Ended::Stopped);
                };
                return done.map(|()| Ended::Finished);
            }
            let id = import.id.clone();
            match self.ask(move |writer| writer.take_whole(&id)) {
                None => return Ok(Ended::Stopped),
                Some(Ok(false)) => {}
                Some(done) => return done.map(|_| Ended::Finished),
            }
        }
        let why = "other clients kept changing the same records; nothing was written, send it again";
        Ok(self.fail(id, why).map_or(Ended::Stopped, |()| Ended::Finished))
    }

    fn partial(&self, connection: &mut AnyConnection, import: &Import) -> Result<Ended, StoreError> {
        let mut rows = source(connection, &import.id, 0)?;
        for part in 0..import.parts {
            let (id, these) = (import.id.clone(), std::mem::take(&mut rows));
            // A part that has no source any more was done before.
            let taken = (!these.is_empty()).then(|| self.send(move |writer| writer.take_part(&id, part, &these)));
            // The next part is read while the writer takes this one.
            rows = if part + 1 < import.parts { source(connection, &import.id, part + 1)? } else { Vec::new() };
            match taken.map(Pending::wait) {
                Some(None) => return Ok(Ended::Stopped),
                Some(Some(done)) => done?,
                None => {}
            }
        }
        Ok(Ended::Finished)
    }

    /// Tries an import out beside the writer: the import as it would end, and its reports.
    fn rehearse(&self, connection: &mut AnyConnection, import: &Import) -> Result<(Import, Vec<Vec<u8>>), StoreError> {
        let mut snapshot = (**self.shared.now.load_full()).clone();
        let now = Timestamp::now().max(snapshot.recorded_at());
        let (actor, columns) = (import.actor()?, import.columns());
        let (mut totals, mut reports) = (Totals::default(), Vec::new());
        let run = |part: i32, snapshot: &mut Snapshot, connection: &mut AnyConnection| {
            let rows = source(connection, &import.id, part)?;
            try_rows(snapshot, &actor, &columns, &rows, now, drop)
        };
        for part in 0..import.parts {
            let rows = run(part, &mut snapshot, connection)?;
            rows.iter().for_each(|row| totals.count(row));
            reports.push(pack(&rows.into_iter().map(RowReport::without_revision).collect::<Vec<_>>()));
        }
        let mut ended = import.clone();
        let refused = import.atomic() && totals.rejected > 0;
        if refused {
            totals = Totals::default();
            for packed in &mut reports {
                let rows: Vec<_> = unpack(packed)?.into_iter().map(RowReport::skipped).collect();
                rows.iter().for_each(|row| totals.count(row));
                *packed = pack(&rows);
            }
        }
        ended.count(totals);
        ended.finish(if refused { "rejected" } else { "completed" });
        Ok((ended, reports))
    }

    fn fail(&self, id: &str, why: &str) -> Result<(), ()> {
        let (id, why) = (id.to_owned(), why.to_owned());
        let failed = self.ask(move |writer| {
            writer.transaction(|connection, _| {
                let running = find(connection, &id)?.filter(|import| import.state == "running");
                let Some(mut import) = running else { return Ok(()) };
                import.finish("failed");
                import.failure = Some(why);
                set(connection, &import)
            })
        });
        failed.ok_or(())?.map_err(|error| log::error!("{error}"))
    }

    /// Has the writer do something, and waits; `None` if it has stopped.
    fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Writer) -> Result<T, StoreError> + Send + 'static,
    ) -> Option<Result<T, StoreError>> {
        self.send(work).wait()
    }

    /// Has the writer do something, without waiting.
    fn send<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Writer) -> Result<T, StoreError> + Send + 'static,
    ) -> Pending<T> {
        let (reply, answer) = mpsc::channel();
        let work = move |writer: &mut Writer| {
            let done = work(writer);
            if matches!(&done, Err(error) if !matches!(error, StoreError::MovedOn)) {
                writer.reconnect();
            }
            drop(reply.send(done));
        };
        // If the writer has stopped, the work is dropped, and its end of the channel with it.
        drop(self.jobs.send(WriterMessage::Work(Box::new(work))));
        Pending(answer)
    }
}

/// Something that the writer was asked to do.
struct Pending<T>(mpsc::Receiver<Result<T, StoreError>>);

impl<T> Pending<T> {
    /// What came of it; `None` if the writer has stopped.
    fn wait(self) -> Option<Result<T, StoreError>> {
        self.0.recv().ok()
    }
}
