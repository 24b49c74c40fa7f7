//! Webhooks in the database: the typed tables of what the ledger says of them, and their secrets, encrypted, which come
//! and go in the same transaction.

use diesel::{
    ExpressionMethods, Insertable, QueryDsl, QueryResult, Queryable, RunQueryDsl, Selectable, SelectableHelper,
};

use super::{
    AnyConnection,
    schema::{webhook_secrets, webhooks},
};
use presence_core::Snapshot;
use presence_model::Webhook;

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
