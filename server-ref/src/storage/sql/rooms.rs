//! Rooms as a whole, in SQL.

use std::collections::HashMap;
use std::sync::Arc;

use super::Connection;
use async_trait::async_trait;
use pulse_protocol::entity::{ActivityLog, Notification, Reaction, Thread, User};
use pulse_protocol::limits::{ACTIVITY_ENTRIES, NOTIFICATIONS};
use pulse_protocol::{EnvironmentId, Epoch, RoomId, Seq, ThreadId, Timestamp, UserId};

use super::Backend;
use super::dialect::READING;
use super::jobs::Job;
use super::people::{self, PersonColumns};
use super::rows::{
    CommentColumns, ReactionColumns, ThreadColumns, comment, parse, reaction, read_json, read_word,
    seq, seq_column, thread, time,
};
use crate::storage::{
    CommitListener, DurableEvent, Extent, Page, PendingOutcome, RoomStore, Slice, Snapshot,
    StoreError, WholeThread, Write,
};

#[async_trait]
impl RoomStore for Backend {
    fn epoch(&self) -> &Epoch {
        &self.epoch
    }

    fn listen(&self, listener: Arc<dyn CommitListener>) {
        if self.listener.set(listener).is_err() {
            tracing::warn!("the store has a listener already");
        }
    }

    async fn enqueue(&self, write: Write) -> Result<PendingOutcome, StoreError> {
        self.submit(|reply| Job::Write(Box::new(write), reply))
            .await
    }

    fn waiting_writes(&self) -> usize {
        self.waiting()
    }

    async fn head(&self, environment: &EnvironmentId, room: &RoomId) -> Result<Seq, StoreError> {
        let mut connection = self.pool.acquire().await?;
        Room::of(&mut connection, environment, room).head().await
    }

    async fn snapshot(
        &self,
        environment: &EnvironmentId,
        room: &RoomId,
        user: &UserId,
        since: Option<Seq>,
        extent: Extent,
    ) -> Result<Snapshot, StoreError> {
        let mut transaction = self.pool.begin_with(READING).await?;
        let mut reader = Room::of(&mut transaction, environment, room);
        let seq = reader.head().await?;
        let events = match since {
            Some(since) => reader.events(since, seq, RESUMED_EVENTS).await?,
            None => None,
        };
        let resumed = events.is_some();
        let snapshot = Snapshot {
            seq,
            threads: if resumed {
                vec![]
            } else {
                reader.threads(extent).await?
            },
            reactions: if resumed {
                vec![]
            } else {
                reader.reactions(extent).await?
            },
            activity: if resumed {
                vec![]
            } else {
                reader.activity().await?
            },
            notifications: reader.notifications(user).await?,
            has_more: !resumed && extent == Extent::OpenThreads && reader.has_settled().await?,
            events,
        };
        transaction.commit().await?;
        Ok(snapshot)
    }

    async fn people(
        &self,
        environment: &EnvironmentId,
        room: &RoomId,
    ) -> Result<Vec<User>, StoreError> {
        let mut connection = self.pool.acquire().await?;
        Room::of(&mut connection, environment, room).users().await
    }

    async fn settled_threads(
        &self,
        environment: &EnvironmentId,
        room: &RoomId,
        changed_since: Timestamp,
        slice: &Slice,
    ) -> Result<(Seq, Page<WholeThread>), StoreError> {
        self.read_settled(environment, room, changed_since, slice)
            .await
    }

    async fn events_after(
        &self,
        environment: &EnvironmentId,
        room: &RoomId,
        after: Seq,
        limit: u32,
    ) -> Result<Option<Vec<DurableEvent>>, StoreError> {
        let mut transaction = self.pool.begin_with(READING).await?;
        let mut reader = Room::of(&mut transaction, environment, room);
        let head = reader.head().await?;
        let upto = Seq(head.0.min(after.0.saturating_add(u64::from(limit))));
        let events = reader.events(after, upto.max(after), limit).await?;
        transaction.commit().await?;
        Ok(events)
    }
}

