//! Commands that are decided and written together.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use diesel::{ExpressionMethods, Insertable, OptionalExtension, QueryDsl, Queryable, RunQueryDsl, Selectable};
use serde::Serialize;

use super::request::WriteResult;
use super::request::{Committed, Idempotency, WriteError, WriteRequest};
use crate::{
    connection::AnyConnection, error::StoreError, head, ledger, row_checksums::seal, schema::idempotency_keys, tables,
};
use presence_core::{Actor, Change, Decision, Record, Rejection, Snapshot, decide};
use presence_model::Timestamp;

#[derive(Insertable, Queryable, Selectable, Serialize)]
#[diesel(table_name = idempotency_keys)]
pub(crate) struct KeyRow {
    pub client: String,
    pub key: String,
    fingerprint: String,
    revision: Option<i64>,
    import: Option<String>,
    // Older rows were sealed without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    delivery: Option<String>,
    created_at: i64,
}

/// What a request with an Idempotency-Key brought about.
pub(crate) enum Effect {
    /// A change.
    Revision(u64),
    /// An import.
    Import(String),
    /// A delivery to a webhook.
    Delivery(String),
}

/// One transaction as far as it was decided.
pub(crate) struct Batch {
    pub(crate) before: Snapshot,
    /// The state that it leaves.
    pub(crate) snapshot: Snapshot,
    pub(crate) changes: Vec<Change>,
    pub(crate) keys: Vec<KeyRow>,
    /// Whether it has recorded anything.
    pub(crate) wrote: bool,
}

impl Batch {
    pub(crate) fn open(connection: &mut AnyConnection, known: &Snapshot) -> Result<Self, StoreError> {
        let mut before = known.clone();
        ledger::catch_up(connection, &mut before)?;
        Ok(Self { snapshot: before.clone(), before, changes: Vec::new(), keys: Vec::new(), wrote: false })
    }

    /// Puts into effect what was decided for today or earlier. Every write begins with this, so it happens once, with any
    /// number of instances.
    pub(crate) fn enact(&mut self) -> Result<(), StoreError> {
        let now = self.now();
        let due: Vec<_> = self.snapshot.due(now.date()).cloned().collect();
        for update in due {
            let enacted = update.enacted(self.snapshot.revision() + 1, now);
            log::info!("update {} takes effect: `{}`", update.id, update.subject.code());
            self.take(&Actor::registry("schedule"), Record::StatusUpdate(Arc::new(enacted)), now)?;
        }
        Ok(())
    }

    /// Writes what was decided since the last time.
    pub(crate) fn flush(&mut self, connection: &mut AnyConnection) -> Result<(), StoreError> {
        ledger::append(connection, &self.changes, &mut self.snapshot.log)?;
        tables::write(connection, &self.before, &self.snapshot, &self.changes)?;
        for key in &self.keys {
            let values = (key, idempotency_keys::seal.eq(seal(key)));
            diesel::insert_into(idempotency_keys::table).values(values).execute(connection)?;
        }
        self.wrote |= !self.changes.is_empty();
        self.changes.clear();
        self.keys.clear();
        self.before = self.snapshot.clone();
        Ok(())
    }

    /// Forgets what was decided since the last [`Batch::flush`].
    pub(crate) fn forget(&mut self) {
        self.changes.clear();
        self.snapshot = self.before.clone();
    }

    /// Decides one command against the state that the earlier ones of the group leave.
    pub(crate) fn decide(
        &mut self,
        connection: &mut AnyConnection,
        order: &WriteRequest,
    ) -> Result<WriteResult, StoreError> {
        if let Some(idempotency) = &order.idempotency
            && let Some(effect) = self.earlier(connection, &order.actor, idempotency)?
        {
            return Ok(match effect {
                Ok(Effect::Revision(revision)) => Ok(Committed { revision, replayed: true }),
                Ok(Effect::Import(_) | Effect::Delivery(_)) => Err(Rejection::KeyReused.into()),
                Err(rejection) => Err(rejection.into()),
            });
        }
        let now = self.now();
        let decided = catch_unwind(AssertUnwindSafe(|| decide(&self.snapshot, &order.actor, &order.command, now)));
        let done = match decided {
            Ok(Ok(Decision::Change(record))) => {
                self.take(&order.actor, record, now)?;
                Committed { revision: self.snapshot.revision(), replayed: false }
            }
            Ok(Ok(Decision::Several(records))) => {
                let revision = self.snapshot.revision() + 1;
                for record in records {
                    self.take(&order.actor, record, now)?;
                }
                Committed { revision, replayed: false }
            }
            // The office's own reference makes it safe to send twice, as a key does.
            Ok(Ok(Decision::Known(revision))) => Committed { revision, replayed: true },
            Ok(Err(rejection)) => return Ok(Err(rejection.into())),
            Err(_) => return Ok(Err(WriteError::Defect)),
        };
        if let Some(idempotency) = &order.idempotency {
            self.remember(&order.actor, idempotency, Effect::Revision(done.revision));
        }
        Ok(Ok(done))
    }

