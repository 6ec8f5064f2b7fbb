//! What of the server's messages the engine acts on. Everything else is
//! handed on to the host as it came.

use pulse_protocol::{
    Ack, ActivityLogged, AuthError, AuthOk, AuthRefreshed, CommentDeleted, CommentEvent,
    ConfigUpdated, CursorBatch, EventsPage, NotificationEvent, NotificationRead,
    NotificationReadAll, PresenceChanged, PresenceJoin, PresenceLeave, RawFrame, ReactionAdded,
    ReactionRemoved, RelayedCursor, ServerDraining, ServerError, ThreadCreated, ThreadDeleted,
    ThreadMoved, ThreadResolved, ThreadsPage, TypingIndicator, UserId,
};

macro_rules! incoming {
    ($($tag:literal => $variant:ident($body:ty),)+) => {
        /// A message, read as far as the engine needs it.
        #[derive(Debug)]
        pub(crate) enum Incoming {
            $($variant($body),)+
            /// The server's clock.
            Pong(u64),
            /// Somebody's signal, for the host.
            Signal { kind: &'static str, user_id: UserId },
            /// For the host alone.
            Other { kind: &'static str },
        }

        impl Incoming {
            /// The message of a frame; `None` when its type is not known or it cannot be read.
            pub(crate) fn read(frame: &RawFrame<'_>) -> Option<Self> {
                match frame.kind() {
                    $($tag => frame.body().map(Self::$variant),)+
                    "pong" => frame.field("serverTime").map(Self::Pong),
                    kind => {
                        if let Some(kind) = known(SIGNALS, kind) {
                            let user_id = frame.field("userId")?;
                            return Some(Self::Signal { kind, user_id });
                        }
                        known(OTHERS, kind).map(|kind| Self::Other { kind })
                    }
                }
            }

            /// The message's `type`.
            pub(crate) const fn kind(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => $tag,)+
                    Self::Pong(_) => "pong",
                    Self::Signal { kind, .. } | Self::Other { kind } => kind,
                }
            }
        }
    };
}

incoming! {
    "auth:ok" => AuthOk(Box<AuthOk>),
    "auth:error" => AuthError(AuthError),
    "auth:refreshed" => AuthRefreshed(AuthRefreshed),
    "error" => Error(ServerError),
    "ack" => Ack(Ack),
    "presence:join" => PresenceJoin(PresenceJoin),
    "presence:leave" => PresenceLeave(PresenceLeave),
    "presence:update" => PresenceUpdate(PresenceChanged),
    "cursor:move" => CursorMove(RelayedCursor),
    "cursor:batch" => CursorBatch(CursorBatch),
    "typing:indicator" => Typing(TypingIndicator),
    "thread:created" => ThreadCreated(ThreadCreated),
    "thread:resolved" => ThreadResolved(ThreadResolved),
    "thread:moved" => ThreadMoved(ThreadMoved),
    "thread:deleted" => ThreadDeleted(ThreadDeleted),
    "comment:created" => CommentCreated(CommentEvent),
    "comment:edited" => CommentEdited(CommentEvent),
    "comment:deleted" => CommentDeleted(CommentDeleted),
    "reaction:added" => ReactionAdded(ReactionAdded),
    "reaction:removed" => ReactionRemoved(ReactionRemoved),
    "notification" => Notification(NotificationEvent),
    "notification:read" => NotificationRead(NotificationRead),
    "notification:read-all" => NotificationReadAll(NotificationReadAll),
    "activity:logged" => ActivityLogged(ActivityLogged),
    "config:updated" => ConfigUpdated(ConfigUpdated),
    "threads:page" => ThreadsPage(ThreadsPage),
    "events:page" => EventsPage(EventsPage),
    "server:draining" => ServerDraining(ServerDraining),
}

const SIGNALS: &[&str] = &[
    "click:perform",
    "viewport:update",
    "selection:update",
    "draw:stroke",
    "draw:clear",
    "emoji:drop",
];

const OTHERS: &[&str] = &["signal:offer", "signal:answer", "signal:ice", "p2p:sync"];

fn known(kinds: &[&'static str], kind: &str) -> Option<&'static str> {
    kinds.iter().copied().find(|known| *known == kind)
}

#[cfg(test)]
mod tests {
    use pulse_protocol::Document;

    use super::*;

    #[test]
    fn every_message_of_the_protocol_is_known() {
        let vectors = include_str!("../../tests/vectors/server-messages.json");
        let mut kinds = std::collections::BTreeSet::new();
        let vectors = Document::parse(vectors).unwrap();
        for vector in vectors.root().items().unwrap() {
            let frame = RawFrame::read(vector.field("json").unwrap().as_str()).unwrap();
            let message = Incoming::read(&frame).unwrap();
            assert_eq!(message.kind(), frame.kind());
            kinds.insert(message.kind());
        }
        assert_eq!(kinds.len(), pulse_protocol::ServerMessage::KINDS.len());
        let frame = RawFrame::read(r#"{"type":"later:thing"}"#).unwrap();
        assert!(Incoming::read(&frame).is_none());
    }
}
