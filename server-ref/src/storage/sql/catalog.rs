//! Lists and single things of a whole environment, in SQL.

use std::collections::HashMap;

use super::Connection;
use async_trait::async_trait;
use pulse_protocol::entity::{Comment, Reaction, Thread};
use pulse_protocol::{CommentId, EnvironmentId, RoomId, ThreadId, Timestamp, UserId, Verbatim};

use super::Backend;
use super::change::Change;
use super::dialect::{READING, texts};
use super::people::{self, PersonColumns};
use super::rows::{
    CommentColumns, ReactionColumns, ThreadColumns, comment, parse, reaction, thread, time,
    time_column, verbatim, write_json,
};
use crate::storage::{
    CatalogStore, Page, Place, RoomRecord, Slice, StoreError, Thing, ThreadFilter, UserRecord,
    WholeThread,
};

/// `id, metadata, created_at`
type RoomColumns = (String, Option<String>, i64);

fn room((id, metadata, created_at): RoomColumns) -> Result<RoomRecord, StoreError> {
    Ok(RoomRecord {
        id: parse("room id", &id)?,
        metadata: verbatim(metadata)?,
        created_at: time(created_at),
    })
}

/// A slice as three parameters: the place, and one element more than wanted.
pub(super) fn parameters(slice: &Slice) -> (i64, &str, i64) {
    let (at, id) = slice.after.as_ref().map_or((i64::MIN, ""), |place| {
        (
            i64::try_from(place.at).unwrap_or(i64::MAX),
            place.id.as_str(),
        )
    });
    (
        at,
        id,
        slice.limit.map_or(i64::MAX, |limit| i64::from(limit) + 1),
    )
}

pub(super) fn place(at: Timestamp, id: &impl std::fmt::Display) -> Place {
    Place {
        at: at.unix_ms(),
        id: id.to_string(),
    }
}

#[async_trait]
impl CatalogStore for Backend {
    async fn rooms(
        &self,
        environment: &EnvironmentId,
        slice: &Slice,
    ) -> Result<Page<RoomRecord>, StoreError> {
        let (at, id, count) = parameters(slice);
        let rows: Vec<RoomColumns> = sqlx::query_as(
            "SELECT id, metadata, created_at FROM rooms \
             WHERE environment = $1 AND (created_at, id) > ($2, $3) \
             ORDER BY created_at, id LIMIT $4",
        )
        .bind(environment.as_str())
        .bind(at)
        .bind(id)
        .bind(count)
        .fetch_all(&self.pool)
        .await?;
        let rooms = rows.into_iter().map(room).collect::<Result<_, _>>()?;
        Ok(Page::of(rooms, slice, |room| {
            place(room.created_at, &room.id)
        }))
    }

    async fn room(
        &self,
        environment: &EnvironmentId,
        id: &RoomId,
    ) -> Result<Option<RoomRecord>, StoreError> {
        let row: Option<RoomColumns> = sqlx::query_as(
            "SELECT id, metadata, created_at FROM rooms WHERE environment = $1 AND id = $2",
        )
        .bind(environment.as_str())
        .bind(id.as_str())
        .fetch_optional(&self.pool)
        .await?;
        row.map(room).transpose()
    }

    async fn ensure_room(
        &self,
        environment: &EnvironmentId,
        id: &RoomId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let known = sqlx::query("SELECT 1 FROM rooms WHERE environment = $1 AND id = $2")
            .bind(environment.as_str())
            .bind(id.as_str())
            .fetch_optional(&self.pool)
            .await?;
        if known.is_some() {
            return Ok(());
        }
        let (environment, id) = (environment.clone(), id.clone());
        self.change(Change::Room(environment, id, now)).await?;
        Ok(())
    }

    async fn set_metadata(
        &self,
        environment: &EnvironmentId,
        id: &RoomId,
        metadata: Option<&Verbatim>,
    ) -> Result<bool, StoreError> {
        let change = Change::Metadata(environment.clone(), id.clone(), metadata.cloned());
        Ok(self.change(change).await? > 0)
    }

    async fn threads(
        &self,
        environment: &EnvironmentId,
        room: &RoomId,
        filter: &ThreadFilter,
        slice: &Slice,
    ) -> Result<Page<Thread>, StoreError> {
        let mut connection = self.pool.acquire().await?;
        thread_rows(&mut connection, environment, room, filter, slice).await
    }

    async fn whole_threads(
        &self,
        environment: &EnvironmentId,
        room: &RoomId,
        filter: &ThreadFilter,
        slice: &Slice,
    ) -> Result<Page<WholeThread>, StoreError> {
        let mut transaction = self.pool.begin_with(READING).await?;
        let page = thread_rows(&mut transaction, environment, room, filter, slice).await?;
        let items = complete(&mut transaction, environment, page.items).await?;
        transaction.commit().await?;
        let next = page.next;
        Ok(Page { items, next })
    }

