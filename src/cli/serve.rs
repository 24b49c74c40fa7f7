//! `serve`: opens what the registry needs, says where it is, and runs it until it is told to stop.

use std::{
    net::{SocketAddr, TcpListener},
    sync::{Arc, atomic::AtomicUsize},
};

use super::{CommandError, args::Serve, credentials, head_key, make_folder};
use crate::{
    api::{
        self, AppState, Issuer, Limits,
        metrics::{Metrics, Sources},
        rate_limit::{RateLimits, Rates},
        streams::Streams,
    },
    html,
};
use presence_auth::{EncryptionKey, Keyring, ProviderSettings, Providers, Verifier};
use presence_model::KeyPurpose;
use presence_store::{
    AnyConnection, DatabaseUrl, Store,
    backups::{self, Backups, Schedule},
    head,
};
use presence_webhooks::{self as webhooks, Webhooks};

/// Runs the registry.
pub fn serve(settings: &Serve) -> Result<(), CommandError> {
    public_needs_issuer(settings)?;
    // The standard hook writes to standard error itself, and waits for it.
    std::panic::set_hook(Box::new(|panic| log::error!("{panic}")));
    // The addresses first: if one is taken, nothing has been made yet.
    let listener = listen(settings.bind)?;
    let operators = settings.metrics_bind.map(listen).transpose()?;
    let providers = providers(settings)?;
    let tls = settings.tls_cert.as_deref().zip(settings.tls_key.as_deref()).map(|(cert, key)| api::tls(cert, key));
    let tls = tls.transpose().map_err(CommandError::Refused)?;
    let place = &settings.place;
    let store = open(settings)?;
    store.responses().set_capacity(settings.response_cache);
    store.keep_audit(settings.keep_audit_events);
    credentials::ensure_keys(place, &store)?;
    let keyring = Arc::new(keyring(&store, place.encryption_key()?));
    store.check_head()?;
    // Fails here if the private keys cannot be decrypted, not at the first token.
    keyring.signing(&store.now(), KeyPurpose::Token)?;
    let backups = make_backups(settings)?;
    welcome(settings, &listener, &store);

    let (issuer, audience) = (settings.issuer.issuer().to_owned(), settings.issuer.audience.clone());
    let verifier = Verifier::new(&issuer, &audience, Providers::new(providers));
    let public = settings.issuer.issuer.is_some();
    let local = listener.local_addr().unwrap_or(settings.bind);
    let webhooks = Arc::new(Webhooks::new(store.clone(), keyring.clone(), telling(settings)));
    let issuer = Issuer {
        issuer,
        audience,
        public,
        local,
        tls: tls.is_some(),
        lifetime: settings.token_lifetime,
        session: settings.session_lifetime,
    };
    let listeners = Arc::new(AtomicUsize::new(0));
    let (most, most_each) = (
        settings.max_streams.or(settings.earlier_max_streams).unwrap_or(10_000) as usize,
        settings.max_streams_per_client as usize,
    );
    let streams = Arc::new(Streams::new(listeners.clone(), most, most_each));
    let metrics =
        Metrics::new(Sources { store: store.clone(), webhooks: webhooks.clone(), backups: backups.clone(), listeners });
    let state = AppState {
        store,
        verifier,
        keyring,
        webhooks,
        issuer,
        limits: limits(settings),
        rates: rates(settings),
        hashing: tokio::sync::Semaphore::new(2),
        stopping: tokio::sync::watch::Sender::new(false),
        streams,
        active: AtomicUsize::new(0),
        metrics,
        backups,
        database: place.database().describe(),
    };
    api::run(listener, tls, operators, state, html::SITE)
        .map_err(|error| CommandError::System("the server failed".to_owned(), error))
}

/// Requires an issuer where others can reach the registry: the address that a request names can be made up.
fn public_needs_issuer(settings: &Serve) -> Result<(), CommandError> {
    let why = if !settings.bind.ip().is_loopback() {
        format!("the registry listens on {}", settings.bind)
    } else if !settings.trusted_proxies.is_empty() {
        "a trusted proxy is set".to_owned()
    } else {
        return Ok(());
    };
    if settings.issuer.issuer.is_some() {
        return Ok(());
    }
    Err(CommandError::Refused(format!(
        "{why}, so it must know the address that clients use; add one of these:\n  \
         --issuer https://registry.example.org\n  PRESENCE_REGISTRY_ISSUER=https://registry.example.org"
    )))
}

