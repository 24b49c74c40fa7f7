//! The schema: what this program knows, and what a database has.

use diesel::migration::MigrationSource;
use diesel_migrations::{EmbeddedMigrations, embed_migrations};

use crate::error::StoreError;

pub(crate) const SQLITE_MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");

pub(crate) const POSTGRES_MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");

/// The versions of all migrations, the oldest first.
pub(crate) fn migrations() -> Vec<String> {
    let all = MigrationSource::<diesel::sqlite::Sqlite>::migrations(&SQLITE_MIGRATIONS).unwrap_or_default();
    let mut versions: Vec<_> = all.iter().map(|migration| migration.name().version().to_string()).collect();
    versions.sort();
    versions
}

/// The newest migration of this program.
#[must_use]
pub fn known_schema() -> String {
    migrations().pop().unwrap_or_default()
}

pub(crate) fn refuse_newer(has: Option<&String>) -> Result<(), StoreError> {
    match has.filter(|version| **version > known_schema()) {
        Some(newer) => Err(StoreError::Newer(newer.clone())),
        None => Ok(()),
    }
}

pub(crate) fn unmigrated(error: Box<dyn std::error::Error + Send + Sync>) -> StoreError {
    StoreError::Migration(error.to_string())
}
