//! `push --watch`: an outbox folder. Files wait in it until they are through.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use super::{
    server::{ClientError, Server},
    settings::Push,
    upload::{format_of, report_of, send},
};

/// How often the folder is looked at.
const EVERY: Duration = Duration::from_secs(1);

/// How many connections may break while the same file is sent, before it is put aside.
const BREAKS: u32 = 3;

/// A file's size and time: while they move, somebody is still writing it.
type Look = BTreeMap<PathBuf, (u64, Option<SystemTime>)>;

/// Sends what is put into a folder.
///
/// # Errors
/// When the folder cannot be read or files not be moved; with `--once` also when a file was refused.
pub(super) fn watch(server: &Server, settings: &Push, folder: &Path) -> Result<(), ClientError> {
    let (mut before, mut refused) = (Look::new(), 0);
    // How many connections may still break, of files at which some did.
    let mut breaks = BTreeMap::new();
    loop {
        let now = look(folder)?;
        let ready: Vec<_> = now.iter().filter(|(file, seen)| before.get(*file) == Some(seen)).collect();
        breaks.retain(|(file, seen), _| now.get(file) == Some(seen));
        for (file, seen) in ready {
            let known = (file.clone(), *seen);
            server.bound_breaks(breaks.get(&known).copied().unwrap_or(BREAKS));
            let sent = send(server, settings, file);
            if server.breaks_left() < BREAKS {
                breaks.insert(known, server.breaks_left());
            }
            match sent {
                Ok(()) => shelve(file, "sent")?,
                // It stays where it is until the server can be reached.
                Err(error @ ClientError::Unreachable { .. }) => crate::to_stderr!("{}: {error}", file.display()),
                Err(error) => {
                    crate::to_stderr!("{}: {error}", file.display());
                    refused += 1;
                    if matches!(error, ClientError::Breaks(_)) {
                        let unwritten = |error| ClientError::File("cannot write the reason".to_owned(), error);
                        fs::write(reason_of(file), format!("{error}\n")).map_err(unwritten)?;
                    }
                    shelve(file, "rejected")?;
                }
            }
        }
        if settings.once && look(folder)?.is_empty() {
            let why = || ClientError::NotIn(format!("{refused} files were refused; see the folder `rejected`"));
            return if refused == 0 { Ok(()) } else { Err(why()) };
        }
        before = look(folder)?;
        std::thread::sleep(EVERY);
    }
}

fn look(folder: &Path) -> Result<Look, ClientError> {
    let failed = |error| ClientError::File(format!("cannot read {}", folder.display()), error);
    let mut files = Look::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("");
        if name.starts_with(['.', '~']) || name.contains(".report.") || format_of(&path).is_none() {
            continue;
        }
        // A file that is gone by now was moved by somebody else.
        if let Some(known) = fs::metadata(&path).ok().filter(fs::Metadata::is_file) {
            files.insert(path, (known.len(), known.modified().ok()));
        }
    }
    Ok(files)
}

/// Where it is said why a file was put aside for which there is no report.
fn reason_of(file: &Path) -> PathBuf {
    file.with_extension("report.txt")
}

/// Moves a file and its report out of the way, over nothing that is there already.
fn shelve(file: &Path, shelf: &str) -> Result<(), ClientError> {
    let folder = file.parent().unwrap_or(Path::new(".")).join(shelf);
    let failed = |error| ClientError::File(format!("cannot move {}", file.display()), error);
    fs::create_dir_all(&folder).map_err(failed)?;
    let time = chrono::Utc::now().format("%Y%m%dT%H%M%S%3f");
    for moved in [file.to_owned(), report_of(file), reason_of(file)] {
        if let Some(name) = moved.file_name().filter(|_| moved.exists()) {
            fs::rename(&moved, folder.join(format!("{time}-{}", name.to_string_lossy()))).map_err(failed)?;
        }
    }
    Ok(())
}
