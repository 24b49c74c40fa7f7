//! Backups by themselves: every so often one, and only the newest of them are kept.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, NaiveDateTime};

use super::{backup, database_url::DatabaseUrl, error::StoreError, thread};
use presence_model::Timestamp;

/// What the names of backups begin with.
const PREFIX: &str = "registry-";
/// How often it is looked whether one is due.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// How long after a failure it is tried again.
const AGAIN: Duration = Duration::from_secs(60);

/// No backup takes as long to be made.
const HALF_MADE: Duration = Duration::from_secs(86_400);

/// When backups are made, and where they are kept.
#[derive(Clone, Debug)]
pub struct Schedule {
    /// The time between two.
    pub every: Duration,
    /// How many are kept.
    pub keep: usize,
    /// Their folder. Instances may share one: one of them makes each.
    pub folder: PathBuf,
}

/// How the backups do.
#[derive(Debug, Default)]
pub struct Backups {
    last: AtomicI64,
    failures: AtomicU64,
}

impl Backups {
    /// When the newest was made; none: there is none.
    #[must_use]
    pub fn last(&self) -> Option<Timestamp> {
        Some(self.last.load(Ordering::Relaxed)).filter(|last| *last > 0).map(Timestamp)
    }

    /// How often making one has failed.
    #[must_use]
    pub fn failures(&self) -> u64 {
        self.failures.load(Ordering::Relaxed)
    }
}

/// Makes backups as long as the process lives.
///
/// # Errors
/// When there is no such folder and it cannot be made.
pub fn start(url: &DatabaseUrl, schedule: Schedule) -> Result<Arc<Backups>, StoreError> {
    let folder = &schedule.folder;
    let unmade = |source| StoreError::System { what: format!("cannot make {}", folder.display()), source };
    let mut maker = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut maker, 0o700);
    maker.recursive(true).create(folder).map_err(unmade)?;
    let backups = Arc::new(Backups::default());
    let (url, known) = (url.clone(), backups.clone());
    thread("backups", move || {
        loop {
            let pause = known.look(&url, &schedule);
            std::thread::sleep(pause.min(schedule.every));
        }
    })?;
    Ok(backups)
}

impl Backups {
    /// Makes a backup if one is due; says when to look again.
    fn look(&self, url: &DatabaseUrl, schedule: &Schedule) -> Duration {
        let newest = made(&schedule.folder).pop();
        self.last.store(newest.map_or(0, |(at, _)| at.0), Ordering::Relaxed);
        let every = i64::try_from(schedule.every.as_micros()).unwrap_or(i64::MAX);
        let now = Timestamp::now();
        // A backup from the future is none: somebody has set the clock back.
        if self.last().is_some_and(|last| (0..every).contains(&(now.0 - last.0))) {
            return LOOK_EVERY;
        }
        let ending = if matches!(url, DatabaseUrl::Sqlite(_)) { "db" } else { "ndjson.zst" };
        let file = schedule.folder.join(format!("{PREFIX}{}.{ending}", stamp(now)));
        match backup::make(url, &file) {
            Ok(()) => {
                log::info!("backup made: {}", file.display());
                self.last.store(now.0, Ordering::Relaxed);
                prune(&schedule.folder, schedule.keep);
                LOOK_EVERY
            }
            Err(StoreError::Exists(_)) => LOOK_EVERY,
            Err(error) => {
                self.failures.fetch_add(1, Ordering::Relaxed);
                log::error!("no backup was made: {error}");
                AGAIN
            }
        }
    }
}

/// The part of a backup's name that says when it was made, in UTC.
const STAMP: &str = "%Y%m%dT%H%M%SZ";

fn stamp(at: Timestamp) -> String {
    DateTime::from_timestamp_micros(at.0).unwrap_or_default().format(STAMP).to_string()
}

fn moment(stamp: &str) -> Option<Timestamp> {
    Some(Timestamp(NaiveDateTime::parse_from_str(stamp, STAMP).ok()?.and_utc().timestamp_micros()))
}

/// The backups in a folder and when they were made, the oldest first.
fn made(folder: &Path) -> Vec<(Timestamp, PathBuf)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let backup = |entry: fs::DirEntry| {
        let name = entry.file_name().into_string().ok()?;
        let (time, _) = name.strip_prefix(PREFIX)?.split_once('.')?;
        Some((moment(time)?, entry.path()))
    };
    let mut made: Vec<_> = entries.filter_map(backup).collect();
    made.sort();
    made
}

/// Removes all but the newest, and what a process that was killed has left half made.
fn prune(folder: &Path, keep: usize) {
    let old = |entry: &fs::DirEntry| {
        let half_made = entry.file_name().to_string_lossy().starts_with(&format!(".{PREFIX}"));
        let age = entry.metadata().and_then(|known| known.modified()).ok().and_then(|at| at.elapsed().ok());
        half_made && age.is_some_and(|age| age > HALF_MADE)
    };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten().filter(old) {
        fs::remove_file(entry.path()).ok();
    }
    let made = made(folder);
    for (_, file) in &made[..made.len().saturating_sub(keep.max(1))] {
        if let Err(error) = fs::remove_file(file) {
            log::warn!("the old backup {} was not removed: {error}", file.display());
        }
    }
}
