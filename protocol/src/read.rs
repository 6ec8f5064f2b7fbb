//! The server's messages, and the writes that a client has kept, read from
//! pieces of JSON: the same types and names as serde's, with a tenth of the
//! code. A test holds every one of the shared vectors against what serde reads.

use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::StrDeserializer;
use serde_json::value::RawValue;

use crate::auth::{AuthError, AuthOk, AuthRefreshed};
use crate::claims::Role;
use crate::entity::{
    ActivityKind, ActivityLog, Attachment, AttachmentKind, Comment, DeviceType, EnvConfig,
    Notification, NotificationKind, P2pConfig, Presence, PresenceStatus, Reaction, TargetType,
    Thread, User,
};
use crate::limits::Limits;
use crate::piece::Piece;
use crate::raw_value::{Nothing, raw_value};
use crate::{
    Ack, ActivityLogged, CommentCreate, CommentDelete, CommentDeleted, CommentEdit, CommentEvent,
    ConfigUpdated, CursorBatch, ErrorCode, EventsPage, NotificationEvent, NotificationRead,
    NotificationReadAll, PresenceChanged, PresenceJoin, PresenceLeave, ReactionAdd, ReactionAdded,
    ReactionRemove, ReactionRemoved, RelayedCursor, Seq, ServerDraining, ServerError, ThreadCreate,
    ThreadCreated, ThreadDelete, ThreadDeleted, ThreadMove, ThreadMoved, ThreadResolve,
    ThreadResolved, ThreadsPage, Timestamp, TypingIndicator, Verbatim,
};

