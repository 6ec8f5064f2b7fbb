//! Shared documents, in SQL.

use async_trait::async_trait;
use pulse_protocol::entity::EnvConfig;
use pulse_protocol::{EnvironmentId, RoomId, Timestamp};

use super::change::Change;
use super::dialect::days_kept;
use super::rows::time_column;
use super::{Backend, Connection};
use crate::storage::{Replacement, SharedDataStore, StoreError};

#[async_trait]
impl SharedDataStore for Backend {
    async fn shared_state(
        &self,
        environment: &EnvironmentId,
        room: &RoomId,
        oldest: Timestamp,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let row: Option<(Vec<u8>,)> = sqlx::query_as(
            "SELECT state FROM shared_states \
             WHERE environment = $1 AND room = $2 AND saved_at >= $3",
        )
        .bind(environment.as_str())
        .bind(room.as_str())
        .bind(time_column(oldest))
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.map(|(state,)| state))
    }

    async fn replace_shared_state(
        &self,
        environment: &EnvironmentId,
        room: &RoomId,
        state: Replacement,
    ) -> Result<bool, StoreError> {
        let change = Change::SharedState(environment.clone(), room.clone(), state);
        Ok(self.change(change).await? > 0)
    }

    async fn trim_shared_states(&self, now: Timestamp, limit: u32) -> Result<u64, StoreError> {
        self.change(Change::OldSharedStates(now, limit)).await
    }
}

pub(super) async fn replace(
    connection: &mut Connection,
    environment: &EnvironmentId,
    room: &RoomId,
    state: &Replacement,
) -> Result<u64, StoreError> {
    // No document is of no bytes, so they stand for none.
    let before = state.before.as_deref().unwrap_or_default();
    let done = sqlx::query(
        "INSERT INTO shared_states (environment, room, state, saved_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (environment, room) DO UPDATE \
         SET state = excluded.state, saved_at = excluded.saved_at \
         WHERE shared_states.state = $5 OR shared_states.saved_at < $6",
    )
    .bind(environment.as_str())
    .bind(room.as_str())
    .bind(state.state.as_slice())
    .bind(time_column(state.now))
    .bind(before)
    .bind(time_column(state.oldest))
    .execute(connection)
    .await?;
    Ok(done.rows_affected())
}

pub(super) async fn trim(
    connection: &mut Connection,
    now: Timestamp,
    limit: u32,
) -> Result<u64, StoreError> {
    let done = sqlx::query(concat!(
        "DELETE FROM shared_states WHERE (environment, room) IN ( \
           SELECT s.environment, s.room FROM shared_states s \
           JOIN environments e ON e.id = s.environment \
           WHERE s.saved_at < $1 - 86400000 * \
             coalesce(",
        days_kept!("e.settings"),
        ", $2) LIMIT $3)"
    ))
    .bind(time_column(now))
    .bind(i64::from(EnvConfig::default().p2p_state_ttl_days))
    .bind(i64::from(limit))
    .execute(connection)
    .await?;
    Ok(done.rows_affected())
}
