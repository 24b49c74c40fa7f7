//! An SQLite file is served by one process at a time. Commands of the command line may write beside it: each is one
//! transaction, which the server follows.

use std::fs::{File, OpenOptions, TryLockError};

use super::{database_url::DatabaseUrl, error::StoreError};

/// Taken while a database is served; given back with the process, however it ends.
#[derive(Debug)]
pub(super) struct Lock(#[expect(dead_code, reason = "it is held, not read")] Option<File>);

impl Lock {
    /// Takes the place of who serves a database. On PostgreSQL there is room for many.
    pub(super) fn take(url: &DatabaseUrl) -> Result<Self, StoreError> {
        let DatabaseUrl::Sqlite(database) = url else { return Ok(Self(None)) };
        let mut name = database.clone().into_os_string();
        name.push("-served");
        let failed = |source| StoreError::System { what: format!("cannot lock {}", name.display()), source };
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true);
        // Nobody else may open it, and so nobody else may lock it.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&name);
        #[cfg(unix)]
        if let Ok(file) = &file {
            file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600)).map_err(failed)?;
        }
        // On a disk that takes no writes the file of an earlier start is there.
        let file = file.or_else(|error| File::open(&name).map_err(|_| error)).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Self(Some(file))),
            Err(TryLockError::WouldBlock) => Err(StoreError::Served(url.describe())),
            Err(TryLockError::Error(source)) => Err(failed(source)),
        }
    }
}
