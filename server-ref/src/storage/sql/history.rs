//! The bounds of what is kept of the past, in SQL.

use async_trait::async_trait;
use pulse_protocol::Timestamp;

use super::change::Change;
use super::dialect::elements;
use super::rows::{time_column, write_json};
use super::{Backend, Connection};
use crate::storage::{HistoryBounds, HistoryStore, NotificationBounds, StoreError};

#[async_trait]
impl HistoryStore for Backend {
    async fn trim_history(
        &self,
        bounds: &HistoryBounds,
        now: Timestamp,
        limit: u32,
    ) -> Result<u64, StoreError> {
        self.change(Change::OldEvents(*bounds, now, limit)).await
    }

    async fn trim_notifications(
        &self,
        bounds: &NotificationBounds,
        now: Timestamp,
        limit: u32,
    ) -> Result<u64, StoreError> {
        let oldest = now.unix_ms().saturating_sub(bounds.age_ms);
        // Found outside of a write, since it looks at all that there are.
        let found: Vec<(String, String, String, String)> = sqlx::query_as(
            "SELECT environment, room, recipient, id FROM ( \
               SELECT environment, room, recipient, id, row_number() OVER ( \
                 PARTITION BY environment, room, recipient \
                 ORDER BY place DESC, created_at DESC, id DESC) AS newer \
               FROM notifications) AS numbered WHERE newer > $1 \
             UNION SELECT environment, room, recipient, id FROM notifications \
               WHERE created_at < $2 LIMIT $3",
        )
        .bind(i64::from(bounds.each))
        .bind(time_column(Timestamp::from_unix_ms(oldest)))
        .bind(i64::from(limit))
        .fetch_all(&self.pool)
        .await?;
        if found.is_empty() {
            return Ok(0);
        }
        self.change(Change::Notifications(found)).await
    }
}

pub(super) async fn trim(
    connection: &mut Connection,
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
    .execute(&mut *connection)
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
    .execute(&mut *connection)
    .await?
    .rows_affected();
    Ok(aged + surplus)
}

pub(super) async fn forget_notifications(
    connection: &mut Connection,
    which: &[(String, String, String, String)],
) -> Result<u64, StoreError> {
    let done = sqlx::query(concat!(
        "DELETE FROM notifications WHERE (environment, room, recipient, id) IN ( \
           SELECT value->>0, value->>1, value->>2, value->>3 FROM ",
        elements!("$1"),
        ")"
    ))
    .bind(write_json("notifications", &which)?)
    .execute(connection)
    .await?;
    Ok(done.rows_affected())
}
