//! Looking through an environment, in SQL.

use async_trait::async_trait;
use pulse_protocol::{EnvironmentId, RoomId, ThreadId};

use super::super::Backend;
use super::super::catalog::{parameters, place};
use super::super::people;
use super::super::rows::{comment, parse, time};
use super::search::{containing, parameters_backwards};
use crate::storage::{
    BrowseStore, CommentRow, Page, ReactionCount, RoomSummary, Slice, StoreError, ThreadSummary,
    UserSummary,
};

#[async_trait]
impl BrowseStore for Backend {
    async fn browse_rooms(
        &self,
        environment: &EnvironmentId,
        search: &str,
        slice: &Slice,
    ) -> Result<Page<RoomSummary>, StoreError> {
        let (at, id, count) = parameters_backwards(slice);
        let rows: Vec<(String, i64, i64, i64)> = sqlx::query_as(
            "SELECT rooms.id, rooms.created_at, \
              (SELECT count(*) FROM threads WHERE threads.environment = rooms.environment \
               AND threads.room = rooms.id), \
              (SELECT count(*) FROM threads JOIN comments \
               ON comments.environment = threads.environment AND comments.thread = threads.id \
               WHERE threads.environment = rooms.environment AND threads.room = rooms.id) \
             FROM rooms WHERE rooms.environment = $1 \
             AND (rooms.created_at, rooms.id) < ($2, $3) \
             AND lower(rooms.id) LIKE $4 ESCAPE '\\' \
             ORDER BY rooms.created_at DESC, rooms.id DESC LIMIT $5",
        )
        .bind(environment.as_str())
        .bind(at)
        .bind(id)
        .bind(containing(search))
        .bind(count)
        .fetch_all(&self.pool)
        .await?;
        let read = rows.into_iter().map(|(id, at, threads, comments)| {
            Ok(RoomSummary {
                id: parse("room id", &id)?,
                threads: threads.unsigned_abs(),
                comments: comments.unsigned_abs(),
                created_at: time(at),
            })
        });
        let rooms = read.collect::<Result<Vec<_>, StoreError>>()?;
        Ok(Page::of(rooms, slice, |room| {
            place(room.created_at, &room.id)
        }))
    }

    async fn browse_threads(
        &self,
        environment: &EnvironmentId,
        room: &RoomId,
        slice: &Slice,
    ) -> Result<Page<ThreadSummary>, StoreError> {
        let (at, id, count) = parameters_backwards(slice);
        let rows: Vec<(String, bool, String, i64, Option<String>, i64, i64)> = sqlx::query_as(
            "SELECT threads.id, threads.resolved, threads.creator, threads.created_at, \
              (SELECT body FROM comments WHERE comments.environment = threads.environment \
               AND comments.thread = threads.id ORDER BY comments.position LIMIT 1), \
              (SELECT count(*) FROM comments WHERE comments.environment = threads.environment \
               AND comments.thread = threads.id), threads.place \
             FROM threads WHERE threads.environment = $1 AND threads.room = $2 \
             AND (threads.place, threads.id) < ($3, $4) \
             ORDER BY threads.place DESC, threads.id DESC LIMIT $5",
        )
        .bind(environment.as_str())
        .bind(room.as_str())
        .bind(at)
        .bind(id)
        .bind(count)
        .fetch_all(&self.pool)
        .await?;
        let read =
            rows.into_iter()
                .map(|(id, resolved, author, at, beginning, comments, place)| {
                    let thread = ThreadSummary {
                        id: parse("thread id", &id)?,
                        resolved,
                        author: parse("user id", &author)?,
                        beginning: beginning.unwrap_or_default(),
                        comments: comments.unsigned_abs(),
                        created_at: time(at),
                    };
                    Ok((thread, place.unsigned_abs()))
                });
        let threads = read.collect::<Result<Vec<_>, StoreError>>()?;
        Ok(Page::of_placed(threads, slice, |thread| thread.id.clone()))
    }

    async fn browse_comments(
        &self,
        environment: &EnvironmentId,
        thread: &ThreadId,
        slice: &Slice,
    ) -> Result<Page<CommentRow>, StoreError> {
        type Columns = (
            String,
            String,
            String,
            String,
            String,
            String,
            i64,
            Option<i64>,
            i64,
            Option<String>,
        );
        let (at, id, count) = parameters(slice);
        let mut transaction = self.pool.begin().await?;
        let rows: Vec<Columns> = sqlx::query_as(
            "SELECT comments.id, comments.thread, comments.author, comments.body, \
                    comments.mentions, comments.attachments, comments.created_at, \
                    comments.edited_at, comments.position, users.name \
             FROM comments LEFT JOIN users \
               ON users.environment = comments.environment AND users.id = comments.author \
             WHERE comments.environment = $1 AND comments.thread = $2 \
             AND (comments.position, comments.id) > ($3, $4) \
             ORDER BY comments.position, comments.id LIMIT $5",
        )
        .bind(environment.as_str())
        .bind(thread.as_str())
        .bind(at)
        .bind(id)
        .bind(count)
        .fetch_all(&mut *transaction)
        .await?;
        let mut comments = vec![];
        for row in rows {
            let (id, thread, author, body, mentions, attachments, at, edited_at, position, name) =
                row;
            let reactions: Vec<(String, i64)> = sqlx::query_as(
                "SELECT emoji, count(*) FROM reactions WHERE environment = $1 \
                 AND target_type = 'comment' AND target = $2 \
                 GROUP BY emoji ORDER BY min(created_at), emoji",
            )
            .bind(environment.as_str())
            .bind(id.as_str())
            .fetch_all(&mut *transaction)
            .await?;
            let columns = (
                id,
                thread,
                author,
                body,
                mentions,
                attachments,
                at,
                edited_at,
            );
            let counted = reactions.into_iter().map(|(emoji, count)| ReactionCount {
                emoji,
                count: count.unsigned_abs(),
            });
            let row = CommentRow {
                comment: comment(columns)?,
                author_name: name,
                reactions: counted.collect(),
            };
            comments.push((row, position.unsigned_abs()));
        }
        transaction.commit().await?;
        Ok(Page::of_placed(comments, slice, |row| {
            row.comment.id.clone()
        }))
    }

    async fn browse_users(
        &self,
        environment: &EnvironmentId,
        search: &str,
        slice: &Slice,
    ) -> Result<Page<UserSummary>, StoreError> {
        let (at, id, count) = parameters_backwards(slice);
        let rows: Vec<(String, String, Option<String>, i64, i64)> = sqlx::query_as(
            "SELECT users.id, users.name, users.avatar, users.created_at, \
              (SELECT count(*) FROM comments WHERE comments.environment = users.environment \
               AND comments.author = users.id) \
             FROM users WHERE users.environment = $1 \
             AND (users.created_at, users.id) < ($2, $3) \
             AND lower(users.name || ' ' || users.id) LIKE $4 ESCAPE '\\' \
             ORDER BY users.created_at DESC, users.id DESC LIMIT $5",
        )
        .bind(environment.as_str())
        .bind(at)
        .bind(id)
        .bind(containing(search))
        .bind(count)
        .fetch_all(&self.pool)
        .await?;
        let read = rows.into_iter().map(|(id, name, avatar, at, comments)| {
            Ok(UserSummary {
                user: people::user((id, name, avatar))?,
                comments: comments.unsigned_abs(),
                created_at: time(at),
            })
        });
        let users = read.collect::<Result<Vec<_>, StoreError>>()?;
        Ok(Page::of(users, slice, |one| {
            place(one.created_at, &one.user.id)
        }))
    }
}
