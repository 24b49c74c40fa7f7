//! Credentials in the database: the typed tables of what the ledger says of them, and what is kept beside the ledger:
//! encrypted private keys, when clients were last seen, assertions that were used.

use diesel::{
    ExpressionMethods, Insertable, OptionalExtension, QueryDsl, QueryResult, Queryable, RunQueryDsl, Selectable,
    SelectableHelper,
};

use super::{
    AnyConnection, StoreError,
    schema::{client_keys, client_secrets, clients, private_keys, revocations, signing_keys},
};
use presence_core::Snapshot;
use presence_model::{Client, Key, Revocation, Scope};

#[derive(Insertable, Queryable, Selectable, Debug, PartialEq)]
#[diesel(table_name = clients)]
pub(super) struct ClientRow {
    id: String,
    office: String,
    name: String,
    scopes: String,
    disabled: bool,
    revision: i64,
}

impl ClientRow {
    fn new(client: &Client, revision: u64) -> Self {
        let scopes: Vec<_> = client.scopes.iter().map(|scope: &Scope| scope.as_str()).collect();
        Self {
            id: client.id.to_string(),
            office: client.office.to_string(),
            name: client.name.clone(),
            scopes: scopes.join(" "),
            disabled: client.disabled,
            revision: revision as i64,
        }
    }
}

#[derive(Insertable, Queryable, Selectable, Debug, PartialEq)]
#[diesel(table_name = client_secrets)]
pub(super) struct SecretRow {
    client: String,
    id: String,
    hash: String,
    created_at: i64,
    expires_at: Option<i64>,
}

fn secret_rows(client: &Client) -> impl Iterator<Item = SecretRow> {
    client.secrets.iter().map(|secret| SecretRow {
        client: client.id.to_string(),
        id: secret.id.to_string(),
        hash: secret.hash.to_string(),
        created_at: secret.created_at.0,
        expires_at: secret.expires_at.map(|until| until.0),
    })
}

#[derive(Insertable, Queryable, Selectable, Debug, PartialEq)]
#[diesel(table_name = client_keys)]
pub(super) struct ClientKeyRow {
    client: String,
    kid: String,
    jwk: String,
}

fn client_key_rows(client: &Client) -> impl Iterator<Item = ClientKeyRow> {
    client.keys.iter().map(|key| ClientKeyRow {
        client: client.id.to_string(),
        kid: key.kid.to_string(),
        jwk: json(&key.public),
    })
}

#[derive(Insertable, Queryable, Selectable, Debug, PartialEq)]
#[diesel(table_name = signing_keys)]
pub(super) struct KeyRow {
    id: String,
    purpose: String,
    jwk: String,
    signs_from: i64,
    verifies_until: Option<i64>,
    sealed: String,
}

impl KeyRow {
    fn new(key: &Key) -> Self {
        Self {
            id: key.id.to_string(),
            purpose: key.purpose.as_str().to_owned(),
            jwk: json(&key.public),
            signs_from: key.signs_from.0,
            verifies_until: key.verifies_until.map(|until| until.0),
            sealed: key.sealed.to_string(),
        }
    }
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("keys are JSON")
}

/// Writes a client as the ledger has it now.
pub(super) fn put_client(connection: &mut AnyConnection, client: &Client, revision: u64) -> QueryResult<()> {
    let (row, id) = (ClientRow::new(client, revision), client.id.as_str());
    let values = (
        clients::office.eq(&row.office),
        clients::name.eq(&row.name),
        clients::scopes.eq(&row.scopes),
        clients::disabled.eq(row.disabled),
        clients::revision.eq(row.revision),
    );
    if diesel::update(clients::table.find(id)).set(values).execute(connection)? == 0 {
        diesel::insert_into(clients::table).values(&row).execute(connection)?;
    }
    diesel::delete(client_secrets::table.filter(client_secrets::client.eq(id))).execute(connection)?;
    for row in secret_rows(client) {
        diesel::insert_into(client_secrets::table).values(&row).execute(connection)?;
    }
    diesel::delete(client_keys::table.filter(client_keys::client.eq(id))).execute(connection)?;
    for row in client_key_rows(client) {
        diesel::insert_into(client_keys::table).values(&row).execute(connection)?;
    }
    Ok(())
}

