//! Between columns and types.

use std::error::Error;
use std::str::FromStr;

use pulse_protocol::entity::{Comment, Reaction, TargetType, Thread};
use pulse_protocol::{Seq, Timestamp, Verbatim};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::storage::StoreError;

pub(crate) fn parse<T: FromStr<Err: Error + Send + Sync + 'static>>(
    what: &'static str,
    text: &str,
) -> Result<T, StoreError> {
    text.parse()
        .map_err(|error| StoreError::corrupt(what, error))
}

pub(super) fn read_json<T: DeserializeOwned>(
    what: &'static str,
    text: &str,
) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::corrupt(what, error))
}

pub(super) fn write_json(what: &'static str, value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::corrupt(what, error))
}

/// An enum that is one word in JSON, as that word.
pub(super) fn read_word<T: DeserializeOwned>(
    what: &'static str,
    word: &str,
) -> Result<T, StoreError> {
    serde_json::from_value(serde_json::Value::from(word))
        .map_err(|error| StoreError::corrupt(what, error))
}

pub(super) fn write_word(what: &'static str, value: &impl Serialize) -> Result<String, StoreError> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        Ok(_) => Err(StoreError::corrupt(what, "not a word")),
        Err(error) => Err(StoreError::corrupt(what, error)),
    }
}

pub(super) fn verbatim(text: Option<String>) -> Result<Option<Verbatim>, StoreError> {
    text.map(|text| Verbatim::parse(&text).map_err(|error| StoreError::corrupt("position", error)))
        .transpose()
}

/// Integers in databases are signed; ours never exceed them.
pub(super) fn seq(value: i64) -> Seq {
    Seq(value.unsigned_abs())
}

pub(super) fn seq_column(seq: Seq) -> i64 {
    i64::try_from(seq.0).unwrap_or(i64::MAX)
}

pub(super) fn time(value: i64) -> Timestamp {
    Timestamp::from_unix_ms(value.unsigned_abs())
}

pub(super) fn time_column(at: Timestamp) -> i64 {
    i64::try_from(at.unix_ms()).unwrap_or(i64::MAX)
}

pub(super) fn target_type(word: &str) -> Result<TargetType, StoreError> {
    read_word("target type", word)
}

/// `id, thread, author, body, mentions, attachments, created_at, edited_at`
pub(super) type CommentColumns = (
    String,
    String,
    String,
    String,
    String,
    String,
    i64,
    Option<i64>,
);

pub(super) fn comment(columns: CommentColumns) -> Result<Comment, StoreError> {
    let (id, thread, author, body, mentions, attachments, created_at, edited_at) = columns;
    Ok(Comment {
        id: parse("comment id", &id)?,
        thread_id: parse("thread id", &thread)?,
        user_id: parse("user id", &author)?,
        body,
        mentions: read_json("mentions", &mentions)?,
        attachments: read_json("attachments", &attachments)?,
        created_at: time(created_at),
        edited_at: edited_at.map(time),
    })
}

/// `id, target_type, target, author, emoji, created_at`
pub(super) type ReactionColumns = (String, String, String, String, String, i64);

pub(super) fn reaction(columns: ReactionColumns) -> Result<Reaction, StoreError> {
    let (id, kind, target_id, author, emoji, created_at) = columns;
    Ok(Reaction {
        id: parse("reaction id", &id)?,
        target_id,
        target_type: target_type(&kind)?,
        user_id: parse("user id", &author)?,
        emoji,
        created_at: time(created_at),
    })
}

/// `id, room, resolved, position, created_at, updated_at, place`
pub(super) type ThreadColumns = (String, String, bool, Option<String>, i64, i64, i64);

/// A thread whose comments are elsewhere.
pub(super) fn thread(columns: ThreadColumns) -> Result<Thread, StoreError> {
    let (id, room, resolved, position, created_at, updated_at, _) = columns;
    Ok(Thread {
        id: parse("thread id", &id)?,
        room_id: parse("room id", &room)?,
        resolved,
        position: verbatim(position)?,
        comments: vec![],
        created_at: time(created_at),
        updated_at: time(updated_at),
    })
}