    /// The clock may step back; recorded times never do.
    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::now().max(self.snapshot.recorded_at())
    }

    pub(crate) fn take(&mut self, actor: &Actor, record: Record, now: Timestamp) -> Result<(), StoreError> {
        let change = Change { revision: self.snapshot.revision() + 1, recorded_at: now, actor: actor.clone(), record };
        self.snapshot.apply(&change).map_err(|error| StoreError::Ledger(error.to_string()))?;
        self.changes.push(change);
        Ok(())
    }

    /// Takes a change that was applied to the group's snapshot already.
    pub(crate) fn applied(&mut self, change: Change) {
        self.changes.push(change);
    }

    /// Keeps what a key brought about, in the same transaction.
    pub(crate) fn remember(&mut self, actor: &Actor, idempotency: &Idempotency, effect: Effect) {
        let (revision, import, delivery) = match effect {
            Effect::Revision(revision) => (Some(revision as i64), None, None),
            Effect::Import(id) => (None, Some(id), None),
            Effect::Delivery(id) => (None, None, Some(id)),
        };
        self.keys.push(KeyRow {
            client: actor.client.to_string(),
            key: idempotency.key.clone(),
            fingerprint: idempotency.fingerprint.clone(),
            revision,
            import,
            delivery,
            created_at: Timestamp::now().0,
        });
    }

    /// What this client's key brought about before, in this group or in the database; a rejection if that was for
    /// another request.
    pub(crate) fn earlier(
        &self,
        connection: &mut AnyConnection,
        actor: &Actor,
        idempotency: &Idempotency,
    ) -> Result<Option<Result<Effect, Rejection>>, StoreError> {
        let (client, key) = (&*actor.client, idempotency.key.as_str());
        let here = self.keys.iter().find(|row| row.client == client && row.key == key);
        let row = match here {
            Some(row) => Some((row.fingerprint.clone(), row.revision, row.import.clone(), row.delivery.clone())),
            None => idempotency_keys::table
                .filter(idempotency_keys::client.eq(client))
                .filter(idempotency_keys::key.eq(key))
                .select((
                    idempotency_keys::fingerprint,
                    idempotency_keys::revision,
                    idempotency_keys::import,
                    idempotency_keys::delivery,
                ))
                .first(connection)
                .optional()?,
        };
        type Row = (String, Option<i64>, Option<String>, Option<String>);
        Ok(row.map(|(fingerprint, revision, import, delivery): Row| {
            if fingerprint != idempotency.fingerprint {
                return Err(Rejection::KeyReused);
            }
            let revision = || Effect::Revision(revision.unwrap_or_default() as u64);
            Ok(import.map(Effect::Import).or(delivery.map(Effect::Delivery)).unwrap_or_else(revision))
        }))
    }
}

/// Appends records as changes of the registry itself: the baseline, test data. All or none.
pub(crate) fn append(
    connection: &mut AnyConnection,
    known: &Snapshot,
    actor: &Actor,
    records: impl FnOnce(&Snapshot) -> Vec<Record>,
) -> Result<Snapshot, StoreError> {
    connection.write(|connection| {
        let mut group = Batch::open(connection, known)?;
        let now = group.now();
        for record in records(&group.before) {
            group.take(actor, record, now)?;
        }
        group.flush(connection)?;
        head::write(connection, &group.snapshot.log)?;
        Ok(group.snapshot)
    })
}
