//! `/v1/admin/status`: how this instance does, for the desk.

use actix_web::{Responder, http::StatusCode, web::Data};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    authorized::{Authorized, scope},
    extract::{NoParameters, Query},
    operation::{Operations, declare},
    problem::Problem,
    respond::uncached,
    state::AppState,
};
use presence_model::Timestamp;

/// How an instance does. Figures of time are in seconds.
#[derive(Serialize, ToSchema)]
#[schema(as = AdminStatus)]
pub struct Status {
    /// The program's version.
    version: &'static str,
    /// `ok`, or `degraded`: the database does not answer or takes no writes, reads go on from memory.
    #[schema(example = "ok")]
    state: &'static str,
    /// For how long the process has run.
    uptime: u64,
    /// The newest revision here.
    #[schema(example = 434)]
    revision: u64,
    /// When it was recorded.
    recorded_at: Timestamp,
    /// The newest migration of this program.
    #[schema(example = "20241101000000")]
    schema: String,
    /// Which database it is.
    #[schema(example = "SQLite, registry-data/registry.db")]
    database: String,
    /// How long ago it last answered.
    database_silence: f64,
    /// Writes that wait.
    writes_waiting: i64,
    /// Large imports that this instance works on.
    imports_running: i64,
    /// Clients that follow the changes.
    feed_listeners: usize,
    /// Changes that wait for webhooks, up to 1,000 each.
    webhook_backlog: usize,
    /// The backups that this instance makes; `null`: it makes none.
    backups: Option<BackupStatus>,
}

/// How the backups do.
#[derive(Serialize, ToSchema)]
pub struct BackupStatus {
    /// When the newest was made; `null`: there is none yet.
    last: Option<Timestamp>,
    /// How often making one has failed since the process began.
    failures: u64,
}

/// Show how this instance does
///
/// For the desk. Of several instances the one that happens to answer.
#[utoipa::path(get, path = "/v1/admin/status", tag = "Operations", operation_id = "show_status",
    responses((status = 200, description = "How it does.", body = Status)))]
pub async fn show(
    _: Authorized<scope::AuditRead>,
    _: Query<NoParameters>,
    state: Data<AppState>,
) -> Result<impl Responder, Problem> {
    let (store, snapshot) = (&state.store, state.store.now());
    let backup = |known: &std::sync::Arc<presence_store::backups::Backups>| BackupStatus {
        last: known.last(),
        failures: known.failures(),
    };
    let status = Status {
        version: env!("CARGO_PKG_VERSION"),
        state: if super::health::degraded(&state).is_some() { "degraded" } else { "ok" },
        uptime: store.uptime().as_secs(),
        revision: snapshot.revision(),
        recorded_at: snapshot.recorded_at(),
        schema: presence_store::known_schema(),
        database: state.database.clone(),
        database_silence: store.silence().as_secs_f64(),
        writes_waiting: store.counted().waiting.get(),
        imports_running: store.counted().importing.get(),
        feed_listeners: state.streams.count(),
        webhook_backlog: state.webhooks.waiting(),
        backups: state.backups.as_ref().map(backup),
    };
    Ok(uncached(StatusCode::OK).json(status))
}

/// The operations on administration.
pub fn operations(operations: &mut Operations) {
    declare!(operations: show);
}