/// Writes a key as the ledger has it now.
pub(super) fn put_key(connection: &mut AnyConnection, key: &Key) -> QueryResult<()> {
    let row = KeyRow::new(key);
    let changed = (signing_keys::verifies_until.eq(row.verifies_until), signing_keys::sealed.eq(&row.sealed));
    if diesel::update(signing_keys::table.find(&row.id)).set(changed).execute(connection)? == 0 {
        diesel::insert_into(signing_keys::table).values(&row).execute(connection)?;
    }
    Ok(())
}

pub(super) fn put_revocation(connection: &mut AnyConnection, record: &Revocation) -> QueryResult<()> {
    let values = (revocations::token.eq(&*record.token), revocations::until.eq(record.until as i64));
    diesel::insert_into(revocations::table).values(values).execute(connection).map(drop)
}

/// The rows that the ledger gives, and those that are there: for [`super::verify`].
#[derive(Debug, Default, PartialEq)]
pub(super) struct Rows {
    pub clients: Vec<ClientRow>,
    pub secrets: Vec<SecretRow>,
    pub client_keys: Vec<ClientKeyRow>,
    pub keys: Vec<KeyRow>,
    pub revocations: Vec<(String, i64)>,
}

impl Rows {
    /// As the ledger gives them.
    pub fn expected(snapshot: &Snapshot) -> Self {
        let clients = || snapshot.clients.values();
        Self {
            clients: clients().map(|client| ClientRow::new(&client.record, client.revision)).collect(),
            secrets: clients().flat_map(|client| secret_rows(&client.record)).collect(),
            client_keys: clients().flat_map(|client| client_key_rows(&client.record)).collect(),
            keys: snapshot.keys.values().map(|key| KeyRow::new(key)).collect(),
            revocations: snapshot.revocations().map(|(token, until)| (token.to_owned(), until as i64)).collect(),
        }
        .sorted()
    }

    /// As they are.
    pub fn read(connection: &mut AnyConnection) -> QueryResult<Self> {
        Ok(Self {
            clients: clients::table.select(ClientRow::as_select()).load(connection)?,
            secrets: client_secrets::table.select(SecretRow::as_select()).load(connection)?,
            client_keys: client_keys::table.select(ClientKeyRow::as_select()).load(connection)?,
            keys: signing_keys::table.select(KeyRow::as_select()).load(connection)?,
            revocations: revocations::table.select((revocations::token, revocations::until)).load(connection)?,
        }
        .sorted())
    }

    fn sorted(mut self) -> Self {
        self.clients.sort_by(|a, b| a.id.cmp(&b.id));
        self.secrets.sort_by(|a, b| (&a.client, &a.id).cmp(&(&b.client, &b.id)));
        self.client_keys.sort_by(|a, b| (&a.client, &a.kid).cmp(&(&b.client, &b.kid)));
        self.keys.sort_by(|a, b| a.id.cmp(&b.id));
        self.revocations.sort();
        self
    }
}

/// Keeps the encrypted private part of a key. Nobody uses it before the ledger names the key.
///
/// # Errors
/// When the database refuses.
pub fn keep_private_key(connection: &mut AnyConnection, id: &str, sealed: &[u8]) -> Result<(), StoreError> {
    let values = (private_keys::id.eq(id), private_keys::sealed.eq(sealed));
    diesel::insert_into(private_keys::table).values(values).execute(connection)?;
    Ok(())
}

/// The encrypted private part of a key.
///
/// # Errors
/// When the database does not answer.
pub fn private_key(connection: &mut AnyConnection, id: &str) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(private_keys::table.find(id).select(private_keys::sealed).first(connection).optional()?)
}
