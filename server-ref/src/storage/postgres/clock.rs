//! The database's clock is everybody's: nodes whose own are apart would not
//! take each other's tokens, and would date one room's threads differently.

use std::time::Duration;

use pulse_protocol::Timestamp;
use sqlx::postgres::PgPool;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use crate::shell;
use crate::storage::StoreError;

/// Sets this process by the database.
pub(super) async fn set(pool: &PgPool) -> Result<(), StoreError> {
    let asked = shell::Stopwatch::start();
    let (ms,): (i64,) =
        sqlx::query_as("SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)")
            .fetch_one(pool)
            .await?;
    // The answer was half of the time on its way.
    let way_ms = asked.elapsed_ms() / 2;
    let there = Timestamp::from_unix_ms(ms.unsigned_abs() + way_ms);
    if let Some(apart_ms) = shell::set_clock(there, way_ms + TOLERATED_MS) {
        tracing::warn!(apart_ms, "this machine's clock is set by the database's");
    }
    Ok(())
}

/// Sets this process now and then, until the store is dropped.
pub(super) async fn keep_setting(pool: PgPool, ends: CancellationToken) {
    loop {
        tokio::select! {
            () = sleep(EVERY) => {}
            () = ends.cancelled() => return,
        }
        if let Err(error) = set(&pool).await {
            tracing::debug!(%error, "the database's clock could not be read");
        }
    }
}

const EVERY: Duration = Duration::from_secs(30);
/// Clocks that are closer than this are one clock.
const TOLERATED_MS: u64 = 250;
