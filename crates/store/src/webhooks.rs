//! Webhooks in the database: the typed tables of what the ledger says of them, and their secrets, encrypted, which come
//! and go in the same transaction.

use diesel::{
    ExpressionMethods, Insertable, QueryDsl, QueryResult, Queryable, RunQueryDsl, Selectable, SelectableHelper,
};

use super::{
    AnyConnection, Done, Order, Refusal, Store,
    credentials::keep_private_key,
    schema::{private_keys, webhook_secrets, webhooks},
};
use presence_core::Snapshot;
use presence_model::{RecordCode, Webhook};

#[derive(Insertable, Queryable, Selectable, Debug, PartialEq)]
#[diesel(table_name = webhooks)]
pub(super) struct WebhookRow {
    id: String,
    office: String,
    name: String,
    url: String,
    filters: String,
    since: i64,
    disabled: Option<String>,
    revision: i64,
}

impl WebhookRow {
    fn new(webhook: &Webhook, revision: u64) -> Self {
        Self {
            id: webhook.id.to_string(),
            office: webhook.office.to_string(),
            name: webhook.name.clone(),
            url: webhook.url.clone(),
            filters: serde_json::to_string(&webhook.filters).expect("filters are JSON"),
            since: webhook.since as i64,
            disabled: webhook.disabled.clone(),
            revision: revision as i64,
        }
    }
}

#[derive(Insertable, Queryable, Selectable, Debug, PartialEq)]
#[diesel(table_name = webhook_secrets)]
pub(super) struct SecretRow {
    webhook: String,
    id: String,
    sealed: String,
    created_at: i64,
    expires_at: Option<i64>,
}

fn secret_rows(webhook: &Webhook) -> impl Iterator<Item = SecretRow> {
    webhook.secrets.iter().map(|secret| SecretRow {
        webhook: webhook.id.to_string(),
        id: secret.id.to_string(),
        sealed: secret.sealed.to_string(),
        created_at: secret.created_at.0,
        expires_at: secret.expires_at.map(|until| until.0),
    })
}

/// Writes a webhook as the ledger has it now.
pub(super) fn put(connection: &mut AnyConnection, webhook: &Webhook, revision: u64) -> QueryResult<()> {
    let (row, id) = (WebhookRow::new(webhook, revision), webhook.id.as_str());
    let values = (
        webhooks::name.eq(&row.name),
        webhooks::url.eq(&row.url),
        webhooks::filters.eq(&row.filters),
        webhooks::disabled.eq(&row.disabled),
        webhooks::revision.eq(row.revision),
    );
    if diesel::update(webhooks::table.find(id)).set(values).execute(connection)? == 0 {
        diesel::insert_into(webhooks::table).values(&row).execute(connection)?;
    }
    diesel::delete(webhook_secrets::table.filter(webhook_secrets::webhook.eq(id))).execute(connection)?;
    for row in secret_rows(webhook) {
        diesel::insert_into(webhook_secrets::table).values(&row).execute(connection)?;
    }
    Ok(())
}

/// The rows that the ledger gives, and those that are there: for [`super::verify`].
#[derive(Debug, PartialEq)]
pub(super) struct Rows {
    pub webhooks: Vec<WebhookRow>,
    pub secrets: Vec<SecretRow>,
}

impl Rows {
    /// As the ledger gives them.
    pub fn expected(snapshot: &Snapshot) -> Self {
        let known = || snapshot.webhooks.values();
        Self {
            webhooks: known().map(|webhook| WebhookRow::new(&webhook.record, webhook.revision)).collect(),
            secrets: known().flat_map(|webhook| secret_rows(&webhook.record)).collect(),
        }
        .sorted()
    }

    /// As they are.
    pub fn read(connection: &mut AnyConnection) -> QueryResult<Self> {
        Ok(Self {
            webhooks: webhooks::table.select(WebhookRow::as_select()).load(connection)?,
            secrets: webhook_secrets::table.select(SecretRow::as_select()).load(connection)?,
        }
        .sorted())
    }

    fn sorted(mut self) -> Self {
        self.webhooks.sort_by(|a, b| a.id.cmp(&b.id));
        self.secrets.sort_by(|a, b| (&a.webhook, &a.id).cmp(&(&b.webhook, &b.id)));
        self
    }
}

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
    pub async fn carry_out_with_secret(&self, order: Order, secret: SealedSecret) -> Result<Done, Refusal> {
        let answer = self.in_turn(move |connection, group| {
            let verdict = group.decide(connection, &order)?;
            if !matches!(verdict, Ok(Done { replayed: false, .. })) {
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
        super::answered(answer).await?
    }
}
