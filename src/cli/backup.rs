//! `backup`, `restore`, `migrate`, `export`, `import`, `upgrade`: the whole registry, from one place to another and from
//! one version to the next.

use std::{
    io::{self, BufWriter, Seek as _},
    path::Path,
};

use super::args::{Backup, Export, Migrate, StorageArgs, Upgrade};
use super::{CommandError, make_folder, open, use_head_key};
use presence_store::{
    self as store, AnyConnection, DatabaseUrl,
    backup::{self, End},
};

/// Makes a backup.
pub fn backup(wanted: &Backup) -> Result<(), CommandError> {
    backup::make(&wanted.place.database(), &wanted.file)?;
    let file = wanted.file.display();
    presence_client::to_stderr!("{file} is on the disk; `verify {file}` checks it");
    remember_the_key(&wanted.place);
    Ok(())
}

/// Reads a backup or an archive.
pub fn restore(place: &StorageArgs, file: &Path) -> Result<(), CommandError> {
    let to = place.database();
    if let DatabaseUrl::Sqlite(database) = &to
        && let Some(folder) = database.parent().filter(|folder| !folder.as_os_str().is_empty())
    {
        make_folder(folder)?;
    }
    use_head_key(place)?;
    let revision = backup::restore(file, &to)?;
    presence_client::to_stderr!("{}: everything up to revision {revision}, checked", to.describe());
    remember_the_key(place);
    Ok(())
}

/// Takes a registry to another database.
pub fn migrate(wanted: &Migrate) -> Result<(), CommandError> {
    let end = backup::migrate(&wanted.from, &wanted.to)?;
    presence_client::to_stderr!(
        "{}: everything up to revision {}, with the root {}, checked. What the old database takes from now on is not in \
         the new one",
        wanted.to.describe(),
        end.revision,
        end.root
    );
    Ok(())
}

/// Writes everything as lines of JSON.
pub fn export(wanted: &Export) -> Result<(), CommandError> {
    let from = wanted.place.database();
    let end = match &wanted.output {
        Some(file) => backup::archive(&from, file)?,
        None => export_to_stdout(&from)?,
    };
    presence_client::to_stderr!("{} rows, revision {}, root {}", end.rows, end.revision, end.root);
    Ok(())
}

/// Writes the archive to a temporary file first: the reader of standard output may be slow or stop, and a database whose
/// old state is still being read cannot reuse its log, or remove old rows, in the meantime.
fn export_to_stdout(from: &DatabaseUrl) -> Result<End, CommandError> {
    let failed = |error| CommandError::System("cannot write the archive".to_owned(), error);
    let mut file = tempfile::tempfile().map_err(failed)?;
    let end = backup::write_archive(from, BufWriter::new(&mut file))?;
    file.rewind().and_then(|()| io::copy(&mut file, &mut io::stdout().lock())).map_err(failed)?;
    Ok(end)
}

/// Says what must be kept beside a backup: without it the private keys in there cannot be read.
fn remember_the_key(place: &StorageArgs) {
    let key = place.key_file();
    presence_client::to_stderr!(
        "the key that encrypts its private keys is not in there: keep {} apart from it",
        key.display()
    );
}

/// Brings a database up to date, or says what that would do.
pub fn upgrade(wanted: &Upgrade) -> Result<(), CommandError> {
    let place = &wanted.place;
    let pending = store::pending(&place.database())?;
    let described = place.database().describe();
    if pending.is_empty() {
        println!("{described} is up to date");
        return Ok(());
    }
    let doing = if wanted.check { "would be" } else { "are" };
    println!("{described}: {} steps of the schema {doing} taken, in one go; nothing is lost", pending.len());
    for version in &pending {
        println!("  {version}");
    }
    if wanted.check {
        println!("make a backup first: `presence-registry backup FILE`. Downgrades are not supported");
        return Ok(());
    }
    open(place).map(|_: AnyConnection| ())
}
