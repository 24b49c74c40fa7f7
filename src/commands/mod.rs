//! What each command of the program does.

mod credentials;
mod verify;

use std::{net::TcpListener, sync::Arc};

use crate::{
    api::{
        self, Issuer, Limits, State,
        limits::{RateLimits, Rates},
        metrics::Metrics,
    },
    auth::{EncryptionKey, KeyError, Keyring, ProviderSettings, Providers, Verifier},
    client::{self, ClientError},
    config::{self, Command, Place, Serve},
    model::KeyPurpose,
    pages,
    store::{self, AnyConnection, DatabaseUrl, Store, StoreError},
    webhooks::{self, Webhooks},
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
        Command::Serve(settings) => serve(&settings),
        Command::Token(wanted) => credentials::token(&wanted),
        Command::Client(wanted) => credentials::client(wanted),
        Command::Keys(wanted) => credentials::keys(wanted),
        Command::Verify(wanted) => verify::verify(&wanted),
        Command::Push(settings) => Ok(client::push(&settings)?),
        Command::Pull(settings) => Ok(client::pull(&settings)?),
        Command::Report(settings) => Ok(client::report(&settings)?),
        Command::Openapi => {
            print!("{}", api::openapi::document_json());
            Ok(())
        }
    }
}

fn serve(settings: &Serve) -> Result<(), CommandError> {
    // The address first: if it is taken, nothing has been made yet.
    let listener = TcpListener::bind(settings.bind)
        .map_err(|error| CommandError::System(format!("cannot listen on {}", settings.bind), error))?;
    let providers = settings.identity_providers.as_deref().map(ProviderSettings::read).transpose();
    let providers = providers.map_err(CommandError::Refused)?.unwrap_or_default();
    if providers.iter().any(|provider| provider.issuer == settings.issuer.issuer) {
        return Err(CommandError::Refused("the registry itself is no outside identity provider".to_owned()));
    }
    let (place, database) = (&settings.place, settings.place.database());
    if let DatabaseUrl::Postgres(_) = database {
        // Fails here if it cannot be reached, before the data folder is made.
        AnyConnection::open(&database)?;
    }
    if let DatabaseUrl::Sqlite(file) = &database
        && let Some(folder) = file.parent().filter(|folder| *folder != place.data_dir && !folder.as_os_str().is_empty())
        && !folder.is_dir()
    {
        return Err(CommandError::Refused(format!("the folder {} does not exist; make it first", folder.display())));
    }
    std::fs::create_dir_all(&place.data_dir)
        .map_err(|error| CommandError::System(format!("cannot make {}", place.data_dir.display()), error))?;
    let store = Arc::new(Store::open(&database, settings.keep_idempotency_keys)?);
    if settings.database_notify == "listen" {
        store.hear()?;
    }
    credentials::ensure_keys(place, &store)?;
    let (database, with) = (database.clone(), place.encryption_key()?);
    let keyring = Arc::new(keyring(&store, with));
    // Fails here if the private keys cannot be decrypted, not at the first token.
    keyring.signing(&store.now(), KeyPurpose::Token)?;
    let tls = settings.tls_cert.as_deref().zip(settings.tls_key.as_deref()).map(|(cert, key)| api::tls(cert, key));
    let tls = tls.transpose().map_err(CommandError::Refused)?;
    welcome(settings, &listener, &store, &database);
    let limits = Limits {
        body: settings.body_limit as usize,
        import_bytes: settings.import_max_bytes as usize,
        import_rows: settings.import_max_rows,
        attachment: settings.attachment_max_bytes as usize,
        waiting: settings.submissions_waiting as usize,
        arrival: settings.request_timeout,
        origins: settings.cors_origins.clone(),
        listeners: settings.max_listeners as usize,
        proxies: settings.trusted_proxies.clone(),
    };
    let rates = RateLimits::new(Rates {
        address: settings.limit_address.0,
        client: settings.limit_client.0,
        sign_in: settings.limit_sign_in.0,
        intake: settings.limit_intake.0,
    });
    let config::Issuer { issuer, audience } = settings.issuer.clone();
    let verifier = Verifier::new(&issuer, &audience, Providers::new(providers));
    let public = issuer != config::ISSUER;
    let telling = webhooks::Settings {
        private: settings.webhooks_to_private,
        first_pause: settings.webhook_retry,
        give_up: settings.webhook_give_up,
        keep: settings.keep_webhook_deliveries,
        source: format!("{}/v1/changes", issuer.trim_end_matches('/')),
    };
    let webhooks = Arc::new(Webhooks::new(store.clone(), keyring.clone(), telling));
    let issuer =
        Issuer { issuer, audience, public, lifetime: settings.token_lifetime, session: settings.session_lifetime };
    let hashing = tokio::sync::Semaphore::new(2);
    let (stopping, listeners) = (tokio::sync::watch::Sender::new(false), std::sync::atomic::AtomicUsize::new(0));
    let metrics = Metrics::new(&store);
    let state =
        State { store, verifier, keyring, webhooks, issuer, limits, rates, hashing, stopping, listeners, metrics };
    api::run(listener, tls, state, pages::SITE)
        .map_err(|error| CommandError::System("the server failed".to_owned(), error))
}

/// The registry's private keys, from its database.
fn keyring(store: &Arc<Store>, with: EncryptionKey) -> Keyring {
    let store = store.clone();
    Keyring::new(with, move |id| store.private_key(id).map_err(|error| error.to_string()))
}

fn welcome(settings: &Serve, listener: &TcpListener, store: &Store, database: &DatabaseUrl) {
    let snapshot = store.now();
    let address = listener.local_addr().map_or_else(|_| settings.bind.to_string(), |address| address.to_string());
    let (presences, posts) = (snapshot.presences.len(), snapshot.posts.len());
    let (place, revision) = (&settings.place, snapshot.revision());
    let url = if place.database_url.is_some() { " --database-url …" } else { "" };
    let scheme = if settings.tls_cert.is_some() { "https" } else { "http" };
    eprintln!(
        "\nField Presence Registry {version}\n\
         \n  {presences} presences, {posts} adviser posts, revision {revision}\n\
         \n  Page       {scheme}://{address}/\
         \n  API        {scheme}://{address}/v1\
         \n  Docs       {scheme}://{address}/docs\
         \n  Records    {database}\
         \n\n  A token for an office (its country's code):\
         \n  {program} token --office KEN --data-dir {data_dir}{url}\n",
        program = std::env::args().next().unwrap_or_else(|| "presence-registry".to_owned()),
        version = env!("CARGO_PKG_VERSION"),
        database = database.describe(),
        data_dir = place.data_dir.display(),
    );
}

/// Opens the database of a registry.
fn open(place: &Place) -> Result<AnyConnection, CommandError> {
    let mut connection = AnyConnection::open_existing(&place.database())?;
    store::upgrade(&mut connection)?;
    Ok(connection)
}