/// Reads of one room, on one connection.
pub(super) struct Room<'a> {
    connection: &'a mut Connection,
    environment: &'a str,
    room: &'a str,
}

impl<'a> Room<'a> {
    pub(super) fn of(
        connection: &'a mut Connection,
        environment: &'a EnvironmentId,
        room: &'a RoomId,
    ) -> Self {
        Self {
            connection,
            environment: environment.as_str(),
            room: room.as_str(),
        }
    }

    pub(super) async fn head(&mut self) -> Result<Seq, StoreError> {
        let row: Option<(i64,)> =
            sqlx::query_as("SELECT seq FROM rooms WHERE environment = $1 AND id = $2")
                .bind(self.environment)
                .bind(self.room)
                .fetch_optional(&mut *self.connection)
                .await?;
        Ok(row.map_or(Seq::ZERO, |(head,)| seq(head)))
    }

    /// The events after one place up to another; `None` when they are too
    /// many or not all there.
    async fn events(
        &mut self,
        after: Seq,
        upto: Seq,
        limit: u32,
    ) -> Result<Option<Vec<DurableEvent>>, StoreError> {
        let Some(wanted) = upto.0.checked_sub(after.0) else {
            return Ok(None);
        };
        if wanted > u64::from(limit) {
            return Ok(None);
        }
        let rows: Vec<(i64, String)> = sqlx::query_as(
            "SELECT seq, frame FROM events \
             WHERE environment = $1 AND room = $2 AND seq > $3 AND seq <= $4 ORDER BY seq",
        )
        .bind(self.environment)
        .bind(self.room)
        .bind(seq_column(after))
        .bind(seq_column(upto))
        .fetch_all(&mut *self.connection)
        .await?;
        if rows.len() as u64 != wanted {
            return Ok(None);
        }
        let read = rows
            .into_iter()
            .map(|(at, frame)| DurableEvent::read(seq(at), frame));
        read.collect::<Result<_, _>>().map(Some)
    }

    /// The environment's people seen last, and everybody who wrote here.
    async fn users(&mut self) -> Result<Vec<User>, StoreError> {
        let rows: Vec<PersonColumns> = sqlx::query_as(
            "SELECT id, name, avatar FROM users WHERE environment = $1 AND id IN ( \
               SELECT id FROM (SELECT id FROM users WHERE environment = $1 \
                               ORDER BY seen_at DESC LIMIT $3) AS recent \
               UNION SELECT creator FROM threads WHERE environment = $1 AND room = $2 \
               UNION SELECT c.author FROM threads t JOIN comments c \
                     ON c.environment = t.environment AND c.thread = t.id \
                     WHERE t.environment = $1 AND t.room = $2 \
               UNION SELECT r.author FROM threads t JOIN reactions r \
                     ON r.environment = t.environment AND r.thread = t.id \
                     WHERE t.environment = $1 AND t.room = $2) \
             ORDER BY name, id",
        )
        .bind(self.environment)
        .bind(self.room)
        .bind(RECENT_USERS)
        .fetch_all(&mut *self.connection)
        .await?;
        rows.into_iter().map(people::user).collect()
    }

    async fn has_settled(&mut self) -> Result<bool, StoreError> {
        let row = sqlx::query(
            "SELECT 1 FROM threads WHERE environment = $1 AND room = $2 AND resolved = TRUE LIMIT 1",
        )
        .bind(self.environment)
        .bind(self.room)
        .fetch_optional(&mut *self.connection)
        .await?;
        Ok(row.is_some())
    }

