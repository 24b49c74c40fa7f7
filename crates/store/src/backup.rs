//! Backups: a file that holds a whole registry, made while it is served, and read back.
//!
//! Of SQLite it is a database again, of PostgreSQL an archive (see `archive`). Either can be read into either. A file
//! has its name only when it is whole and on the disk.

use std::{
    fs::{self, File, OpenOptions},
    io::{BufRead, BufReader, BufWriter, Read as _, Write as _},
    path::Path,
};

use diesel::{RunQueryDsl as _, sql_query, sql_types::Text};

pub use super::archive::End;
use super::{
    archive, connection::AnyConnection, database_url::DatabaseUrl, error::StoreError, ledger, upgrade, verify,
};

/// How hard archives are compressed: fast, to about a tenth.
const LEVEL: i32 = 3;
/// What an SQLite file begins with.
const SQLITE: &[u8] = b"SQLite format 3\0";
/// What a file compressed with Zstandard begins with.
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

/// What a file holds.
enum GaugeGuard {
    Database,
    Archive(Box<dyn BufRead + Send>),
}

/// Makes a backup while others read and write: an archive of PostgreSQL, or where the name ends in `.ndjson` or
/// `.ndjson.zst`; else a database.
///
/// # Errors
/// When the file is there already or cannot be written, or the database does not answer.
pub fn make(url: &DatabaseUrl, file: &Path) -> Result<(), StoreError> {
    let name = file.to_string_lossy();
    match url {
        DatabaseUrl::Sqlite(_) if !name.ends_with(".ndjson") && !name.ends_with(".zst") => {
            whole(file, |part| copy(&mut AnyConnection::open_existing(url)?, part))
        }
        _ => archive(url, file).map(drop),
    }
}

/// Writes an archive into a file, compressed if its name ends in `.zst`.
///
/// # Errors
/// As of [`make`].
pub fn archive(url: &DatabaseUrl, file: &Path) -> Result<End, StoreError> {
    whole(file, |part| {
        let failed = |source| unwritten(part, source);
        let out = BufWriter::new(OpenOptions::new().write(true).open(part).map_err(failed)?);
        if file.extension().is_none_or(|extension| extension != "zst") {
            return write_archive(url, out);
        }
        let mut compressed = zstd::Encoder::new(out, LEVEL).map_err(failed)?;
        let end = write_archive(url, &mut compressed)?;
        compressed.finish().and_then(|mut out| out.flush()).map_err(failed)?;
        Ok(end)
    })
}

/// Writes an archive as it is.
///
/// # Errors
/// When nothing can be written, or the database does not answer.
pub fn write_archive(url: &DatabaseUrl, out: impl std::io::Write) -> Result<End, StoreError> {
    let mut connection = AnyConnection::open_existing(url)?;
    upgrade(&mut connection)?;
    archive::dump(&mut connection, out)
}

/// Reads a backup or an archive into a place where no registry is yet, and checks it: all of it, or nothing.
///
/// # Errors
/// When there is a registry already, or what the file holds is damaged.
pub fn restore(file: &Path, to: &DatabaseUrl) -> Result<u64, StoreError> {
    match (held(file)?, to) {
        (GaugeGuard::Archive(from), _) => load(from, to).map(|end| end.revision),
        (GaugeGuard::Database, DatabaseUrl::Sqlite(target)) => whole(target, |part| {
            copy(&mut open_backup(file)?, part)?;
            let mut connection = AnyConnection::open(&DatabaseUrl::Sqlite(part.to_owned()))?;
            upgrade(&mut connection)?;
            verify::check(&mut connection)?.sound()
        }),
        (GaugeGuard::Database, DatabaseUrl::Postgres(_)) => {
            let folder = folder()?;
            let copied = DatabaseUrl::Sqlite(folder.path().join("registry.db"));
            restore(file, &copied)?;
            migrate(&copied, to).map(|end| end.revision)
        }
    }
}

/// Takes a registry from one database to another that is empty, and checks it there.
///
/// # Errors
/// When one does not answer, the second is not empty, or what the first holds is damaged.
pub fn migrate(from: &DatabaseUrl, to: &DatabaseUrl) -> Result<End, StoreError> {
    let (reader, writer) = std::io::pipe()
        .map_err(|source| StoreError::System { what: "the databases cannot be joined".to_owned(), source })?;
    std::thread::scope(|scope| {
        let dumping = scope.spawn(|| write_archive(from, BufWriter::new(writer)));
        let loaded = load(BufReader::new(reader), to);
        let dumped = dumping.join().unwrap_or(Err(StoreError::Defect));
        // Where both failed, the second did because the first had: a pipe that is cut off.
        match (dumped, loaded) {
            (Err(StoreError::System { .. }), Err(loaded)) => Err(loaded),
            (Err(dumped), _) => Err(dumped),
            (Ok(_), loaded) => loaded,
        }
    })
}

