//! `push`: sends files, or watches a folder.

use super::{
    server::{ClientError, Server},
    settings::Push,
    upload::send,
    watch,
};

/// Sends files, or watches a folder.
///
/// # Errors
/// When not every row of every file is in the registry.
pub fn push(settings: &Push) -> Result<(), ClientError> {
    let server = Server::new(&settings.remote)?;
    if let Some(folder) = &settings.watch {
        return watch::watch(&server, settings, folder);
    }
    let mut failed = Vec::new();
    for file in &settings.files {
        if let Err(error) = send(&server, settings, file) {
            crate::to_stderr!("{}: {error}", file.display());
            failed.push(file.display().to_string());
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(ClientError::NotIn(format!("not sent: {}", failed.join(", ")))) }
}
