//! Work that takes a while, on other threads than the requests' own.

use std::time::Duration;

use actix_web::web;
use tokio::sync::Semaphore;

use super::problem::{self, Problem};

/// How many threads may wait for the database at once. One that hangs keeps its threads, but no more than these: those
/// that check passwords and read files are others.
static READS: Semaphore = Semaphore::const_new(8);
/// How long a request waits for a read of the database.
const READ_TIMEOUT: Duration = Duration::from_secs(10);

/// Reads from the database, on another thread than the request's own.
///
/// # Errors
/// 503 if the database does not answer in time.
pub async fn blocking<T: Send + 'static>(read: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    let done = async {
        let turn = READS.acquire().await;
        // Given back when the read ends, not when the client goes away.
        compute(move || {
            let _turn = turn;
            read()
        })
        .await
    };
    let late = |_| Problem::new(problem::UNAVAILABLE, "the database does not answer at present");
    tokio::time::timeout(READ_TIMEOUT, done).await.map_err(late)?
}

/// Does something that takes a while, without the database, on another thread than the request's own.
///
/// # Errors
/// 500 if it panics.
pub async fn compute<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    web::block(work).await.map_err(|_| Problem::new(problem::INTERNAL_ERROR, problem::INTERNAL_ERROR.advice))
}