fn listen(address: SocketAddr) -> Result<TcpListener, CommandError> {
    TcpListener::bind(address).map_err(|error| CommandError::System(format!("cannot listen on {address}"), error))
}

fn providers(settings: &Serve) -> Result<Vec<ProviderSettings>, CommandError> {
    let providers = settings.identity_providers.as_deref().map(ProviderSettings::read).transpose();
    let providers = providers.map_err(CommandError::Refused)?.unwrap_or_default();
    if providers.iter().any(|provider| provider.issuer == settings.issuer.issuer()) {
        return Err(CommandError::Refused("the registry itself is no outside identity provider".to_owned()));
    }
    Ok(providers)
}

/// Opens the store; makes its folder.
fn open(settings: &Serve) -> Result<Arc<Store>, CommandError> {
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
    make_folder(&place.data_dir)?;
    head::use_key(head_key(place.encryption_key()?));
    let mut store = Store::open(&database, settings.keep_idempotency_keys)?;
    if let Some(why) = store.read_only() {
        log::error!("the disk takes no writes ({why}): records can be read, and writes are refused until it does");
    }
    if let Some(replica) = &settings.database_read_url {
        store.read_from(replica.clone());
    }
    if settings.database_notify == "listen" {
        store.hear()?;
    }
    Ok(Arc::new(store))
}

/// The registry's private keys, from its database.
fn keyring(store: &Arc<Store>, with: EncryptionKey) -> Keyring {
    let store = store.clone();
    Keyring::new(with, move |id| store.private_key(id).map_err(|error| error.to_string()))
}

fn make_backups(settings: &Serve) -> Result<Option<Arc<Backups>>, CommandError> {
    let Some(every) = settings.backup_every else { return Ok(None) };
    let folder = settings.backup_dir.clone().unwrap_or_else(|| settings.place.data_dir.join("backups"));
    let schedule = Schedule { every, keep: settings.backup_keep as usize, folder };
    Ok(Some(backups::start(&settings.place.database(), schedule)?))
}

fn limits(settings: &Serve) -> Limits {
    Limits {
        body: settings.body_limit as usize,
        import_bytes: settings.import_max_bytes as usize,
        import_rows: settings.import_max_rows,
        attachment: settings.attachment_max_bytes as usize,
        waiting: settings.submissions_waiting as usize,
        arrival: settings.request_timeout,
        origins: settings.cors_origins.clone(),
        connections: settings.max_connections_per_address as usize,
        proxies: settings.trusted_proxies.clone(),
    }
}

fn rates(settings: &Serve) -> RateLimits {
    RateLimits::new(Rates {
        address: settings.limit_address.share(settings.instances),
        client: settings.limit_client.share(settings.instances),
        sign_in: settings.limit_sign_in.share(settings.instances),
        intake: settings.limit_intake.share(settings.instances),
    })
}

fn telling(settings: &Serve) -> webhooks::Settings {
    webhooks::Settings {
        private: settings.webhook_allow_private || settings.earlier_webhook_allow_private,
        first_pause: settings.webhook_retry,
        give_up: settings.webhook_give_up,
        keep: settings.keep_webhook_deliveries,
        source: format!("{}/v1/changes", settings.issuer.issuer().trim_end_matches('/')),
    }
}

fn welcome(settings: &Serve, listener: &TcpListener, store: &Store) {
    let snapshot = store.now();
    let address = listener.local_addr().map_or_else(|_| settings.bind.to_string(), |address| address.to_string());
    let (presences, posts) = (snapshot.presences.len(), snapshot.posts.len());
    let (place, revision) = (&settings.place, snapshot.revision());
    let url = if place.database_url.is_some() { " --database-url …" } else { "" };
    let scheme = if settings.tls_cert.is_some() { "https" } else { "http" };
    presence_client::to_stderr!(
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
        database = place.database().describe(),
        data_dir = place.data_dir.display(),
    );
}
