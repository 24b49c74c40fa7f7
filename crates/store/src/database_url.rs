//! The address of a database.

use std::{
    path::{Path, PathBuf},
    str::FromStr,
};

/// Where the registry is kept.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// An SQLite file.
    Sqlite(PathBuf),
    /// A PostgreSQL database.
    Postgres(String),
}

impl FromStr for DatabaseUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some(file) = text.strip_prefix("sqlite:") {
            let file = file.strip_prefix("//").unwrap_or(file);
            return if file.is_empty() {
                Err("sqlite: needs a file, as in sqlite:registry.db".to_owned())
            } else {
                Ok(Self::Sqlite(file.into()))
            };
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        Err("it must begin with sqlite: or postgres://".to_owned())
    }
}

impl DatabaseUrl {
    /// What it is, without a password.
    #[must_use]
    pub fn describe(&self) -> String {
        match self {
            Self::Sqlite(file) => format!("SQLite, {}", file.display()),
            Self::Postgres(url) => {
                let place =
                    url.rsplit_once('@').map_or_else(|| url.split("//").nth(1).unwrap_or(""), |(_, place)| place);
                format!("PostgreSQL, {}", place.split('?').next().unwrap_or(""))
            }
        }
    }
}

impl DatabaseUrl {
    /// An error without any part of the user's name and password: libpq quotes what it cannot read of a URL.
    pub(crate) fn without_secrets(&self, error: diesel::ConnectionError) -> diesel::ConnectionError {
        let Self::Postgres(url) = self else { return error };
        let url = url.split_once("://").map_or("", |(_, rest)| rest);
        let secret = url.rsplit_once('@').map_or("", |(secret, _)| secret);
        let query = url.split_once('?').map_or("", |(_, query)| query).split('&');
        let query = query.filter_map(|pair| pair.strip_prefix("password="));
        let text = error.to_string();
        let parts = secret.split([':', '/', '@', '?', '#', '&', '=']).skip(1).chain(query);
        if parts.filter(|part| !part.is_empty()).any(|part| text.contains(part)) {
            let why = "the URL cannot be used; special characters in a name or password must be percent-encoded";
            return diesel::ConnectionError::InvalidConnectionUrl(why.to_owned());
        }
        error
    }
}

impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.describe())
    }
}

/// A `file:` URI, so that no character of a path is taken for an option or a scheme.
pub(crate) fn sqlite_uri(file: &Path) -> String {
    let text = file.to_string_lossy();
    let escaped = text.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    if file.is_absolute() { format!("file://{escaped}") } else { format!("file:{escaped}") }
}
