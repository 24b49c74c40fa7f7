//! What each command of the program does.

use std::{net::TcpListener, sync::Arc};

use crate::{
    api::{self, Limits, State},
    auth::{Grant, KeyError, SigningKey, Verifier},
    client::{self, ClientError},
    config::{Client, Command, Place, Serve, Token},
    model::{self, OfficeCode, RecordCode, Scope},
    registry::{self, Actor},
    store::{self, AnyConnection, DatabaseUrl, Store, StoreError, verify},
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
        Command::Token(wanted) => token(&wanted),
        Command::Client(Client::Add { place, office, name, scope }) => add_client(&place, office, name, scope),
        Command::Client(Client::List { place }) => list_clients(&place),
        Command::Client(Client::Disable { place, id }) => disable_client(&place, id),
        Command::Verify { place } => check(&place),
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
    let key = SigningKey::read_or_make(&place.signing_key())?;
    welcome(settings, &listener, &store);
    let limits = Limits {
        body: settings.body_limit as usize,
        import_bytes: settings.import_max_bytes as usize,
        import_rows: settings.import_max_rows,
        arrival: settings.request_timeout,
        origins: settings.cors_origins.clone(),
    };
    let verifier = Verifier::new(key, &settings.issuer.issuer, &settings.issuer.audience);
    api::run(listener, State { store, verifier, limits })
        .map_err(|error| CommandError::System("the server failed".to_owned(), error))
}

fn welcome(settings: &Serve, listener: &TcpListener, store: &Store) {
    let snapshot = store.now();
    let address = listener.local_addr().map_or_else(|_| settings.bind.to_string(), |address| address.to_string());
    let (presences, posts) = (snapshot.presences.len(), snapshot.posts.len());
    let (place, revision) = (&settings.place, snapshot.revision());
    let url = if place.database_url.is_some() { " --database-url …" } else { "" };
    eprintln!(
        "\nField Presence Registry {version}\n\
         \n  {presences} presences, {posts} adviser posts, revision {revision}\n\
         \n  API        http://{address}/v1\
         \n  Docs       http://{address}/docs\
         \n  Records    {database}\
         \n\n  A token for an office (its country's code):\
         \n  {program} token --office KEN --data-dir {data_dir}{url}\n",
        program = std::env::args().next().unwrap_or_else(|| "presence-registry".to_owned()),
        version = env!("CARGO_PKG_VERSION"),
        database = place.database().describe(),
        data_dir = place.data_dir.display(),
    );
}

fn token(wanted: &Token) -> Result<(), CommandError> {
    let mut connection = open(&wanted.place)?;
    let (client, office, may) = match &wanted.client {
        Some(id) => {
            let client = store::client(&mut connection, id)?;
            let client = client.ok_or_else(|| CommandError::Refused(format!("there is no client `{id}`")))?;
            if client.disabled {
                return Err(CommandError::Refused(format!("client `{id}` is disabled")));
            }
            (id.to_string(), client.office, client.scopes)
        }
        None => {
            let office = wanted.office.unwrap_or_else(OfficeCode::desk);
            (format!("cli:{office}"), office, Scope::default_for(office))
        }
    };
    known_office(&mut connection, office)?;
    let scopes = if wanted.scope.is_empty() { may.clone() } else { wanted.scope.clone() };
    if let Some(scope) = scopes.iter().find(|scope| !may.contains(scope)) {
        return Err(CommandError::Refused(format!("`{client}` may not have the scope {}", scope.as_str())));
    }
    let key = SigningKey::read(&wanted.place.signing_key())?;
    let grant = Grant { client, office, scopes, lifetime: wanted.expires_in };
    println!("{}", grant.issue(&key, &wanted.issuer.issuer, &wanted.issuer.audience));
    Ok(())
}

fn open(place: &Place) -> Result<AnyConnection, CommandError> {
    let mut connection = AnyConnection::open_existing(&place.database())?;
    connection.migrate()?;
    Ok(connection)
}

fn known_office(connection: &mut AnyConnection, office: OfficeCode) -> Result<(), CommandError> {
    let known = store::office_codes(connection)?;
    if known.iter().any(|code| code == office.as_str()) {
        return Ok(());
    }
    Err(CommandError::Refused(format!("there is no office `{office}`; the offices are {}", known.join(", "))))
}

fn add_client(place: &Place, office: OfficeCode, name: String, scopes: Vec<Scope>) -> Result<(), CommandError> {
    let mut connection = open(place)?;
    known_office(&mut connection, office)?;
    let name = name.trim().to_owned();
    if name.is_empty() || name.chars().count() > 200 || name.chars().any(char::is_control) {
        return Err(CommandError::Refused("a client's name has 1 to 200 visible characters".to_owned()));
    }
    let scopes = if scopes.is_empty() { Scope::default_for(office) } else { scopes };
    if let Some(scope) = scopes.iter().find(|scope| !Scope::default_for(office).contains(scope)) {
        return Err(CommandError::Refused(format!("a client of {office} may not have the scope {}", scope.as_str())));
    }
    let suffix = uuid::Uuid::new_v4().simple().to_string();
    let id = RecordCode::new(&format!("{}-{}", office.as_str().to_ascii_lowercase(), &suffix[..8]));
    let id = id.expect("an office's code and eight hexadecimal digits make a code");
    let client = Box::new(model::Client { id: id.clone(), office, name, scopes, disabled: false });
    command(&mut connection, &registry::Command::PutClient(client))?;
    println!("{id}");
    Ok(())
}

fn disable_client(place: &Place, id: RecordCode) -> Result<(), CommandError> {
    let mut connection = open(place)?;
    command(&mut connection, &registry::Command::DisableClient(id.clone()))?;
    eprintln!("client `{id}` is disabled");
    Ok(())
}

fn command(connection: &mut AnyConnection, command: &registry::Command) -> Result<(), CommandError> {
    let done = store::carry_out(connection, &Actor::registry("cli:HQ"), command)?;
    done.map(drop).map_err(|rejection| CommandError::Refused(rejection.to_string()))
}

fn list_clients(place: &Place) -> Result<(), CommandError> {
    let snapshot = store::replay(&mut open(place)?)?;
    for client in snapshot.clients.values() {
        let scopes: Vec<_> = client.scopes.iter().map(|scope| scope.as_str()).collect();
        let state = if client.disabled { "disabled" } else { "enabled" };
        println!("{}\t{}\t{state}\t{}\t{}", client.id, client.office, scopes.join(" "), client.name);
    }
    Ok(())
}

fn check(place: &Place) -> Result<(), CommandError> {
    let mut connection = open(place)?;
    let snapshot = store::replay(&mut connection)?;
    println!("{}", place.database().describe());
    println!("revision {}, recorded at {}", snapshot.revision(), snapshot.recorded_at());
    for (what, count) in verify::counts(&snapshot) {
        println!("{count:>9} {what}");
    }
    let differences = verify::differences(&mut connection, &snapshot)?;
    for difference in &differences {
        println!("{difference}");
    }
    if differences.is_empty() {
        println!("the tables say the same as the ledger");
        return Ok(());
    }
    Err(CommandError::Refused("the tables differ from the ledger; restore a backup and report this".to_owned()))
}
