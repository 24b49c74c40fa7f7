//! What belongs to submissions and is kept beside the ledger, where it can be erased: the hash of the submitter's
//! secret, an organisation's address, the bytes of a document. Written in the same transaction as the change that it
//! belongs to.

use std::collections::BTreeMap;

use diesel::{
    ExpressionMethods, Insertable, OptionalExtension, QueryDsl, QueryResult, Queryable, RunQueryDsl, Selectable,
    SelectableHelper,
};
use serde::Serialize;

use super::{
    AnyConnection, Store, StoreError, WriteError,
    hex::digest,
    row_checksums::{Seals, seal},
    schema::{submission_attachments, submission_keepers},
    writer::{Committed, WriteRequest, Writer, WriterMessage},
};
use presence_core::Snapshot;
use presence_model::RecordCode;

/// Who keeps a submission: how the secret is known again, and where to write to.
#[derive(Clone, Insertable, Queryable, Selectable, Serialize)]
#[diesel(table_name = submission_keepers)]
struct KeeperRow {
    submission: String,
    secret_hash: String,
    contact: Option<String>,
}

/// What is written beside a change of a submission.
#[derive(Debug)]
pub enum Beside {
    /// Nothing.
    Nothing,
    /// Of a new submission: the hash of its secret and the address to write to.
    Keeper {
        /// The hash.
        secret_hash: String,
        /// An organisation's address.
        contact: Option<String>,
    },
    /// Another address, or none.
    Contact(Option<String>),
    /// The bytes of its document.
    Attachment(Vec<u8>),
    /// The document and the address are erased.
    Erased,
}

/// What is kept of who keeps a submission.
#[derive(Clone, Debug, Default)]
pub struct Keeper {
    /// The hash of the secret.
    pub secret_hash: Option<String>,
    /// An organisation's address.
    pub contact: Option<String>,
}

impl Store {
    /// Carries out a command about a submission, and writes what stands beside it. Durable when this returns.
    ///
    /// # Errors
    /// Why it was not carried out.
    pub async fn submit_with_erasable_data(
        &self,
        order: WriteRequest,
        code: RecordCode,
        beside: Beside,
    ) -> Result<Committed, WriteError> {
        self.work(move |writer| {
            writer.transaction(|connection, group| {
                let verdict = group.decide(connection, &order)?;
                if let Ok(done) = &verdict {
                    write(connection, code.as_str(), &beside, done.replayed)?;
                }
                Ok(verdict)
            })
        })
        .await?
    }

    /// Writes what stands beside a submission, without a change of the submission itself.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn set_beside(&self, code: RecordCode, beside: Beside) -> Result<(), WriteError> {
        let write = move |connection: &mut AnyConnection| Ok(write(connection, code.as_str(), &beside, false)?);
        self.work(move |writer| writer.transaction(|connection, _| write(connection))).await
    }

    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Writer) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, WriteError> {
        let (reply, answer) = tokio::sync::oneshot::channel();
        let work = move |writer: &mut Writer| {
            let done = work(writer);
            if done.is_err() {
                writer.reconnect();
            }
            drop(reply.send(done.map_err(|error| match error.is_constraint() {
                true => WriteError::Defect,
                false => WriteError::Unavailable(error.to_string()),
            })));
        };
        let busy = "too many writes are waiting; this one was not carried out";
        self.jobs.try_send(WriterMessage::Work(Box::new(work))).map_err(|_| WriteError::Busy(busy))?;
        crate::writer::answered(answer).await
    }

    /// Who keeps a submission; nobody, if there is none with this code.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn keeper(&self, code: &str) -> Result<Keeper, StoreError> {
        let row = self.reading(|connection| {
            let row = submission_keepers::table.find(code).select(KeeperRow::as_select()).first(connection);
            Ok(row.optional()?)
        })?;
        let keeper = |row: KeeperRow| Keeper { secret_hash: Some(row.secret_hash), contact: row.contact };
        Ok(row.map(keeper).unwrap_or_default())
    }

    /// The bytes of a submission's document.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn attachment(&self, code: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.reading(|connection| bytes(connection, code))
    }
}