/// Reads an archive into an empty database; an SQLite file is there when all of it is.
fn load(from: impl BufRead, to: &DatabaseUrl) -> Result<End, StoreError> {
    match to {
        DatabaseUrl::Sqlite(file) => {
            whole(file, |part| archive::load(&mut AnyConnection::open(&DatabaseUrl::Sqlite(part.to_owned()))?, from))
        }
        DatabaseUrl::Postgres(_) => archive::load(&mut AnyConnection::open(to)?, from),
    }
}

/// Checks a backup or an archive, without changing it: it is read into a database of its own, which is left to `check`.
///
/// # Errors
/// When the file cannot be read at all; else what [`verify::check`] finds.
pub fn opened<T>(
    file: &Path,
    check: impl FnOnce(&mut AnyConnection) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let folder = folder()?;
    let copied = folder.path().join("registry.db");
    let url = DatabaseUrl::Sqlite(copied.clone());
    let mut connection = match held(file)? {
        GaugeGuard::Database => {
            copy(&mut open_backup(file)?, &copied)?;
            AnyConnection::open(&url)?
        }
        GaugeGuard::Archive(from) => {
            let mut connection = AnyConnection::open(&url)?;
            archive::load(&mut connection, from)?;
            connection
        }
    };
    upgrade(&mut connection)?;
    check(&mut connection)
}

fn held(file: &Path) -> Result<GaugeGuard, StoreError> {
    let unread = |source| StoreError::System { what: format!("cannot read {}", file.display()), source };
    let mut reader = BufReader::new(File::open(file).map_err(unread)?);
    let mut first = Vec::new();
    reader.by_ref().take(SQLITE.len() as u64).read_to_end(&mut first).map_err(unread)?;
    let whole = std::io::Cursor::new(first.clone()).chain(reader);
    if first == SQLITE {
        Ok(GaugeGuard::Database)
    } else if first.starts_with(ZSTD) {
        let decoder = zstd::Decoder::with_buffer(whole).map_err(unread)?;
        Ok(GaugeGuard::Archive(Box::new(BufReader::new(decoder))))
    } else if first.starts_with(b"{\"archive\"") {
        Ok(GaugeGuard::Archive(Box::new(whole)))
    } else {
        Err(StoreError::Archive(format!("{} is neither a database nor an archive of a registry", file.display())))
    }
}

/// Opens a database that is only read.
fn open_backup(file: &Path) -> Result<AnyConnection, StoreError> {
    let mut connection = AnyConnection::open_to_read(file)?;
    // A file that was copied from under a server may be any state, or none.
    if ledger::is_empty(&mut connection)? {
        return Err(StoreError::Archive(format!("{} contains no registry", file.display())));
    }
    Ok(connection)
}

/// Copies a database as it is at one moment.
fn copy(connection: &mut AnyConnection, to: &Path) -> Result<(), StoreError> {
    let AnyConnection::Sqlite(connection) = connection else { return Err(StoreError::Defect) };
    sql_query("VACUUM INTO ?").bind::<Text, _>(to.to_string_lossy()).execute(connection)?;
    Ok(())
}

/// Has a file made under another name and gives it its own when it is whole and on the disk. What failed leaves nothing.
fn whole<T>(file: &Path, make: impl FnOnce(&Path) -> Result<T, StoreError>) -> Result<T, StoreError> {
    if file.exists() {
        return Err(StoreError::Exists(file.display().to_string()));
    }
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let part = folder.join(format!(".{name}.{}", uuid::Uuid::new_v4().simple()));
    // For its owner only, from the beginning.
    File::create_new(&part).map_err(|source| unwritten(&part, source))?;
    let done = super::connection::restrict(&part).and_then(|()| make(&part)).and_then(|done| {
        let kept = File::open(&part).and_then(|part| part.sync_all());
        let named = kept.and_then(|()| fs::rename(&part, file)).and_then(|()| File::open(folder)?.sync_all());
        named.map(|()| done).map_err(|source| unwritten(file, source))
    });
    for rest in ["", "-wal", "-shm", "-journal"] {
        fs::remove_file(format!("{}{rest}", part.display())).ok();
    }
    done
}

fn unwritten(file: &Path, source: std::io::Error) -> StoreError {
    StoreError::System { what: format!("cannot write {}", file.display()), source }
}

fn folder() -> Result<tempfile::TempDir, StoreError> {
    tempfile::tempdir()
        .map_err(|source| StoreError::System { what: "cannot make a temporary folder".to_owned(), source })
}
