//! The steps that erase a person, in SQL.

use async_trait::async_trait;
use pulse_protocol::entity::Comment;
use pulse_protocol::{CommentId, UserId};

use super::dialect::{person_of, texts};
use super::ledger::SqlLedger;
use super::rows::{CommentColumns, comment, parse, reaction};
use crate::storage::StoreError;
use crate::storage::ledger::{ErasureLedger, ReactionRow};

#[async_trait]
impl ErasureLedger for SqlLedger<'_> {
    async fn comments_by(&mut self, author: &UserId) -> Result<Vec<Comment>, StoreError> {
        let rows: Vec<CommentColumns> = sqlx::query_as(
            "SELECT c.id, c.thread, c.author, c.body, c.mentions, c.attachments, c.created_at, c.edited_at \
             FROM comments c JOIN threads t ON t.environment = c.environment AND t.id = c.thread \
             WHERE c.environment = $1 AND c.author = $2 AND t.room = $3 ORDER BY c.position",
        )
        .bind(self.environment)
        .bind(author.as_str())
        .bind(self.room)
        .fetch_all(&mut *self.connection)
        .await?;
        rows.into_iter().map(comment).collect()
    }

    async fn comments_naming(&mut self, person: &UserId) -> Result<Vec<Comment>, StoreError> {
        let rows: Vec<CommentColumns> = sqlx::query_as(
            concat!("SELECT c.id, c.thread, c.author, c.body, c.mentions, c.attachments, c.created_at, c.edited_at \
             FROM threads t JOIN comments c ON c.environment = t.environment AND c.thread = t.id \
             WHERE t.environment = $1 AND t.room = $2 \
             AND EXISTS (SELECT 1 FROM ", texts!("c.mentions"), " WHERE value = $3 \
               OR value = (SELECT handle FROM users WHERE environment = $1 AND id = $3)) \
             ORDER BY c.position"),
        )
        .bind(self.environment)
        .bind(self.room)
        .bind(person.as_str())
        .fetch_all(&mut *self.connection)
        .await?;
        rows.into_iter().map(comment).collect()
    }

    async fn reactions_by(&mut self, author: &UserId) -> Result<Vec<ReactionRow>, StoreError> {
        let rows: Vec<(String, String, String, String, String, String, i64)> = sqlx::query_as(
            "SELECT r.thread, r.id, r.target_type, r.target, r.author, r.emoji, r.created_at \
             FROM reactions r JOIN threads t ON t.environment = r.environment AND t.id = r.thread \
             WHERE r.environment = $1 AND r.author = $2 AND t.room = $3 \
             ORDER BY r.place, r.created_at, r.id",
        )
        .bind(self.environment)
        .bind(author.as_str())
        .bind(self.room)
        .fetch_all(&mut *self.connection)
        .await?;
        let read = rows
            .into_iter()
            .map(|(thread, id, kind, target, author, emoji, at)| {
                Ok(ReactionRow {
                    thread: parse("thread id", &thread)?,
                    reaction: reaction((id, kind, target, author, emoji, at))?,
                })
            });
        read.collect()
    }

    async fn set_author(&mut self, id: &CommentId, author: &UserId) -> Result<(), StoreError> {
        for sql in [
            "UPDATE comments SET author = $3 WHERE environment = $1 AND id = $2",
            "UPDATE uploads SET uploader = $3, attempt = NULL WHERE environment = $1 AND comment = $2",
        ] {
            sqlx::query(sql)
                .bind(self.environment)
                .bind(id.as_str())
                .bind(author.as_str())
                .execute(&mut *self.connection)
                .await?;
        }
        Ok(())
    }

    async fn replace_creator(&mut self, person: &UserId) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE threads SET creator = (SELECT author FROM comments c \
               WHERE c.environment = threads.environment AND c.thread = threads.id \
               ORDER BY c.position LIMIT 1) \
             WHERE environment = $1 AND room = $2 AND creator = $3",
        )
        .bind(self.environment)
        .bind(self.room)
        .bind(person.as_str())
        .execute(&mut *self.connection)
        .await?;
        Ok(())
    }

    async fn forget_history(&mut self, person: &UserId) -> Result<(), StoreError> {
        for sql in [
            "DELETE FROM events WHERE environment = $1 AND room = $2 AND $3 IS NOT NULL",
            concat!(
                "DELETE FROM activity WHERE environment = $1 AND room = $2 AND ",
                person_of!("entry"),
                " = $3"
            ),
            "DELETE FROM notifications WHERE environment = $1 AND room = $2 \
             AND (recipient = $3 OR actor = $3)",
        ] {
            sqlx::query(sql)
                .bind(self.environment)
                .bind(self.room)
                .bind(person.as_str())
                .execute(&mut *self.connection)
                .await?;
        }
        Ok(())
    }
}
