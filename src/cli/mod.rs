//! What each command of the program does.

pub mod args;
mod backup;
mod credentials;
mod serve;
mod verify;

use self::args::{Command, StorageArgs};
use crate::api;
use presence_auth::{EncryptionKey, KeyError};
use presence_client::{self as client, ClientError};
use presence_store::{
    self as store, AnyConnection, StoreError,
    head::{self, HeadKey},
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
            print!("{}", api::document());
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

/// Has the ledger's head sealed and checked with the key-encryption key, if it is here.
fn use_head_key(place: &StorageArgs) -> Result<(), CommandError> {
    let given = std::env::var_os("PRESENCE_REGISTRY_KEY_ENCRYPTION_KEY").is_some();
    if given || place.key_file().exists() {
        head::use_key(head_key(place.encryption_key()?));
    }
    Ok(())
}

/// The key-encryption key as the store uses it.
fn head_key(key: EncryptionKey) -> HeadKey {
    const NAME: &str = "ledger head";
    let key = std::sync::Arc::new(key);
    let (opener, signer) = (key.clone(), key.clone());
    HeadKey {
        seal: Box::new(move |text| key.seal(NAME, text)),
        mac: Box::new(move |text| signer.mac(text)),
        open: Box::new(move |sealed| opener.open(NAME, sealed).ok()),
    }
}

/// Opens the database of a registry.
fn open(place: &StorageArgs) -> Result<AnyConnection, CommandError> {
    use_head_key(place)?;
    let mut connection = AnyConnection::open_existing(&place.database())?;
    store::upgrade(&mut connection)?;
    Ok(connection)
}