fn bytes(connection: &mut AnyConnection, code: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let content = submission_attachments::table.find(code).select(submission_attachments::content);
    Ok(content.first(connection).optional()?)
}

fn write(connection: &mut AnyConnection, code: &str, beside: &Beside, replayed: bool) -> QueryResult<()> {
    match beside {
        // The secret of a submission that was made before is not replaced.
        Beside::Keeper { .. } if replayed => Ok(()),
        Beside::Keeper { secret_hash, contact } => {
            let row =
                KeeperRow { submission: code.to_owned(), secret_hash: secret_hash.clone(), contact: contact.clone() };
            let values = (&row, submission_keepers::seal.eq(seal(&row)));
            diesel::insert_into(submission_keepers::table).values(values).execute(connection).map(drop)
        }
        Beside::Contact(contact) => put_contact(connection, code, contact.clone()),
        Beside::Attachment(content) => {
            let values = submission_attachments::content.eq(content);
            let found = submission_attachments::table.find(code);
            if diesel::update(found).set(values).execute(connection)? == 0 {
                let values = (submission_attachments::submission.eq(code), values);
                diesel::insert_into(submission_attachments::table).values(values).execute(connection)?;
            }
            Ok(())
        }
        Beside::Erased => {
            diesel::delete(submission_attachments::table.find(code)).execute(connection)?;
            put_contact(connection, code, None)
        }
        Beside::Nothing => Ok(()),
    }
}

fn put_contact(connection: &mut AnyConnection, code: &str, contact: Option<String>) -> QueryResult<()> {
    let row = submission_keepers::table.find(code).select(KeeperRow::as_select()).first(connection).optional()?;
    let Some(row) = row else { return Ok(()) };
    let row = KeeperRow { contact, ..row };
    let values = (submission_keepers::contact.eq(&row.contact), submission_keepers::seal.eq(seal(&row)));
    diesel::update(submission_keepers::table.find(code)).set(values).execute(connection).map(drop)
}

/// Seals all rows anew.
pub(super) fn renew(connection: &mut AnyConnection) -> QueryResult<()> {
    for row in submission_keepers::table.select(KeeperRow::as_select()).load(connection)? {
        let sealed = submission_keepers::seal.eq(seal(&row));
        diesel::update(submission_keepers::table.find(&row.submission)).set(sealed).execute(connection)?;
    }
    Ok(())
}

/// What does not agree with the ledger, or was changed: for `verify`.
pub(super) fn broken(
    connection: &mut AnyConnection,
    snapshot: &Snapshot,
    seals: Seals,
    check: &mut impl FnMut(String, bool),
) -> Result<(), StoreError> {
    let rows: Vec<(KeeperRow, String)> =
        submission_keepers::table.select((KeeperRow::as_select(), submission_keepers::seal)).load(connection)?;
    let mut keepers: BTreeMap<&str, bool> =
        rows.iter().map(|(row, sealed)| (row.submission.as_str(), seals.hold(row, Some(sealed)))).collect();
    let mut documents: Vec<String> =
        submission_attachments::table.select(submission_attachments::submission).load(connection)?;
    for kept in snapshot.programme.submissions.values() {
        let submission = kept.record();
        let code = submission.code.as_str();
        check(format!("submission_keepers {code}"), keepers.remove(code) == Some(true));
        let known = submission.attachment.as_ref().filter(|_| !submission.withdrawn);
        let Some(known) = known else { continue };
        documents.retain(|other| other != code);
        let same = bytes(connection, code)?.is_some_and(|bytes| digest(&bytes) == known.sha256);
        check(format!("submission_attachments {code}"), same);
    }
    for code in keepers.keys() {
        check(format!("submission_keepers {code}"), false);
    }
    for code in documents {
        check(format!("submission_attachments {code}"), false);
    }
    Ok(())
}
