//! Writes of other processes on the same database: how the writer learns of them.

use std::{
    sync::{atomic::Ordering, mpsc},
    time::Duration,
};

use super::{AnyConnection, DatabaseUrl, Store, StoreError, thread, writer::WriterMessage};

/// How often the writer looks whether another process has written.
const FOLLOW_EVERY: Duration = Duration::from_millis(200);
/// How often it is asked whether another process has told that it has written.
const HEAR_EVERY: Duration = Duration::from_millis(10);

impl Store {
    /// Tells other processes on PostgreSQL when it has written, and hears them tell, so that looking now and then is only
    /// what is left when a message is lost.
    ///
    /// # Errors
    /// When no thread can be started.
    pub fn hear(&self) -> Result<(), StoreError> {
        if let DatabaseUrl::Postgres(_) = &self.url {
            self.shared.tells.store(true, Ordering::Relaxed);
            let (url, jobs) = (self.url.clone(), self.jobs.clone());
            thread("listener", move || listen(&url, &jobs))?;
        }
        Ok(())
    }

    /// Looks at once whether another process has written.
    pub fn look(&self) {
        drop(self.jobs.try_send(WriterMessage::Follow));
    }
}

/// Has the writer look whenever another process tells that it has written. A connection that breaks is made again.
fn listen(url: &DatabaseUrl, jobs: &mpsc::SyncSender<WriterMessage>) {
    let listening = |connection: &mut AnyConnection| -> Result<bool, StoreError> {
        connection.listen()?;
        loop {
            if connection.heard()?
                && matches!(jobs.try_send(WriterMessage::Follow), Err(mpsc::TrySendError::Disconnected(_)))
            {
                return Ok(false);
            }
            std::thread::sleep(HEAR_EVERY);
        }
    };
    loop {
        match AnyConnection::open_existing(url).and_then(|mut connection| listening(&mut connection)) {
            Ok(_) => return,
            Err(error) => log::debug!("the listener begins again: {error}"),
        }
        std::thread::sleep(Duration::from_secs(1));
    }
}

/// Has the writer look, now and then, whether another process has written.
pub(super) fn follow(jobs: &mpsc::SyncSender<WriterMessage>) {
    while !matches!(jobs.try_send(WriterMessage::Follow), Err(mpsc::TrySendError::Disconnected(_))) {
        std::thread::sleep(FOLLOW_EVERY);
    }
}