/// What can be read from a piece of JSON.
pub trait Read: Sized {
    /// Reads; `None` when the piece is something else.
    fn read(piece: Piece<'_>) -> Option<Self>;

    /// What an absent field stands for, if it may be absent.
    #[must_use]
    fn absent() -> Option<Self> {
        None
    }
}

/// A field, which may be absent where its type says so.
fn get<T: Read>(found: Option<Piece<'_>>) -> Option<T> {
    match found {
        Some(piece) => T::read(piece),
        None => T::absent(),
    }
}

/// A field that may be absent.
fn get_or<T: Read>(found: Option<Piece<'_>>, absent: T) -> Option<T> {
    match found {
        Some(piece) => T::read(piece),
        None => Some(absent),
    }
}

/// Fields with `default` may be absent.
macro_rules! objects {
    ($($name:ident { $($field:ident = $key:literal $($default:ident)?,)+ })+) => {$(
        impl Read for $name {
            fn read(piece: Piece<'_>) -> Option<Self> {
                const NAMES: &[&str] = &[$($key),+];
                let mut found = [None; NAMES.len()];
                piece.find(NAMES, &mut found)?;
                let [$($field),+] = found;
                Some(Self { $($field: objects!(@ $field $($default)?)?,)+ })
            }
        }
    )+};
    (@ $field:ident) => { get($field) };
    (@ $field:ident default) => { get_or($field, Default::default()) };
}

/// Objects of which every field may be absent.
macro_rules! settings {
    ($($name:ident { $($field:ident = $key:literal,)+ })+) => {$(
        impl Read for $name {
            fn read(piece: Piece<'_>) -> Option<Self> {
                const NAMES: &[&str] = &[$($key),+];
                let mut found = [None; NAMES.len()];
                piece.find(NAMES, &mut found)?;
                let [$($field),+] = found;
                let usual = Self::default();
                Some(Self { $($field: get_or($field, usual.$field)?,)+ })
            }
        }
    )+};
}

/// Texts of a fixed set: serde's code for them is short.
macro_rules! words {
    ($($name:ident)+) => {$(
        impl Read for $name {
            fn read(piece: Piece<'_>) -> Option<Self> {
                let text = piece.text()?;
                let text: StrDeserializer<'_, Nothing> = (&*text).into_deserializer();
                Self::deserialize(text).ok()
            }
        }
    )+};
}

macro_rules! numbers {
    ($($name:ident)+) => {$(
        impl Read for $name {
            fn read(piece: Piece<'_>) -> Option<Self> {
                piece.as_str().parse().ok()
            }
        }
    )+};
}

numbers! { bool u32 u64 usize }

words! {
    ActivityKind AttachmentKind DeviceType ErrorCode NotificationKind PresenceStatus TargetType
}

objects! {
    User { id = "id", name = "name", avatar = "avatar", color = "color", }
    Presence {
        user = "user", status = "status", device_type = "deviceType", last_seen = "lastSeen",
    }
    Thread {
        id = "id", room_id = "roomId", resolved = "resolved", position = "position",
        comments = "comments", created_at = "createdAt", updated_at = "updatedAt",
    }
    Comment {
        id = "id", thread_id = "threadId", user_id = "userId", body = "body",
        mentions = "mentions", attachments = "attachments" default, created_at = "createdAt",
        edited_at = "editedAt",
    }
    Attachment {
        id = "id", kind = "type", filename = "filename", mime_type = "mimeType",
        size_bytes = "sizeBytes", url = "url", thumbnail_url = "thumbnailUrl",
        duration_ms = "durationMs", width = "width", height = "height",
    }
    Reaction {
        id = "id", target_id = "targetId", target_type = "targetType", user_id = "userId",
        emoji = "emoji", created_at = "createdAt",
    }
    Notification {
        id = "id", kind = "type", actor_id = "actorId", thread_id = "threadId",
        comment_id = "commentId", read = "read", created_at = "createdAt",
    }
    ActivityLog {
        id = "id", kind = "type", user_id = "userId", description = "description",
        created_at = "createdAt",
    }
    P2pConfig {
        mesh_limit = "meshLimit", persist_interval_ms = "persistIntervalMs",
        max_shared_objects = "maxSharedObjects",
    }
    AuthOk {
        user = "user", users = "users", presence = "presence", threads = "threads",
        notifications = "notifications", reactions = "reactions", activity_logs = "activityLogs",
        config = "config" default, p2p_config = "p2pConfig", protocol = "protocol",
        connection_id = "connectionId", epoch = "epoch", seq = "seq", server_time = "serverTime",
        token_expires_at = "tokenExpiresAt", role = "role", heartbeat_ms = "heartbeatMs", limits = "limits",
        resumed = "resumed", events = "events" default, next_cursor = "nextCursor",
    }
    AuthError { message = "message", code = "code" default, retryable = "retryable" default, }
    AuthRefreshed { token_expires_at = "tokenExpiresAt", role = "role", }
    ServerError {
        message = "message", code = "code" default, op_id = "opId",
        retryable = "retryable" default, retry_after_ms = "retryAfterMs",
    }
    Ack { op_id = "opId", seq = "seq", }
    PresenceJoin { user = "user", }
    PresenceLeave { user_id = "userId", }
    PresenceChanged { user_id = "userId", status = "status", }
    RelayedCursor { user_id = "userId", position = "position", }
    CursorBatch { cursors = "cursors", }
    TypingIndicator { thread_id = "threadId", user_id = "userId", }
    ThreadCreated { thread = "thread", }
    ThreadResolved { thread_id = "threadId", resolved = "resolved", }
    ThreadMoved { thread_id = "threadId", position = "position", }
    ThreadDeleted { thread_id = "threadId", }
    CommentEvent { thread_id = "threadId", comment = "comment", }
    CommentDeleted { thread_id = "threadId", comment_id = "commentId", }
    ReactionAdded { reaction = "reaction", }
    ReactionRemoved { target_id = "targetId", reaction_id = "reactionId", }
    NotificationEvent { notification = "notification", }
    NotificationRead { notification_id = "notificationId", }
    NotificationReadAll { notification_ids = "notificationIds", }
    ActivityLogged { activity_log = "activityLog", }
    ConfigUpdated { config = "config", limits = "limits", }
    ThreadsPage { threads = "threads", reactions = "reactions", next_cursor = "nextCursor", }
    EventsPage { events = "events", seq = "seq", }
    ServerDraining { reconnect_in_ms = "reconnectInMs", }
    ThreadCreate {
        id = "id", comment_id = "commentId", body = "body", mentions = "mentions" default,
        position = "position", attachment_ids = "attachmentIds" default,
    }
    ThreadResolve { thread_id = "threadId", resolved = "resolved", }
    ThreadMove { thread_id = "threadId", position = "position", }
    ThreadDelete { thread_id = "threadId", }
    CommentCreate {
        thread_id = "threadId", id = "id", body = "body", mentions = "mentions" default,
        attachment_ids = "attachmentIds" default,
    }
    CommentEdit { comment_id = "commentId", body = "body", mentions = "mentions" default, }
    CommentDelete { comment_id = "commentId", }
    ReactionAdd {
        id = "id", target_id = "targetId", target_type = "targetType", emoji = "emoji",
    }
    ReactionRemove { reaction_id = "reactionId", }
}

settings! {
    EnvConfig {
        allow_images = "allowImages", allow_audio = "allowAudio", allow_video = "allowVideo",
        max_file_size_mb = "maxFileSizeMb",
        max_attachments_per_comment = "maxAttachmentsPerComment",
        allow_reactions = "allowReactions", allow_drawing = "allowDrawing",
        allow_mentions = "allowMentions", show_cursors = "showCursors",
        show_presence = "showPresence", show_typing_indicators = "showTypingIndicators",
        allow_p2p = "allowP2P", p2p_mesh_limit = "p2pMeshLimit",
        p2p_persist_interval_ms = "p2pPersistIntervalMs", p2p_state_ttl_days = "p2pStateTTLDays",
        p2p_max_state_bytes = "p2pMaxStateBytes", max_shared_objects = "maxSharedObjects",
        allow_p2p_binary = "allowP2PBinary", turn_server_url = "turnServerUrl",
    }
    Limits {
        frame_bytes = "frameBytes", comment_chars = "commentChars", name_chars = "nameChars",
        mentions = "mentions", attachments = "attachments", emoji_bytes = "emojiBytes",
        position_bytes = "positionBytes", point_bytes = "pointBytes",
        selection_bytes = "selectionBytes", stroke_points = "strokePoints",
    }
}

impl Read for String {
    fn read(piece: Piece<'_>) -> Option<Self> {
        Some(piece.text()?.into_owned())
    }
}

impl Read for Seq {
    fn read(piece: Piece<'_>) -> Option<Self> {
        u64::read(piece).map(Self)
    }
}

impl Read for Timestamp {
    fn read(piece: Piece<'_>) -> Option<Self> {
        Self::parse(&piece.text()?).ok()
    }
}

impl Read for Verbatim {
    fn read(piece: Piece<'_>) -> Option<Self> {
        Self::of_piece(piece)
    }
}

impl Read for Role {
    /// One that is not known yet is shown as the usual one: what it may do is
    /// for the server to say, and no reason to stay out.
    fn read(piece: Piece<'_>) -> Option<Self> {
        let text = piece.text()?;
        let known = [Self::Viewer, Self::Moderator];
        let role = known.into_iter().find(|role| role.as_str() == text);
        Some(role.unwrap_or_default())
    }
}

impl Read for Box<AuthOk> {
    fn read(piece: Piece<'_>) -> Option<Self> {
        AuthOk::read(piece).map(Self::new)
    }
}

impl Read for Box<RawValue> {
    fn read(piece: Piece<'_>) -> Option<Self> {
        raw_value(piece)
    }
}

impl<T: Read> Read for Option<T> {
    fn read(piece: Piece<'_>) -> Option<Self> {
        if piece.as_str() == "null" {
            Some(None)
        } else {
            T::read(piece).map(Some)
        }
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(piece: Piece<'_>) -> Option<Self> {
        // Collecting weighs more, for each type.
        let mut list = Self::new();
        for item in piece.items()? {
            list.push(T::read(item)?);
        }
        Some(list)
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Debug;

    use serde::de::DeserializeOwned;

    use super::*;
    use crate::Document;

    fn same<T: Read + DeserializeOwned + PartialEq + Debug>(frame: Piece<'_>) {
        let here = T::read(frame);
        assert_eq!(
            here,
            serde_json::from_str(frame.as_str()).ok(),
            "{}",
            frame.as_str()
        );
        assert!(here.is_some());
    }

    #[test]
    fn every_message_is_read_as_serde_reads_it() {
        let vectors = include_str!("../../tests/vectors/server-messages.json");
        let mut checked = 0;
        let vectors = Document::parse(vectors).unwrap();
        for vector in vectors.root().items().unwrap() {
            let frame = vector.field("json").unwrap();
            checked += 1;
            match &*frame.field("type").and_then(Piece::text).unwrap() {
                "auth:ok" => same::<AuthOk>(frame),
                "auth:error" => same::<AuthError>(frame),
                "auth:refreshed" => same::<AuthRefreshed>(frame),
                "error" => same::<ServerError>(frame),
                "ack" => same::<Ack>(frame),
                "presence:join" => same::<PresenceJoin>(frame),
                "presence:leave" => same::<PresenceLeave>(frame),
                "presence:update" => same::<PresenceChanged>(frame),
                "cursor:move" => same::<RelayedCursor>(frame),
                "cursor:batch" => same::<CursorBatch>(frame),
                "typing:indicator" => same::<TypingIndicator>(frame),
                "thread:created" => same::<ThreadCreated>(frame),
                "thread:resolved" => same::<ThreadResolved>(frame),
                "thread:moved" => same::<ThreadMoved>(frame),
                "thread:deleted" => same::<ThreadDeleted>(frame),
                "comment:created" | "comment:edited" => same::<CommentEvent>(frame),
                "comment:deleted" => same::<CommentDeleted>(frame),
                "reaction:added" => same::<ReactionAdded>(frame),
                "reaction:removed" => same::<ReactionRemoved>(frame),
                "notification" => same::<NotificationEvent>(frame),
                "notification:read" => same::<NotificationRead>(frame),
                "notification:read-all" => same::<NotificationReadAll>(frame),
                "activity:logged" => same::<ActivityLogged>(frame),
                "config:updated" => same::<ConfigUpdated>(frame),
                "threads:page" => same::<ThreadsPage>(frame),
                "events:page" => same::<EventsPage>(frame),
                "server:draining" => same::<ServerDraining>(frame),
                _ => checked -= 1,
            }
        }
        assert!(checked >= 28, "{checked}");
    }

    #[test]
    fn every_write_is_read_as_serde_reads_it() {
        let vectors = include_str!("../../tests/vectors/client-messages.json");
        let mut checked = std::collections::BTreeSet::new();
        let vectors = Document::parse(vectors).unwrap();
        for vector in vectors.root().items().unwrap() {
            let frame = vector.field("json").unwrap();
            let kind = frame.field("type").and_then(Piece::text).unwrap();
            match &*kind {
                "thread:create" => same::<ThreadCreate>(frame),
                "thread:resolve" => same::<ThreadResolve>(frame),
                "thread:move" => same::<ThreadMove>(frame),
                "thread:delete" => same::<ThreadDelete>(frame),
                "comment:create" => same::<CommentCreate>(frame),
                "comment:edit" => same::<CommentEdit>(frame),
                "comment:delete" => same::<CommentDelete>(frame),
                "reaction:add" => same::<ReactionAdd>(frame),
                "reaction:remove" => same::<ReactionRemove>(frame),
                "notification:read" => same::<NotificationRead>(frame),
                "notification:read-all" => same::<NotificationReadAll>(frame),
                _ => continue,
            }
            checked.insert(kind.into_owned());
        }
        assert_eq!(checked.len(), 11);
    }

    #[test]
    fn every_field_has_its_name() {
        let text = serde_json::to_string(&EnvConfig::default()).unwrap();
        let text = text
            .replace("true", "?")
            .replace("false", "true")
            .replace('?', "false");
        same::<EnvConfig>(Document::parse(&text).unwrap().root());
        let text = serde_json::to_string(&Limits::default())
            .unwrap()
            .replace("0", "1");
        same::<Limits>(Document::parse(&text).unwrap().root());
    }

    #[test]
    fn a_role_of_later_is_the_usual_one() {
        let read = |text: &str| Role::read(Document::parse(text).unwrap().root());
        for role in [Role::Viewer, Role::Commenter, Role::Moderator] {
            let text = serde_json::to_string(&role).unwrap();
            assert_eq!(text, format!("\"{}\"", role.as_str()));
            assert_eq!(read(&text), Some(role));
        }
        assert_eq!(read(r#""owner""#), Some(Role::Commenter));
        assert_eq!(read("7"), None);
    }

    #[test]
    fn what_is_missing_or_wrong_is_refused() {
        for text in [
            r#"{}"#,
            r#"{"threadId":"t"}"#,
            r#"{"threadId":7,"resolved":true}"#,
            "[]",
            "7",
        ] {
            assert_eq!(
                ThreadResolved::read(Document::parse(text).unwrap().root()),
                None,
                "{text}"
            );
        }
    }
}
