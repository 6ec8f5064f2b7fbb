//! Notifications, in SQL.

use super::Connection;
use pulse_protocol::entity::{Notification, NotificationKind};
use pulse_protocol::{Seq, UserId};
use serde::Serialize;

use super::dialect::elements;
use super::rows::{seq_column, time_column, write_json};
use crate::storage::StoreError;

/// Keeps all that one write tells, in one statement: a reply tells everybody
/// in its thread, and each statement is a way to SQLite's thread and back.
pub(super) async fn insert(
    connection: &mut Connection,
    environment: &str,
    room: &str,
    told: &[(UserId, Notification)],
    place: Seq,
) -> Result<(), StoreError> {
    if told.is_empty() {
        return Ok(());
    }
    let rows: Vec<_> = told.iter().map(Row::of).collect();
    sqlx::query(concat!(
        "INSERT INTO notifications (environment, room, recipient, id, kind, actor, thread, \
           comment, is_read, created_at, place) \
         SELECT $1, $2, value->>'recipient', value->>'id', value->>'kind', value->>'actor', \
           value->>'thread', value->>'comment', CAST(value->>'read' AS BOOLEAN), \
           CAST(value->>'at' AS BIGINT), $4 FROM ",
        elements!("$3"),
    ))
    .bind(environment)
    .bind(room)
    .bind(write_json("notifications", &rows)?)
    .bind(seq_column(place))
    .execute(connection)
    .await?;
    Ok(())
}

/// What the statement reads.
#[derive(Serialize)]
struct Row<'a> {
    recipient: &'a str,
    id: &'a str,
    kind: NotificationKind,
    actor: &'a str,
    thread: Option<&'a str>,
    comment: Option<&'a str>,
    read: bool,
    at: i64,
}

impl<'a> Row<'a> {
    fn of((recipient, notification): &'a (UserId, Notification)) -> Self {
        Self {
            recipient: recipient.as_str(),
            id: notification.id.as_str(),
            kind: notification.kind,
            actor: notification.actor_id.as_str(),
            thread: notification.thread_id.as_ref().map(|id| id.as_str()),
            comment: notification.comment_id.as_ref().map(|id| id.as_str()),
            read: notification.read,
            at: time_column(notification.created_at),
        }
    }
}
