//! What is sent at once because somebody asks for it, outside the order: pings, and what was sent before.

use std::{sync::Arc, time::Duration};

use tokio::sync::OwnedSemaphorePermit;

use super::{Answer, Delivery, Message, Sender, Webhooks, event, pending};
use presence_core::{Actor, Rejection};
use presence_model::Webhook;
use presence_store::{Idempotency, StoreError, WriteError};

/// How long a repeated request waits for what the first is sending.
const TIMEOUT: Duration = Duration::from_secs(12);

/// Something that can be sent at once.
pub struct AtOnce {
    message: Message,
    delivery: Delivery,
}

impl Webhooks {
    /// A ping.
    #[must_use]
    pub fn ping(&self, webhook: &Webhook) -> Option<AtOnce> {
        let message = event::ping(webhook, &event::ping_id(webhook), &self.settings.source)?;
        let delivery = pending(webhook, &message.id, None, "ping", 1);
        Some(AtOnce { message, delivery })
    }

    /// What was sent before, under the same `webhook-id`.
    #[must_use]
    pub fn again(&self, webhook: &Webhook, before: &Delivery) -> Option<AtOnce> {
        let (source, moment) = (&self.settings.source, self.store.now());
        let message = match before.revision {
            Some(revision) => self.change(webhook, &moment, revision as u64),
            None => event::ping(webhook, &before.message, source),
        }?;
        let delivery = pending(webhook, &message.id, message.revision, "redelivery", before.attempt.saturating_add(1));
        Some(AtOnce { message, delivery })
    }

    /// Sends it, and says what came of it, and whether an earlier sending of the same request has sent it.
    ///
    /// # Errors
    /// When the key was used for something else, too much is being sent, or the database does not answer.
    pub async fn at_once(
        self: &std::sync::Arc<Self>,
        webhook: &Webhook,
        wanted: AtOnce,
        actor: Actor,
        idempotency: Option<Idempotency>,
    ) -> Result<(Delivery, bool), WriteError> {
        let busy = "too many messages are being sent by request; try again";
        let turn = self.by_request.clone().try_acquire_owned().map_err(|_| WriteError::Busy(busy))?;
        let AtOnce { message, mut delivery } = wanted;
        let (id, replayed) = self.store.begin_delivery(actor, idempotency, delivery.clone()).await?;
        if replayed {
            return Ok((self.done(webhook, &id, turn).await?, true));
        }
        let (webhooks, webhook) = (self.clone(), webhook.clone());
        // On a thread that goes on if the client does not wait.
        let send = move || {
            let _turn = turn;
            let (sender, secrets) = (Sender::new(webhooks.settings.private), webhooks.secrets(&webhook));
            let answer = Self::send(&sender, &webhook, &message, secrets.as_deref());
            end(&mut delivery, &answer);
            webhooks.store.end_delivery(delivery.clone())?;
            Ok(delivery)
        };
        let done = tokio::task::spawn_blocking(send).await.unwrap_or(Err(WriteError::Defect))?;
        Ok((done, false))
    }

    /// What came of what another request sends, or has sent.
    async fn done(&self, webhook: &Webhook, id: &str, turn: OwnedSemaphorePermit) -> Result<Delivery, WriteError> {
        // A read that hangs keeps the turn, so that there are never more of them than turns.
        let (end, turn) = (tokio::time::Instant::now() + TIMEOUT, Arc::new(turn));
        loop {
            let (store, webhook, id) = (self.store.clone(), webhook.id.clone(), id.to_owned());
            let (wanted, turn) = (id.clone(), turn.clone());
            let read = tokio::task::spawn_blocking(move || {
                let _turn = turn;
                store.delivery(&webhook, &wanted)
            });
            let late = |_| WriteError::Unavailable("the log of deliveries was not read in time".to_owned());
            let found = tokio::time::timeout_at(end, read).await.map_err(late)?.map_err(|_| WriteError::Defect)?;
            let found = found.map_err(|error: StoreError| WriteError::Unavailable(error.to_string()))?;
            match found {
                Some(found) if found.outcome != "pending" || tokio::time::Instant::now() > end => return Ok(found),
                Some(_) => tokio::time::sleep(Duration::from_millis(200)).await,
                None => {
                    // The log is kept for a while only.
                    return Err(Rejection::NotFound { kind: "delivery", code: id }.into());
                }
            }
        }
    }
}

fn end(delivery: &mut Delivery, answer: &Answer) {
    delivery.duration_ms = i64::try_from(answer.took.as_millis()).ok();
    delivery.outcome = if answer.delivered { "delivered" } else { "failed" }.to_owned();
    delivery.status = answer.status.map(i32::from);
    delivery.error.clone_from(&answer.error);
}
