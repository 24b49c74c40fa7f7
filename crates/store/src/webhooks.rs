//! Secrets of webhooks, which come and go in the same transaction as what the ledger says of them.

use diesel::{QueryDsl, RunQueryDsl};

use super::{Committed, Store, WriteError, WriteRequest, credential_tables::keep_private_key, schema::private_keys};
use presence_model::RecordCode;

/// A new secret of a webhook, encrypted.
pub struct SealedSecret {
    /// The webhook.
    pub webhook: RecordCode,
    /// The name under which it is kept.
    pub name: String,
    /// The encrypted secret.
    pub sealed: Vec<u8>,
}

impl Store {
    /// Carries out a command that gives a webhook a secret. The secret is kept in the same transaction, and those that
    /// the webhook has no more are forgotten; a repeated request keeps nothing new.
    ///
    /// # Errors
    /// Why it was not carried out.
    pub async fn execute_with_secret(
        &self,
        order: WriteRequest,
        secret: SealedSecret,
    ) -> Result<Committed, WriteError> {
        let answer = self.in_turn(move |connection, group| {
            let verdict = group.decide(connection, &order)?;
            if !matches!(verdict, Ok(Committed { replayed: false, .. })) {
                return Ok(verdict);
            }
            keep_private_key(connection, &secret.name, &secret.sealed)?;
            let known = group.snapshot.webhooks.get(&secret.webhook);
            let names: Vec<_> = known
                .map(|known| known.record.secrets.iter().map(|secret| known.record.kept_as(&secret.id)).collect())
                .unwrap_or_default();
            let own = format!("{}/%", secret.webhook);
            let own = diesel::TextExpressionMethods::like(private_keys::id, own);
            let kept: Vec<String> = private_keys::table.filter(own).select(private_keys::id).load(connection)?;
            for gone in kept.iter().filter(|name| !names.contains(name)) {
                diesel::delete(private_keys::table.find(gone)).execute(connection)?;
            }
            Ok(verdict)
        })?;
        crate::writer::answered(answer).await?
    }
}
