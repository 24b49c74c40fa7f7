//! `token`, `client` and `keys`: credentials from the command line. They work while a server runs, which follows.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use serde_json::json;

use super::{
    CommandError,
    args::{Client, Keys, StorageArgs, Token},
    open,
};
use crate::api::clients::client_id;
use presence_auth::{Grant, KeyError, Keyring, PrivateKey, secret};
use presence_core::{Actor, ClientChange, Command, Rejection, Snapshot, body, input::client::client_keys};
use presence_model::{self as model, ClientKey, KeyAlgorithm, KeyPurpose, OfficeCode, RecordCode, Scope, Timestamp};
use presence_store::{self as store, AnyConnection, Store};

/// Prints a token.
pub fn token(wanted: &Token) -> Result<(), CommandError> {
    let mut connection = open(&wanted.place)?;
    let snapshot = store::replay(&mut connection)?;
    let (client, office, may) = match &wanted.client {
        Some(id) => {
            let client = snapshot.clients.get(id);
            let client = client.ok_or_else(|| CommandError::Refused(format!("there is no client `{id}`")))?;
            if client.record.disabled {
                return Err(CommandError::Refused(format!("client `{id}` is disabled")));
            }
            (id.to_string(), client.record.office, client.record.scopes.clone())
        }
        None => {
            let office = wanted.office.unwrap_or_else(OfficeCode::desk);
            (format!("cli:{office}"), office, Scope::possible_for(office))
        }
    };
    known_office(&snapshot, office)?;
    let default = if wanted.client.is_some() { may.clone() } else { Scope::default_for(office) };
    let scopes = if wanted.scope.is_empty() { default } else { wanted.scope.clone() };
    if let Some(scope) = scopes.iter().find(|scope| !may.contains(scope)) {
        return Err(CommandError::Refused(format!("`{client}` may not have the scope {}", scope.as_str())));
    }
    let sealed = fetch(connection);
    let key = Keyring::new(wanted.place.encryption_key()?, sealed).signing(&snapshot, KeyPurpose::Token)?;
    let grant = Grant { client, office, scopes, lifetime: wanted.expires_in };
    println!("{}", grant.issue(&key, wanted.issuer.issuer(), &wanted.issuer.audience));
    Ok(())
}

fn fetch(connection: AnyConnection) -> impl Fn(&str) -> Result<Option<Vec<u8>>, String> {
    let connection = std::sync::Mutex::new(connection);
    move |id| {
        let mut connection = connection.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        store::private_key(&mut connection, id).map_err(|error| error.to_string())
    }
}

fn known_office(snapshot: &Snapshot, office: OfficeCode) -> Result<(), CommandError> {
    if snapshot.offices.contains_key(&office) {
        return Ok(());
    }
    let known: Vec<_> = snapshot.offices.keys().map(ToString::to_string).collect();
    Err(CommandError::Refused(format!("there is no office `{office}`; the offices are {}", known.join(", "))))
}

fn execute(connection: &mut AnyConnection, known: &Snapshot, command: &Command) -> Result<u64, CommandError> {
    let done = store::execute(connection, known, &Actor::registry("cli:HQ"), command)?;
    done.map_err(|rejection| CommandError::Refused(rejection.to_string()))
}

/// Manages clients.
pub fn client(wanted: Client) -> Result<(), CommandError> {
    match wanted {
        Client::Add { place, office, name, scope, public_key } => {
            let keys = public_key.as_deref().map(public_keys).transpose()?.unwrap_or_default();
            add(&place, office, &name, scope, keys)
        }
        Client::Rotate { place, id, grace_period } => rotate(&place, id, grace_period),
        Client::List { place } => list(&place),
        Client::Disable { place, id } => {
            let describe = ClientChange::Describe { name: None, scopes: None, disabled: Some(true), keys: None };
            change(&mut open(&place)?, id.clone(), describe)?;
            presence_client::to_stderr!("client `{id}` is disabled");
            Ok(())
        }
    }
}

fn change(connection: &mut AnyConnection, id: RecordCode, change: ClientChange) -> Result<(), CommandError> {
    let known = store::replay(connection)?;
    execute(connection, &known, &Command::ChangeClient { id, change: Box::new(change), if_match: None }).map(drop)
}

/// Reads a JWK or a set of them; what is wrong is said as by the API.
fn public_keys(file: &Path) -> Result<Vec<ClientKey>, CommandError> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| CommandError::System(format!("cannot read {}", file.display()), error))?;
    let refused = |why: String| CommandError::Refused(format!("{}: {why}", file.display()));
    let value: serde_json::Value = serde_json::from_str(&text).map_err(|error| refused(error.to_string()))?;
    let keys = value.get("keys").cloned().unwrap_or_else(|| json!([value]));
    let faults = |faults: Vec<presence_core::Fault>| {
        refused(faults.into_iter().map(|fault| fault.detail).collect::<Vec<_>>().join("; "))
    };
    body::value(keys).map(client_keys).map_err(faults)
}

