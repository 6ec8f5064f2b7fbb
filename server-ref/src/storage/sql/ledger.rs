//! The steps of a write, in SQL.

use super::Connection;
use async_trait::async_trait;
use axum::extract::ws::Utf8Bytes;
use pulse_protocol::entity::{ActivityLog, Comment, Notification, TargetType};
use pulse_protocol::{
    CommentId, EnvironmentId, NotificationId, OpId, ReactionId, RoomId, Seq, ThreadId, Timestamp,
    UserId,
};

use super::dialect::for_update;
use super::notices;
use super::rows::{
    CommentColumns, comment, parse, reaction, read_json, seq, seq_column, time_column, verbatim,
    write_json, write_word,
};
use crate::storage::ledger::{Ledger, ReactionRow, ThreadRow};
use crate::storage::{DurableEvent, StoreError, StoredOutcome, Write};

pub(super) struct SqlLedger<'a> {
    pub(super) connection: &'a mut Connection,
    pub(super) environment: &'a str,
    pub(super) room: &'a str,
}

impl<'a> SqlLedger<'a> {
    /// The ledger of a write's room.
    pub(super) fn of(connection: &'a mut Connection, write: &'a Write) -> Self {
        Self::new(connection, &write.actor.environment, &write.room)
    }

    pub(super) fn new(
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

    async fn exists(&mut self, sql: &'static str, id: &str) -> Result<bool, StoreError> {
        let found = sqlx::query(sql)
            .bind(self.environment)
            .bind(id)
            .bind(self.room)
            .fetch_optional(&mut *self.connection)
            .await?;
        Ok(found.is_some())
    }

    /// Runs a statement whose first parameters are the environment and an id.
    async fn execute(&mut self, sql: &'static str, id: &str) -> Result<u64, StoreError> {
        let done = sqlx::query(sql)
            .bind(self.environment)
            .bind(id)
            .execute(&mut *self.connection)
            .await?;
        Ok(done.rows_affected())
    }
}

#[async_trait]
impl Ledger for SqlLedger<'_> {
    async fn operation(
        &mut self,
        author: &str,
        id: &OpId,
    ) -> Result<Option<StoredOutcome>, StoreError> {
        type Columns = (Option<i64>, Option<String>, Option<String>, Option<String>);
        let row: Option<Columns> = sqlx::query_as(
            "SELECT seq, refusal, request, event FROM operations WHERE environment = $1 AND author = $2 AND id = $3",
        )
        .bind(self.environment)
        .bind(author)
        .bind(id.as_str())
        .fetch_optional(&mut *self.connection)
        .await?;
        let Some((at, refusal, request, event)) = row else {
            return Ok(None);
        };
        let refusal = refusal
            .map(|text| read_json("refusal", &text))
            .transpose()?;
        Ok(Some(StoredOutcome {
            seq: at.map(seq),
            refusal,
            request,
            event: event.map(Into::into),
        }))
    }

