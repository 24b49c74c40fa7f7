//! What each command of the program does.

mod backup;
mod credentials;
mod serve;
mod verify;

use crate::{
    api,
    auth::KeyError,
    client::{self, ClientError},
    config::{Command, Place},
    store::{self, AnyConnection, StoreError},
};

/// Why a command failed: one line that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The signing key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The server that was asked, or the files for it.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The operating system.
    #[error("{0}: {1}")]
    System(String, std::io::Error),
    /// What was asked for does not exist or is not allowed.
    #[error("{0}")]
    Refused(String),
}

/// Carries out a command.
///
/// # Errors
/// Why it failed.
pub fn run(command: Command) -> Result<(), CommandError> {
    match command {
        Command::Serve(settings) => serve::serve(&settings),
        Command::Token(wanted) => credentials::token(&wanted),
        Command::Client(wanted) => credentials::client(wanted),
        Command::Keys(wanted) => credentials::keys(wanted),
        Command::Verify(wanted) => verify::verify(&wanted),
        Command::Backup(wanted) => backup::backup(&wanted),
        Command::Restore(wanted) => backup::restore(&wanted.place, &wanted.file),
        Command::Migrate(wanted) => backup::migrate(&wanted),
        Command::Export(wanted) => backup::export(&wanted),
        Command::Import(wanted) => backup::restore(&wanted.place, &wanted.file),
        Command::Upgrade(wanted) => backup::upgrade(&wanted),
        Command::Push(settings) => Ok(client::push(&settings)?),
        Command::Pull(settings) => Ok(client::pull(&settings)?),
        Command::Report(settings) => Ok(client::report(&settings)?),
        Command::Openapi => {
            print!("{}", api::openapi::document_json());
            Ok(())
        }
    }
}

/// Makes a folder, and those that it lies in.
fn make_folder(folder: &std::path::Path) -> Result<(), CommandError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    // It holds keys.
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| CommandError::System(format!("cannot make {}", folder.display()), error))
}

/// Opens the database of a registry.
fn open(place: &Place) -> Result<AnyConnection, CommandError> {
    let mut connection = AnyConnection::open_existing(&place.database())?;
    store::upgrade(&mut connection)?;
    Ok(connection)
}
