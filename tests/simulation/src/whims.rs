//! What people feel like doing: a next action, from what they see.

use std::sync::Arc;

use fastrand::Rng;
use pulse_client_core::{Command, Engine, Thread};
use pulse_protocol::entity::{PresenceStatus, TargetType};
use pulse_protocol::{
    ClientMessage, CommentCreate, CommentDelete, CommentEdit, CommentId, NotificationRead,
    NotificationReadAll, OpId, ReactionAdd, ReactionId, ReactionRemove, ThreadCreate, ThreadDelete,
    ThreadId, ThreadMove, ThreadResolve, Verbatim,
};

/// Something a person does.
pub(crate) enum Whim {
    Write(OpId, ClientMessage),
    Signal(Command),
}

/// Thinks of something. Texts are never the same twice, so that each can be
/// told from all others later.
pub(crate) fn next(engine: &mut Engine, chance: &mut Rng) -> Whim {
    let threads: Vec<Arc<Thread>> = engine.view().threads().to_vec();
    let thread = pick(&threads, chance);
    let Some(thread) = thread.filter(|_| chance.u32(..10) > 0) else {
        return create_thread(engine);
    };
    let thread_id = thread.id.clone();
    let op_id = OpId::parse(engine.fresh_id()).expect(UUID);
    let body = engine.fresh_id();
    let me = engine.view().user().map(|user| user.id.clone());
    let own = thread
        .comments
        .iter()
        .filter(|comment| Some(&comment.user_id) == me.as_ref());
    let own: Vec<CommentId> = own.map(|comment| comment.id.clone()).collect();
    let comment = pick(&thread.comments, chance);
    let write = match chance.u32(..100) {
        0..30 => ClientMessage::CommentCreate(CommentCreate {
            thread_id,
            id: CommentId::parse(engine.fresh_id()).expect(UUID),
            body,
            mentions: Vec::new(),
            attachment_ids: Vec::new(),
        }),
        30..42 => {
            // Now and then somebody else's, which is refused, and must leave no trace.
            let any = chance.u32(..8) == 0;
            let chosen = if any {
                comment.map(|comment| comment.id.clone())
            } else {
                pick(&own, chance)
            };
            match chosen {
                Some(comment_id) => ClientMessage::CommentEdit(CommentEdit {
                    comment_id,
                    body,
                    mentions: Vec::new(),
                }),
                None => return create_thread(engine),
            }
        }
        42..50 => ClientMessage::ThreadResolve(ThreadResolve {
            thread_id,
            resolved: !thread.resolved,
        }),
        50..56 => ClientMessage::ThreadMove(ThreadMove {
            thread_id,
            position: place(chance),
        }),
        56..59 => match pick(&own, chance) {
            Some(comment_id) => ClientMessage::CommentDelete(CommentDelete { comment_id }),
            None => return create_thread(engine),
        },
        59..61
            if thread
                .comments
                .first()
                .is_some_and(|first| own.contains(&first.id)) =>
        {
            ClientMessage::ThreadDelete(ThreadDelete { thread_id })
        }
        59..72 => match comment {
            Some(comment) => ClientMessage::ReactionAdd(ReactionAdd {
                id: ReactionId::parse(engine.fresh_id()).ok(),
                target_id: comment.id.to_string(),
                target_type: TargetType::Comment,
                emoji: chance.choice(["👍", "🎉", "👀"]).unwrap_or("👍").to_owned(),
            }),
            None => return create_thread(engine),
        },
        72..78 => {
            let view = engine.view();
            let reactions = comment.map(|comment| view.reactions(comment.id.as_str()));
            let mut reactions = reactions.unwrap_or_default().iter();
            match reactions.find(|one| Some(&one.user_id) == me.as_ref()) {
                Some(reaction) => ClientMessage::ReactionRemove(ReactionRemove {
                    reaction_id: reaction.id.clone(),
                }),
                None => return Whim::Signal(Command::Typing(thread_id)),
            }
        }
        78..80 => ClientMessage::NotificationReadAll(NotificationReadAll::default()),
        80..82 => match pick(engine.view().notifications(), chance) {
            Some(notification) => ClientMessage::NotificationRead(NotificationRead {
                notification_id: notification.id.clone(),
            }),
            None => return create_thread(engine),
        },
        82..86 => {
            use PresenceStatus::{Idle, Offline, Online};
            let status = chance.choice([Online, Idle, Offline]).unwrap_or(Online);
            return Whim::Signal(Command::SetPresence(status));
        }
        86..92 => return Whim::Signal(Command::Typing(thread_id)),
        _ => return Whim::Signal(Command::MoveCursor(place(chance))),
    };
    Whim::Write(op_id, write)
}

fn create_thread(engine: &mut Engine) -> Whim {
    let op_id = OpId::parse(engine.fresh_id()).expect(UUID);
    let message = ClientMessage::ThreadCreate(ThreadCreate {
        id: ThreadId::parse(engine.fresh_id()).expect(UUID),
        comment_id: CommentId::parse(engine.fresh_id()).ok(),
        body: engine.fresh_id(),
        mentions: Vec::new(),
        position: None,
        attachment_ids: Vec::new(),
    });
    Whim::Write(op_id, message)
}

fn place(chance: &mut Rng) -> Verbatim {
    let text = format!(
        r#"{{"x":{},"y":{}}}"#,
        chance.u32(..1000),
        chance.u32(..1000)
    );
    Verbatim::parse(&text).expect("plain JSON")
}

fn pick<T: Clone>(list: &[T], chance: &mut Rng) -> Option<T> {
    (!list.is_empty()).then(|| list[chance.usize(..list.len())].clone())
}

const UUID: &str = "a UUID is a short plain text";