    async fn keep_operation(
        &mut self,
        author: &str,
        id: &OpId,
        outcome: &StoredOutcome,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let refusal = outcome
            .refusal
            .as_ref()
            .map(|refusal| write_json("refusal", refusal))
            .transpose()?;
        sqlx::query("INSERT INTO operations (environment, author, id, seq, refusal, request, event, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
            .bind(self.environment)
            .bind(author)
            .bind(id.as_str())
            .bind(outcome.seq.map(seq_column))
            .bind(refusal)
            .bind(outcome.request.as_deref())
            .bind(outcome.event.as_ref().map(Utf8Bytes::as_str))
            .bind(time_column(at))
            .execute(&mut *self.connection)
            .await?;
        Ok(())
    }

    async fn ensure_room(&mut self, at: Timestamp) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO rooms (environment, id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
            .bind(self.environment)
            .bind(self.room)
            .bind(time_column(at))
            .execute(&mut *self.connection)
            .await?;
        Ok(())
    }

    async fn head(&mut self) -> Result<Seq, StoreError> {
        let row: Option<(i64,)> = sqlx::query_as(HEAD)
            .bind(self.environment)
            .bind(self.room)
            .fetch_optional(&mut *self.connection)
            .await?;
        Ok(row.map_or(Seq::ZERO, |(head,)| seq(head)))
    }

    async fn append(&mut self, event: &DurableEvent, at: Timestamp) -> Result<(), StoreError> {
        let place = seq_column(event.seq);
        sqlx::query("UPDATE rooms SET seq = $3 WHERE environment = $1 AND id = $2")
            .bind(self.environment)
            .bind(self.room)
            .bind(place)
            .execute(&mut *self.connection)
            .await?;
        sqlx::query(
            "INSERT INTO events (environment, room, seq, frame, created_at) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(self.environment)
        .bind(self.room)
        .bind(place)
        .bind(event.v2.as_str())
        .bind(time_column(at))
        .execute(&mut *self.connection)
        .await?;
        if event.seq.0.is_multiple_of(TRIM_EVERY) {
            for (sql, kept) in [
                (
                    "DELETE FROM events WHERE environment = $1 AND room = $2 AND seq <= $3",
                    EVENTS_KEPT,
                ),
                (
                    "DELETE FROM activity WHERE environment = $1 AND room = $2 AND seq <= $3",
                    ACTIVITY_KEPT,
                ),
            ] {
                sqlx::query(sql)
                    .bind(self.environment)
                    .bind(self.room)
                    .bind(place - kept)
                    .execute(&mut *self.connection)
                    .await?;
            }
        }
        Ok(())
    }

    async fn keep_activity(&mut self, seq: Seq, entry: &ActivityLog) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO activity (environment, room, seq, entry) VALUES ($1, $2, $3, $4)")
            .bind(self.environment)
            .bind(self.room)
            .bind(seq_column(seq))
            .bind(write_json("activity", entry)?)
            .execute(&mut *self.connection)
            .await?;
        Ok(())
    }

    async fn thread_is_elsewhere(&mut self, id: &ThreadId) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM threads WHERE environment = $1 AND id = $2 AND room <> $3";
        self.exists(sql, id.as_str()).await
    }

    async fn thread(&mut self, id: &ThreadId) -> Result<Option<ThreadRow>, StoreError> {
        let row: Option<(String, bool, Option<String>)> = sqlx::query_as(
            "SELECT creator, resolved, position FROM threads WHERE environment = $1 AND id = $2 AND room = $3",
        )
        .bind(self.environment)
        .bind(id.as_str())
        .bind(self.room)
        .fetch_optional(&mut *self.connection)
        .await?;
        row.map(|(creator, resolved, position)| {
            Ok(ThreadRow {
                id: id.clone(),
                creator: parse("user id", &creator)?,
                resolved,
                position: verbatim(position)?,
            })
        })
        .transpose()
    }

