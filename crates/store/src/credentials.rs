//! What clients used, and the private parts of keys, as the server asks for them.

use std::collections::BTreeMap;

use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, RunQueryDsl};

use super::{
    AnyConnection, Store, StoreError, WriteError,
    credential_tables::private_key,
    row_checksums::seal,
    schema::{client_uses, used_assertions},
    writer::{Writer, WriterMessage},
};
use presence_model::{RecordCode, Timestamp};

impl Store {
    /// The encrypted private part of a key.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn private_key(&self, id: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.reading(|connection| private_key(connection, id))
    }

    /// When clients last got a token.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn client_uses(&self) -> Result<BTreeMap<String, Timestamp>, StoreError> {
        let rows: Vec<(String, i64)> = self.reading(|connection| {
            Ok(client_uses::table.select((client_uses::client, client_uses::used_at)).load(connection)?)
        })?;
        Ok(rows.into_iter().map(|(client, at)| (client, Timestamp(at))).collect())
    }

    /// Records that a client gets a token now, for this assertion if it sent one; `false` if that was used before.
    ///
    /// # Errors
    /// When the database does not answer; then the client gets no token.
    pub async fn use_credential(
        &self,
        client: RecordCode,
        assertion: Option<(String, Timestamp)>,
    ) -> Result<bool, WriteError> {
        let (reply, answer) = tokio::sync::oneshot::channel();
        let work = move |writer: &mut Writer| {
            let used = writer.transaction(|connection, _| record_use(connection, &client, assertion.as_ref()));
            if used.is_err() {
                writer.reconnect();
            }
            drop(reply.send(used.map_err(|error| WriteError::Unavailable(error.to_string()))));
        };
        let busy = "too many writes are waiting; try again";
        self.jobs.try_send(WriterMessage::Work(Box::new(work))).map_err(|_| WriteError::Busy(busy))?;
        crate::writer::answered(answer).await
    }
}

fn record_use(
    connection: &mut AnyConnection,
    client: &RecordCode,
    assertion: Option<&(String, Timestamp)>,
) -> Result<bool, StoreError> {
    let now = Timestamp::now().0;
    if let Some((assertion, until)) = assertion {
        diesel::delete(used_assertions::table.filter(used_assertions::until.lt(now))).execute(connection)?;
        let known: Option<i64> = used_assertions::table
            .find((client.as_str(), assertion))
            .select(used_assertions::until)
            .first(connection)
            .optional()?;
        if known.is_some() {
            return Ok(false);
        }
        let values = (
            used_assertions::client.eq(client.as_str()),
            used_assertions::assertion.eq(assertion),
            used_assertions::until.eq(until.0),
            used_assertions::seal.eq(seal(&(client, assertion, until.0))),
        );
        diesel::insert_into(used_assertions::table).values(values).execute(connection)?;
    }
    let used_at = (client_uses::used_at.eq(now), client_uses::seal.eq(seal(&(client, now))));
    if diesel::update(client_uses::table.find(client.as_str())).set(used_at.clone()).execute(connection)? == 0 {
        let values = (client_uses::client.eq(client.as_str()), used_at.0, used_at.1);
        diesel::insert_into(client_uses::table).values(values).execute(connection)?;
    }
    Ok(true)
}