fn add(
    place: &StorageArgs,
    office: OfficeCode,
    name: &str,
    scopes: Vec<Scope>,
    keys: Vec<ClientKey>,
) -> Result<(), CommandError> {
    let mut connection = open(place)?;
    let known = store::replay(&mut connection)?;
    known_office(&known, office)?;
    let name = name.trim().to_owned();
    if name.is_empty() || name.chars().count() > 200 || name.chars().any(char::is_control) {
        return Err(CommandError::Refused("a client's name has 1 to 200 visible characters".to_owned()));
    }
    let scopes = if scopes.is_empty() { Scope::default_for(office) } else { scopes };
    let id = client_id(office);
    let (text, secrets) = if keys.is_empty() {
        let (text, secret) = secret::make();
        (Some(text), vec![secret])
    } else {
        (None, Vec::new())
    };
    let client = model::Client { id: id.clone(), office, name, scopes, disabled: false, secrets, keys };
    execute(&mut connection, &known, &Command::AddClient(Box::new(client)))?;
    println!("{id}");
    if let Some(text) = text {
        println!("{text}");
        presence_client::to_stderr!("the second line is its secret; it is not shown again");
    }
    Ok(())
}

fn rotate(place: &StorageArgs, id: RecordCode, keep: Duration) -> Result<(), CommandError> {
    let (text, secret) = secret::make();
    let until = Timestamp::now().0.saturating_add(i64::try_from(keep.as_micros()).unwrap_or(i64::MAX));
    change(&mut open(place)?, id, ClientChange::AddSecret(secret, Timestamp(until)))?;
    println!("{text}");
    presence_client::to_stderr!("this is its new secret; it is not shown again");
    Ok(())
}

fn list(place: &StorageArgs) -> Result<(), CommandError> {
    let snapshot = store::replay(&mut open(place)?)?;
    for client in snapshot.clients.values().map(|client| &client.record) {
        let scopes: Vec<_> = client.scopes.iter().map(|scope| scope.as_str()).collect();
        let state = if client.disabled { "disabled" } else { "enabled" };
        println!("{}\t{}\t{state}\t{}\t{}", client.id, client.office, scopes.join(" "), client.name);
    }
    Ok(())
}

/// Manages the registry's keys.
pub fn keys(wanted: Keys) -> Result<(), CommandError> {
    match wanted {
        Keys::List { place } => {
            let (snapshot, now) = (store::replay(&mut open(&place)?)?, Timestamp::now());
            for key in snapshot.keys.values() {
                let signs = snapshot.signing_key(key.purpose, now).is_some_and(|signing| signing.id == key.id);
                let state = match key.verifies_until {
                    Some(until) if until <= now => "retired".to_owned(),
                    Some(until) => format!("verifies until {until}"),
                    None if signs => "signs".to_owned(),
                    None => format!("signs from {}", key.signs_from),
                };
                let algorithm = key.public.algorithm().map_or("?", KeyAlgorithm::as_str);
                println!("{}\t{}\t{algorithm}\t{state}", key.id, key.purpose.as_str());
            }
            Ok(())
        }
        Keys::Rotate { place, algorithm, keep, now } => {
            let mut connection = open(&place)?;
            let known = store::replay(&mut connection)?;
            let id = add_key(&mut connection, &known, &place, algorithm, KeyPurpose::Token, now)?;
            let keep = if now { 0 } else { i64::try_from(keep.as_micros()).unwrap_or(i64::MAX / 2) };
            let until = Timestamp(Timestamp::now().0 + keep);
            let used = |key: &&std::sync::Arc<model::Key>| {
                key.purpose == KeyPurpose::Token && key.verifies_until.is_none_or(|known| known > until)
            };
            for key in known.keys.values().filter(used) {
                execute(&mut connection, &known, &Command::RetireKey(key.id.clone(), until))?;
            }
            println!("{id}");
            Ok(())
        }
    }
}

/// Makes a key: its private part is kept first, encrypted, and then the ledger names it.
fn add_key(
    connection: &mut AnyConnection,
    known: &Snapshot,
    place: &StorageArgs,
    algorithm: KeyAlgorithm,
    purpose: KeyPurpose,
    at_once: bool,
) -> Result<Box<str>, CommandError> {
    let (key, sealed) = PrivateKey::generate(algorithm).sealed(&place.encryption_key()?, purpose, at_once);
    store::keep_private_key(connection, &key.id, &sealed)?;
    let id = key.id.clone();
    execute(connection, known, &Command::AddKey { key: Box::new(key), first: false })?;
    Ok(id)
}

/// Makes the keys that a registry needs, if it has none yet. Of two processes that start together one makes them.
pub fn ensure_keys(place: &StorageArgs, store: &Store) -> Result<(), CommandError> {
    let with = place.encryption_key()?;
    let now = Timestamp::now();
    for purpose in [KeyPurpose::Token, KeyPurpose::Ledger] {
        let known = |snapshot: &Snapshot| snapshot.keys.values().any(|key| key.purpose == purpose && key.verifies(now));
        if known(&store.now()) {
            continue;
        }
        let mut connection = AnyConnection::open_existing(&place.database())?;
        let (key, sealed) = PrivateKey::generate(KeyAlgorithm::EdDSA).sealed(&with, purpose, true);
        store::keep_private_key(&mut connection, &key.id, &sealed)?;
        let command = Command::AddKey { key: Box::new(key), first: true };
        match store::execute(&mut connection, &store.now(), &Actor::registry("keys"), &command)? {
            Ok(_) | Err(Rejection::Exists { .. }) => {}
            Err(rejection) => return Err(CommandError::Refused(rejection.to_string())),
        }
        let begun = Instant::now();
        while !known(&store.now()) {
            if begun.elapsed() > Duration::from_secs(10) {
                return Err(KeyError::None.into());
            }
            store.look();
            std::thread::sleep(Duration::from_millis(5));
        }
    }
    Ok(())
}