    async fn thread(
        &self,
        environment: &EnvironmentId,
        id: &ThreadId,
    ) -> Result<Option<Thread>, StoreError> {
        let mut transaction = self.pool.begin_with(READING).await?;
        let row: Option<ThreadColumns> = sqlx::query_as(
            "SELECT id, room, resolved, position, created_at, updated_at, place FROM threads \
             WHERE environment = $1 AND id = $2",
        )
        .bind(environment.as_str())
        .bind(id.as_str())
        .fetch_optional(&mut *transaction)
        .await?;
        let threads = row.map(thread).transpose()?.into_iter().collect();
        let found = complete(&mut transaction, environment, threads).await?;
        transaction.commit().await?;
        Ok(found.into_iter().next().map(|whole| whole.thread))
    }

    async fn comments(
        &self,
        environment: &EnvironmentId,
        thread: &ThreadId,
        slice: &Slice,
    ) -> Result<Page<Comment>, StoreError> {
        let (at, id, count) = parameters(slice);
        let rows: Vec<(
            String,
            String,
            String,
            String,
            String,
            String,
            i64,
            Option<i64>,
            i64,
        )> = sqlx::query_as(
            "SELECT id, thread, author, body, mentions, attachments, created_at, edited_at, position \
                 FROM comments WHERE environment = $1 AND thread = $2 AND (position, id) > ($3, $4) \
                 ORDER BY position, id LIMIT $5",
        )
        .bind(environment.as_str())
        .bind(thread.as_str())
        .bind(at)
        .bind(id)
        .bind(count)
        .fetch_all(&self.pool)
        .await?;
        let read = rows.into_iter().map(|row| {
            let (id, thread, author, body, mentions, attachments, created_at, edited_at, position) =
                row;
            let columns = (
                id,
                thread,
                author,
                body,
                mentions,
                attachments,
                created_at,
                edited_at,
            );
            Ok((comment(columns)?, position.unsigned_abs()))
        });
        let comments = read.collect::<Result<Vec<_>, StoreError>>()?;
        Ok(Page::of_placed(comments, slice, |comment| {
            comment.id.clone()
        }))
    }

    async fn comment(
        &self,
        environment: &EnvironmentId,
        id: &CommentId,
    ) -> Result<Option<Comment>, StoreError> {
        let row: Option<CommentColumns> = sqlx::query_as(
            "SELECT id, thread, author, body, mentions, attachments, created_at, edited_at FROM comments \
             WHERE environment = $1 AND id = $2",
        )
        .bind(environment.as_str())
        .bind(id.as_str())
        .fetch_optional(&self.pool)
        .await?;
        row.map(comment).transpose()
    }

    async fn reaction_on(
        &self,
        environment: &EnvironmentId,
        comment: &CommentId,
        author: &UserId,
        emoji: &str,
    ) -> Result<Option<Reaction>, StoreError> {
        let row: Option<ReactionColumns> = sqlx::query_as(
            "SELECT id, target_type, target, author, emoji, created_at FROM reactions \
             WHERE environment = $1 AND target_type = 'comment' AND target = $2 AND author = $3 \
             AND emoji = $4",
        )
        .bind(environment.as_str())
        .bind(comment.as_str())
        .bind(author.as_str())
        .bind(emoji)
        .fetch_optional(&self.pool)
        .await?;
        row.map(reaction).transpose()
    }

    async fn room_of(
        &self,
        environment: &EnvironmentId,
        thing: Thing<'_>,
    ) -> Result<Option<RoomId>, StoreError> {
        let (sql, id) = match thing {
            Thing::Thread(id) => (
                "SELECT room FROM threads WHERE environment = $1 AND id = $2",
                id.as_str(),
            ),
            Thing::Comment(id) => (
                "SELECT t.room FROM comments c \
                 JOIN threads t ON t.environment = c.environment AND t.id = c.thread \
                 WHERE c.environment = $1 AND c.id = $2",
                id.as_str(),
            ),
            Thing::Reaction(id) => (
                "SELECT t.room FROM reactions r \
                 JOIN threads t ON t.environment = r.environment AND t.id = r.thread \
                 WHERE r.environment = $1 AND r.id = $2",
                id.as_str(),
            ),
        };
        let row: Option<(String,)> = sqlx::query_as(sql)
            .bind(environment.as_str())
            .bind(id)
            .fetch_optional(&self.pool)
            .await?;
        row.map(|(room,)| parse("room id", &room)).transpose()
    }

