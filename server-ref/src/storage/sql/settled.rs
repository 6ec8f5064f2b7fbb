//! Settled threads in pages, in SQL.

use pulse_protocol::{EnvironmentId, RoomId, Seq, Timestamp};

use super::Backend;
use super::catalog::{complete, parameters, thread_page};
use super::dialect::READING;
use super::rooms::Room;
use super::rows::{ThreadColumns, time_column};
use crate::storage::{Page, Slice, StoreError, WholeThread};

impl Backend {
    pub(super) async fn read_settled(
        &self,
        environment: &EnvironmentId,
        room: &RoomId,
        changed_since: Timestamp,
        slice: &Slice,
    ) -> Result<(Seq, Page<WholeThread>), StoreError> {
        let mut transaction = self.pool.begin_with(READING).await?;
        let seq = Room::of(&mut transaction, environment, room).head().await?;
        let (at, id, count) = parameters(slice);
        let at = if slice.after.is_none() { i64::MAX } else { at };
        let rows: Vec<ThreadColumns> = sqlx::query_as(
            "SELECT id, room, resolved, position, created_at, updated_at, place FROM threads \
             WHERE environment = $1 AND room = $2 AND (resolved = TRUE OR updated_at >= $3) \
             AND (place, id) < ($4, $5) \
             ORDER BY place DESC, id DESC LIMIT $6",
        )
        .bind(environment.as_str())
        .bind(room.as_str())
        .bind(time_column(changed_since))
        .bind(at)
        .bind(id)
        .bind(count)
        .fetch_all(&mut *transaction)
        .await?;
        let page = thread_page(rows, slice)?;
        let items = complete(&mut transaction, environment, page.items).await?;
        transaction.commit().await?;
        let next = page.next;
        Ok((seq, Page { items, next }))
    }
}