    async fn threads(&mut self, extent: Extent) -> Result<Vec<Thread>, StoreError> {
        let rows: Vec<ThreadColumns> = sqlx::query_as(
            "SELECT id, room, resolved, position, created_at, updated_at, place FROM threads \
             WHERE environment = $1 AND room = $2 AND ($3 OR resolved = FALSE) ORDER BY place, id",
        )
        .bind(self.environment)
        .bind(self.room)
        .bind(extent == Extent::Everything)
        .fetch_all(&mut *self.connection)
        .await?;
        let mut threads = Vec::with_capacity(rows.len());
        let mut places: HashMap<ThreadId, usize> = HashMap::with_capacity(rows.len());
        for row in rows {
            let thread = thread(row)?;
            places.insert(thread.id.clone(), threads.len());
            threads.push(thread);
        }
        let rows: Vec<CommentColumns> = sqlx::query_as(
            "SELECT c.id, c.thread, c.author, c.body, c.mentions, c.attachments, c.created_at, c.edited_at \
             FROM threads t JOIN comments c ON c.environment = t.environment AND c.thread = t.id \
             WHERE t.environment = $1 AND t.room = $2 AND ($3 OR t.resolved = FALSE) \
             ORDER BY c.position",
        )
        .bind(self.environment)
        .bind(self.room)
        .bind(extent == Extent::Everything)
        .fetch_all(&mut *self.connection)
        .await?;
        for row in rows {
            let comment = comment(row)?;
            if let Some(&place) = places.get(&comment.thread_id) {
                threads[place].comments.push(comment);
            }
        }
        Ok(threads)
    }

    async fn reactions(&mut self, extent: Extent) -> Result<Vec<Reaction>, StoreError> {
        let rows: Vec<ReactionColumns> = sqlx::query_as(
            "SELECT r.id, r.target_type, r.target, r.author, r.emoji, r.created_at \
             FROM threads t JOIN reactions r ON r.environment = t.environment AND r.thread = t.id \
             WHERE t.environment = $1 AND t.room = $2 AND ($3 OR t.resolved = FALSE) \
             ORDER BY r.place, r.created_at, r.id",
        )
        .bind(self.environment)
        .bind(self.room)
        .bind(extent == Extent::Everything)
        .fetch_all(&mut *self.connection)
        .await?;
        rows.into_iter().map(reaction).collect()
    }

    async fn activity(&mut self) -> Result<Vec<ActivityLog>, StoreError> {
        let rows: Vec<(String,)> = sqlx::query_as(
            "SELECT entry FROM activity WHERE environment = $1 AND room = $2 \
             ORDER BY seq DESC LIMIT $3",
        )
        .bind(self.environment)
        .bind(self.room)
        .bind(i64::try_from(ACTIVITY_ENTRIES).unwrap_or(i64::MAX))
        .fetch_all(&mut *self.connection)
        .await?;
        let read = rows.iter().map(|(entry,)| read_json("activity", entry));
        read.collect()
    }

    async fn notifications(&mut self, user: &UserId) -> Result<Vec<Notification>, StoreError> {
        type Columns = (
            String,
            String,
            String,
            Option<String>,
            Option<String>,
            bool,
            i64,
        );
        let rows: Vec<Columns> = sqlx::query_as(
            "SELECT id, kind, actor, thread, comment, is_read, created_at FROM notifications \
             WHERE environment = $1 AND room = $2 AND recipient = $3 \
             ORDER BY place DESC, created_at DESC, id DESC LIMIT $4",
        )
        .bind(self.environment)
        .bind(self.room)
        .bind(user.as_str())
        .bind(i64::try_from(NOTIFICATIONS).unwrap_or(i64::MAX))
        .fetch_all(&mut *self.connection)
        .await?;
        let read = rows
            .into_iter()
            .map(|(id, kind, actor, thread, comment, read, created_at)| {
                Ok(Notification {
                    id: parse("notification id", &id)?,
                    kind: read_word("notification kind", &kind)?,
                    actor_id: parse("user id", &actor)?,
                    thread_id: thread.map(|id| parse("thread id", &id)).transpose()?,
                    comment_id: comment.map(|id| parse("comment id", &id)).transpose()?,
                    read,
                    created_at: time(created_at),
                })
            });
        read.collect()
    }
}

/// A client that missed more starts from a snapshot, which is smaller.
const RESUMED_EVENTS: u32 = 1000;
const RECENT_USERS: i64 = 1000;
