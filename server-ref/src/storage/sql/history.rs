//! The bounds of history, in SQL.

use async_trait::async_trait;
use pulse_protocol::Timestamp;

use super::Backend;
use super::rows::time_column;
use crate::storage::{HistoryBounds, HistoryStore, StoreError};

#[async_trait]
impl HistoryStore for Backend {
    async fn trim_history(
        &self,
        bounds: &HistoryBounds,
        now: Timestamp,
        limit: u32,
    ) -> Result<u64, StoreError> {
        let oldest = now.unix_ms().saturating_sub(bounds.age_ms);
        let oldest = time_column(Timestamp::from_unix_ms(oldest));
        let aged = sqlx::query(
            "DELETE FROM events WHERE (environment, room, seq) IN ( \
               SELECT environment, room, seq FROM events WHERE created_at < $1 \
               ORDER BY created_at LIMIT $2)",
        )
        .bind(oldest)
        .bind(i64::from(limit))
        .execute(&self.pool)
        .await?
        .rows_affected();
        let left = u64::from(limit).saturating_sub(aged);
        let surplus = sqlx::query(
            "DELETE FROM events WHERE (environment, room, seq) IN ( \
               SELECT e.environment, e.room, e.seq FROM rooms r JOIN events e \
               ON e.environment = r.environment AND e.room = r.id AND e.seq <= r.seq - $1 LIMIT $2)",
        )
        .bind(i64::from(bounds.events))
        .bind(i64::try_from(left).unwrap_or(0))
        .execute(&self.pool)
        .await?
        .rows_affected();
        Ok(aged + surplus)
    }
}
