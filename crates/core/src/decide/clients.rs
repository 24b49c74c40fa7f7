//! The rules of credentials: clients, their secrets, the registry's keys, revoked tokens.

use std::sync::Arc;

use super::{Decision, matches};
use crate::{
    change::{Actor, Record},
    fault::Rejection,
    snapshot::Snapshot,
};
use presence_model::{Client, ClientKey, Key, OfficeCode, RecordCode, Revocation, Scope, Secret, Timestamp};

/// What becomes different of a client.
#[derive(Clone, Debug)]
pub enum ClientChange {
    /// What it is and may do; what is `None` stays.
    Describe {
        /// Its name.
        name: Option<String>,
        /// Its scopes.
        scopes: Option<Vec<Scope>>,
        /// Whether it is disabled.
        disabled: Option<bool>,
        /// Its keys.
        keys: Option<Vec<ClientKey>>,
    },
    /// It gets a new secret. The one before holds until this moment; any before that do not hold any more.
    AddSecret(Secret, Timestamp),
    /// A secret does not hold any more.
    RemoveSecret(Box<str>),
    /// A secret's hash is replaced by a better one of the same secret.
    Rehash {
        /// Which secret.
        secret: Box<str>,
        /// Its hash.
        hash: Box<str>,
    },
}

/// Clients belong to their office; the desk manages all.
fn may_manage(actor: &Actor, office: OfficeCode) -> Result<(), Rejection> {
    if actor.office.manages(office) {
        return Ok(());
    }
    Err(Rejection::Forbidden(format!("clients of {office} are managed by {office} or the desk")))
}

fn may_have(office: OfficeCode, scopes: &[Scope]) -> Result<(), Rejection> {
    match scopes.iter().find(|scope| !Scope::possible_for(office).contains(scope)) {
        Some(scope) => {
            Err(Rejection::Forbidden(format!("clients of {office} may not have the scope `{}`", scope.as_str())))
        }
        None => Ok(()),
    }
}

pub(super) fn add(snapshot: &Snapshot, actor: &Actor, client: &Client) -> Result<Decision, Rejection> {
    may_manage(actor, client.office)?;
    may_have(client.office, &client.scopes)?;
    if !snapshot.offices.contains_key(&client.office) {
        return Err(Rejection::NotFound { kind: "office", code: client.office.to_string() });
    }
    if snapshot.clients.contains_key(&client.id) {
        return Err(Rejection::Exists { kind: "client", code: client.id.to_string() });
    }
    Ok(Decision::Change(Record::Client(Arc::new(client.clone()))))
}

pub(super) fn change(
    snapshot: &Snapshot,
    actor: &Actor,
    id: &RecordCode,
    change: &ClientChange,
    if_match: Option<&[u64]>,
    now: Timestamp,
) -> Result<Decision, Rejection> {
    let none = || Rejection::NotFound { kind: "client", code: id.to_string() };
    let listed = snapshot.clients.get(id).ok_or_else(none)?;
    // Another office's clients are none of anybody's business.
    may_manage(actor, listed.record.office).map_err(|_| none())?;
    matches(listed.revision, if_match)?;
    let known = &*listed.record;
    let mut client = known.clone();
    match change {
        ClientChange::Describe { name, scopes, disabled, keys } => {
            client.name = name.clone().unwrap_or(client.name);
            client.scopes = scopes.clone().unwrap_or(client.scopes);
            client.disabled = disabled.unwrap_or(client.disabled);
            client.keys = keys.clone().unwrap_or(client.keys);
            may_have(client.office, &client.scopes)?;
        }
        ClientChange::AddSecret(secret, older_until) => {
            client.secrets.retain(|secret| secret.holds(now));
            let last = client.secrets.pop().map(|last| Secret {
                expires_at: Some(last.expires_at.map_or(*older_until, |until| until.min(*older_until))),
                ..last
            });
            client.secrets = last.into_iter().filter(|last| last.holds(now)).chain([secret.clone()]).collect();
        }
        ClientChange::RemoveSecret(secret) => {
            let before = client.secrets.len();
            client.secrets.retain(|known| known.id != *secret);
            if client.secrets.len() == before {
                return Err(Rejection::NotFound { kind: "secret", code: secret.to_string() });
            }
        }
        ClientChange::Rehash { secret, hash } => {
            client.secrets.iter_mut().filter(|known| known.id == *secret).for_each(|known| known.hash.clone_from(hash));
        }
    }
    Ok(if client == *known {
        Decision::Known(listed.revision)
    } else {
        Decision::Change(Record::Client(Arc::new(client)))
    })
}

pub(super) fn revoke(snapshot: &Snapshot, revocation: &Revocation) -> Decision {
    if snapshot.revoked(&revocation.token) {
        return Decision::Known(snapshot.revision());
    }
    Decision::Change(Record::Revocation(Arc::new(revocation.clone())))
}

pub(super) fn add_key(snapshot: &Snapshot, key: &Key, first: bool, now: Timestamp) -> Result<Record, Rejection> {
    let known = || snapshot.keys.values().any(|other| other.purpose == key.purpose && other.verifies(now));
    if snapshot.keys.contains_key(&key.id) || (first && known()) {
        return Err(Rejection::Exists { kind: "key", code: key.id.to_string() });
    }
    Ok(Record::Key(Arc::new(key.clone())))
}

pub(super) fn retire_key(snapshot: &Snapshot, id: &str, until: Timestamp) -> Result<Record, Rejection> {
    let known = snapshot.keys.get(id).ok_or_else(|| Rejection::NotFound { kind: "key", code: id.to_owned() })?;
    Ok(Record::Key(Arc::new(Key { verifies_until: Some(until), ..(**known).clone() })))
}