    async fn insert_thread(
        &mut self,
        thread: &ThreadRow,
        place: Seq,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO threads (environment, id, room, creator, resolved, position, created_at, updated_at, place) VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8)")
            .bind(self.environment)
            .bind(thread.id.as_str())
            .bind(self.room)
            .bind(thread.creator.as_str())
            .bind(thread.resolved)
            .bind(thread.position.as_ref().map(pulse_protocol::Verbatim::as_str))
            .bind(time_column(at))
            .bind(seq_column(place))
            .execute(&mut *self.connection)
            .await?;
        Ok(())
    }

    async fn update_thread(&mut self, thread: &ThreadRow, at: Timestamp) -> Result<(), StoreError> {
        sqlx::query("UPDATE threads SET resolved = $3, position = $4, updated_at = $5 WHERE environment = $1 AND id = $2")
            .bind(self.environment)
            .bind(thread.id.as_str())
            .bind(thread.resolved)
            .bind(thread.position.as_ref().map(pulse_protocol::Verbatim::as_str))
            .bind(time_column(at))
            .execute(&mut *self.connection)
            .await?;
        Ok(())
    }

    async fn touch_thread(&mut self, id: &ThreadId, at: Timestamp) -> Result<(), StoreError> {
        sqlx::query("UPDATE threads SET updated_at = $3 WHERE environment = $1 AND id = $2")
            .bind(self.environment)
            .bind(id.as_str())
            .bind(time_column(at))
            .execute(&mut *self.connection)
            .await?;
        Ok(())
    }

    async fn delete_thread(&mut self, id: &ThreadId) -> Result<(), StoreError> {
        let sql = "UPDATE uploads SET ends_at = 0 WHERE environment = $1 AND comment IN \
                   (SELECT id FROM comments WHERE environment = $1 AND thread = $2)";
        self.execute(sql, id.as_str()).await?;
        // Comments and reactions go with it, by their foreign keys.
        let sql = "DELETE FROM threads WHERE environment = $1 AND id = $2";
        self.execute(sql, id.as_str()).await?;
        Ok(())
    }

    async fn participants(&mut self, id: &ThreadId) -> Result<Vec<UserId>, StoreError> {
        let rows: Vec<(String,)> = sqlx::query_as(
            "SELECT creator FROM threads WHERE environment = $1 AND id = $2 \
             UNION SELECT author FROM comments WHERE environment = $1 AND thread = $2",
        )
        .bind(self.environment)
        .bind(id.as_str())
        .fetch_all(&mut *self.connection)
        .await?;
        rows.iter().map(|(id,)| parse("user id", id)).collect()
    }

    async fn comment_is_elsewhere(&mut self, id: &CommentId) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM comments c JOIN threads t \
                   ON t.environment = c.environment AND t.id = c.thread \
                   WHERE c.environment = $1 AND c.id = $2 AND t.room <> $3";
        self.exists(sql, id.as_str()).await
    }

    async fn comment(&mut self, id: &CommentId) -> Result<Option<Comment>, StoreError> {
        let row: Option<CommentColumns> = sqlx::query_as(
            "SELECT c.id, c.thread, c.author, c.body, c.mentions, c.attachments, c.created_at, c.edited_at \
             FROM comments c JOIN threads t ON t.environment = c.environment AND t.id = c.thread \
             WHERE c.environment = $1 AND c.id = $2 AND t.room = $3",
        )
        .bind(self.environment)
        .bind(id.as_str())
        .bind(self.room)
        .fetch_optional(&mut *self.connection)
        .await?;
        row.map(comment).transpose()
    }

    async fn first_comment(&mut self, thread: &ThreadId) -> Result<Option<Comment>, StoreError> {
        let row: Option<CommentColumns> = sqlx::query_as(
            "SELECT id, thread, author, body, mentions, attachments, created_at, edited_at FROM comments \
             WHERE environment = $1 AND thread = $2 ORDER BY position LIMIT 1",
        )
        .bind(self.environment)
        .bind(thread.as_str())
        .fetch_optional(&mut *self.connection)
        .await?;
        row.map(comment).transpose()
    }

    async fn insert_comment(&mut self, comment: &Comment, place: Seq) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO comments (environment, id, thread, author, body, mentions, attachments, position, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
            .bind(self.environment)
            .bind(comment.id.as_str())
            .bind(comment.thread_id.as_str())
            .bind(comment.user_id.as_str())
            .bind(comment.body.as_str())
            .bind(write_json("mentions", &comment.mentions)?)
            .bind(write_json("attachments", &comment.attachments)?)
            .bind(seq_column(place))
            .bind(time_column(comment.created_at))
            .execute(&mut *self.connection)
            .await?;
        Ok(())
    }

    async fn update_comment(&mut self, comment: &Comment) -> Result<(), StoreError> {
        sqlx::query("UPDATE comments SET body = $3, mentions = $4, edited_at = $5 WHERE environment = $1 AND id = $2")
            .bind(self.environment)
            .bind(comment.id.as_str())
            .bind(comment.body.as_str())
            .bind(write_json("mentions", &comment.mentions)?)
            .bind(comment.edited_at.map(time_column))
            .execute(&mut *self.connection)
            .await?;
        Ok(())
    }

    async fn delete_comment(&mut self, id: &CommentId) -> Result<(), StoreError> {
        let sql = "DELETE FROM reactions WHERE environment = $1 AND target_type = 'comment' AND target = $2";
        self.execute(sql, id.as_str()).await?;
        let sql = "UPDATE uploads SET ends_at = 0 WHERE environment = $1 AND comment = $2";
        self.execute(sql, id.as_str()).await?;
        let sql = "DELETE FROM comments WHERE environment = $1 AND id = $2";
        self.execute(sql, id.as_str()).await?;
        Ok(())
    }

    async fn reaction(&mut self, id: &ReactionId) -> Result<Option<ReactionRow>, StoreError> {
        let row: Option<(String, String, String, String, String, i64)> = sqlx::query_as(
            "SELECT r.thread, r.target_type, r.target, r.author, r.emoji, r.created_at \
             FROM reactions r JOIN threads t ON t.environment = r.environment AND t.id = r.thread \
             WHERE r.environment = $1 AND r.id = $2 AND t.room = $3",
        )
        .bind(self.environment)
        .bind(id.as_str())
        .bind(self.room)
        .fetch_optional(&mut *self.connection)
        .await?;
        row.map(|(thread, kind, target, author, emoji, at)| {
            Ok(ReactionRow {
                thread: parse("thread id", &thread)?,
                reaction: reaction((id.to_string(), kind, target, author, emoji, at))?,
            })
        })
        .transpose()
    }

    async fn reaction_exists(&mut self, id: &ReactionId) -> Result<bool, StoreError> {
        // The room does not matter here, but every such query has it.
        let sql = "SELECT 1 FROM reactions WHERE environment = $1 AND id = $2 AND $3 IS NOT NULL";
        self.exists(sql, id.as_str()).await
    }

    async fn same_reaction(
        &mut self,
        target_type: TargetType,
        target: &str,
        author: &UserId,
        emoji: &str,
    ) -> Result<bool, StoreError> {
        let found = sqlx::query(
            "SELECT 1 FROM reactions WHERE environment = $1 AND target_type = $2 AND target = $3 AND author = $4 AND emoji = $5",
        )
        .bind(self.environment)
        .bind(write_word("target type", &target_type)?)
        .bind(target)
        .bind(author.as_str())
        .bind(emoji)
        .fetch_optional(&mut *self.connection)
        .await?;
        Ok(found.is_some())
    }

    async fn insert_reaction(&mut self, row: &ReactionRow, place: Seq) -> Result<(), StoreError> {
        let reaction = &row.reaction;
        sqlx::query("INSERT INTO reactions (environment, id, thread, target_type, target, author, emoji, created_at, place) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
            .bind(self.environment)
            .bind(reaction.id.as_str())
            .bind(row.thread.as_str())
            .bind(write_word("target type", &reaction.target_type)?)
            .bind(reaction.target_id.as_str())
            .bind(reaction.user_id.as_str())
            .bind(reaction.emoji.as_str())
            .bind(time_column(reaction.created_at))
            .bind(seq_column(place))
            .execute(&mut *self.connection)
            .await?;
        Ok(())
    }

    async fn delete_reaction(&mut self, id: &ReactionId) -> Result<(), StoreError> {
        let sql = "DELETE FROM reactions WHERE environment = $1 AND id = $2";
        self.execute(sql, id.as_str()).await?;
        Ok(())
    }

    async fn mentioned(&mut self, mention: &str) -> Result<Vec<UserId>, StoreError> {
        let rows: Vec<(String,)> = sqlx::query_as(
            "SELECT id FROM users WHERE environment = $1 AND id = $2 \
             UNION SELECT id FROM users WHERE environment = $1 AND handle = $2 \
             AND NOT EXISTS (SELECT 1 FROM users WHERE environment = $1 AND id = $2) \
             LIMIT 20",
        )
        .bind(self.environment)
        .bind(mention)
        .fetch_all(&mut *self.connection)
        .await?;
        rows.iter().map(|(id,)| parse("user id", id)).collect()
    }

    async fn insert_notifications(
        &mut self,
        told: &[(UserId, Notification)],
        place: Seq,
    ) -> Result<(), StoreError> {
        notices::insert(
            &mut *self.connection,
            self.environment,
            self.room,
            told,
            place,
        )
        .await
    }

    async fn read_notification(
        &mut self,
        recipient: &UserId,
        id: &NotificationId,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query("UPDATE notifications SET is_read = TRUE WHERE environment = $1 AND room = $2 AND recipient = $3 AND id = $4")
            .bind(self.environment)
            .bind(self.room)
            .bind(recipient.as_str())
            .bind(id.as_str())
            .execute(&mut *self.connection)
            .await?;
        Ok(done.rows_affected() > 0)
    }

    async fn read_all_notifications(&mut self, recipient: &UserId) -> Result<(), StoreError> {
        sqlx::query("UPDATE notifications SET is_read = TRUE WHERE environment = $1 AND room = $2 AND recipient = $3 AND is_read = FALSE")
            .bind(self.environment)
            .bind(self.room)
            .bind(recipient.as_str())
            .execute(&mut *self.connection)
            .await?;
        Ok(())
    }
}

/// Nobody else writes to the room until this transaction is over.
const HEAD: &str = concat!(
    "SELECT seq FROM rooms WHERE environment = $1 AND id = $2",
    for_update!(),
);
const TRIM_EVERY: u64 = 256;
/// How far back a client may resume.
const EVENTS_KEPT: i64 = 10_000;
/// Half of a room's events are entries, so this keeps more than a snapshot has.
const ACTIVITY_KEPT: i64 = 2_000;