    async fn users(
        &self,
        environment: &EnvironmentId,
        slice: &Slice,
    ) -> Result<Page<UserRecord>, StoreError> {
        let (at, id, count) = parameters(slice);
        let rows: Vec<(String, String, Option<String>, i64)> = sqlx::query_as(
            "SELECT id, name, avatar, created_at FROM users \
             WHERE environment = $1 AND (created_at, id) > ($2, $3) \
             ORDER BY created_at, id LIMIT $4",
        )
        .bind(environment.as_str())
        .bind(at)
        .bind(id)
        .bind(count)
        .fetch_all(&self.pool)
        .await?;
        let read = rows.into_iter().map(|(id, name, avatar, created_at)| {
            let columns: PersonColumns = (id, name, avatar);
            Ok(UserRecord {
                user: people::user(columns)?,
                created_at: time(created_at),
            })
        });
        let users = read.collect::<Result<_, StoreError>>()?;
        Ok(Page::of(users, slice, |one: &UserRecord| {
            place(one.created_at, &one.user.id)
        }))
    }
}

pub(super) async fn set_metadata(
    connection: &mut Connection,
    environment: &EnvironmentId,
    id: &RoomId,
    metadata: Option<&Verbatim>,
) -> Result<u64, StoreError> {
    let done = sqlx::query("UPDATE rooms SET metadata = $3 WHERE environment = $1 AND id = $2")
        .bind(environment.as_str())
        .bind(id.as_str())
        .bind(metadata.map(Verbatim::as_str))
        .execute(connection)
        .await?;
    Ok(done.rows_affected())
}

async fn thread_rows(
    connection: &mut Connection,
    environment: &EnvironmentId,
    room: &RoomId,
    filter: &ThreadFilter,
    slice: &Slice,
) -> Result<Page<Thread>, StoreError> {
    let (at, id, count) = parameters(slice);
    let rows: Vec<ThreadColumns> = sqlx::query_as(
        "SELECT id, room, resolved, position, created_at, updated_at, place FROM threads \
         WHERE environment = $1 AND room = $2 AND ($3 IS NULL OR resolved = $3) \
         AND updated_at >= $4 AND (place, id) > ($5, $6) \
         ORDER BY place, id LIMIT $7",
    )
    .bind(environment.as_str())
    .bind(room.as_str())
    .bind(filter.resolved)
    .bind(filter.since.map_or(i64::MIN, time_column))
    .bind(at)
    .bind(id)
    .bind(count)
    .fetch_all(connection)
    .await?;
    thread_page(rows, slice)
}

/// Threads without their comments, paged by their places in the room.
pub(super) fn thread_page(
    rows: Vec<ThreadColumns>,
    slice: &Slice,
) -> Result<Page<Thread>, StoreError> {
    let read = rows.into_iter().map(|row| {
        let place = row.6.unsigned_abs();
        Ok((thread(row)?, place))
    });
    let threads = read.collect::<Result<Vec<_>, StoreError>>()?;
    Ok(Page::of_placed(threads, slice, |thread| thread.id.clone()))
}

/// Adds comments and reactions.
pub(super) async fn complete(
    connection: &mut Connection,
    environment: &EnvironmentId,
    threads: Vec<Thread>,
) -> Result<Vec<WholeThread>, StoreError> {
    let ids: Vec<&str> = threads.iter().map(|thread| thread.id.as_str()).collect();
    let ids = write_json("thread ids", &ids)?;
    let comments: Vec<CommentColumns> = sqlx::query_as(
        concat!("SELECT id, thread, author, body, mentions, attachments, created_at, edited_at FROM comments \
         WHERE environment = $1 AND thread IN (SELECT value FROM ", texts!("$2"), ") \
         ORDER BY position"),
    )
    .bind(environment.as_str())
    .bind(&ids)
    .fetch_all(&mut *connection)
    .await?;
    let reactions: Vec<(String, String, String, String, String, String, i64)> =
        sqlx::query_as(concat!(
            "SELECT thread, id, target_type, target, author, emoji, created_at FROM reactions \
             WHERE environment = $1 AND thread IN (SELECT value FROM ",
            texts!("$2"),
            ") ORDER BY place, created_at, id"
        ))
        .bind(environment.as_str())
        .bind(&ids)
        .fetch_all(connection)
        .await?;
    let mut whole: Vec<WholeThread> = threads
        .into_iter()
        .map(|thread| WholeThread {
            thread,
            reactions: vec![],
        })
        .collect();
    let places: HashMap<ThreadId, usize> = whole
        .iter()
        .enumerate()
        .map(|(place, one)| (one.thread.id.clone(), place))
        .collect();
    for row in comments {
        let comment = comment(row)?;
        if let Some(&place) = places.get(&comment.thread_id) {
            whole[place].thread.comments.push(comment);
        }
    }
    for (thread, id, kind, target, author, emoji, at) in reactions {
        if let Some(&place) = places.get(thread.as_str()) {
            let columns = (id, kind, target, author, emoji, at);
            whole[place].reactions.push(reaction(columns)?);
        }
    }
    Ok(whole)
}
