//! What one's own writes do to the board before the server has said
//! anything. The view is the server's state with the pending writes replayed
//! on it in order, so rolling a write back is leaving it out.

use pulse_protocol::entity::Reaction;
use pulse_protocol::{ClientMessage, CommentCreate, OpId, RoomId, ThreadCreate, Timestamp, UserId};
use std::sync::Arc;

use crate::board::Board;
use crate::changes::Changes;
use crate::model::{Comment, Thread};

/// One write, with what the server would add to it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stroke<'a> {
    pub(crate) message: &'a ClientMessage,
    pub(crate) author: &'a UserId,
    pub(crate) room: &'a RoomId,
    pub(crate) at: Timestamp,
    /// Marks what the write touches as pending; absent once the write counts as done.
    pub(crate) op_id: Option<&'a OpId>,
}

/// Applies a write. Where the server's state already has its effect, nothing happens.
pub(crate) fn apply(board: &mut Board, stroke: Stroke<'_>, changes: &mut Changes) {
    let op_id = stroke.op_id;
    match stroke.message {
        ClientMessage::ThreadCreate(create) => create_thread(board, stroke, create, changes),
        ClientMessage::CommentCreate(create) => create_comment(board, stroke, create, changes),
        ClientMessage::ThreadResolve(m) => {
            board.resolve(&m.thread_id, m.resolved, op_id, changes);
        }
        ClientMessage::ThreadMove(m) => board.move_pin(&m.thread_id, &m.position, op_id, changes),
        ClientMessage::ThreadDelete(m) => board.remove_thread(&m.thread_id, changes),
        ClientMessage::CommentEdit(edit) => {
            if let Some((_, comment)) = board.comment(&edit.comment_id)
                && (comment.body != edit.body || comment.mentions != edit.mentions)
            {
                let mut comment = Comment::clone(comment);
                comment.body.clone_from(&edit.body);
                comment.mentions.clone_from(&edit.mentions);
                comment.edited_at = Some(stroke.at);
                comment.op_id = op_id.cloned();
                board.put_comment(comment, changes);
            }
        }
        ClientMessage::CommentDelete(m) => board.remove_comment(&m.comment_id, changes),
        ClientMessage::ReactionAdd(add) => {
            let there = board
                .reactions_of(&add.target_id)
                .iter()
                .any(|known| known.user_id == *stroke.author && known.emoji == add.emoji);
            if let (false, Some(id)) = (there, &add.id) {
                let reaction = Reaction {
                    id: id.clone(),
                    target_id: add.target_id.clone(),
                    target_type: add.target_type,
                    user_id: stroke.author.clone(),
                    emoji: add.emoji.clone(),
                    created_at: stroke.at,
                };
                board.add_reaction(reaction, changes);
            }
        }
        ClientMessage::ReactionRemove(m) => board.remove_reaction(&m.reaction_id, changes),
        ClientMessage::NotificationRead(m) => board.mark_read(&m.notification_id, changes),
        ClientMessage::NotificationReadAll(m) => board.mark_all_read(m, changes),
        _ => {}
    }
}

fn create_thread(
    board: &mut Board,
    stroke: Stroke<'_>,
    create: &ThreadCreate,
    changes: &mut Changes,
) {
    if board.thread(&create.id).is_some() {
        return;
    }
    let first = create.comment_id.as_ref().map(|id| {
        Arc::new(Comment {
            id: id.clone(),
            thread_id: create.id.clone(),
            user_id: stroke.author.clone(),
            body: create.body.clone(),
            mentions: create.mentions.clone(),
            attachments: Vec::new(),
            created_at: stroke.at,
            edited_at: None,
            op_id: stroke.op_id.cloned(),
        })
    });
    let thread = Thread {
        id: create.id.clone(),
        room_id: stroke.room.clone(),
        resolved: false,
        position: create.position.clone(),
        comments: first.into_iter().collect(),
        created_at: stroke.at,
        updated_at: stroke.at,
        op_id: stroke.op_id.cloned(),
    };
    board.put_thread(thread, changes);
}

fn create_comment(
    board: &mut Board,
    stroke: Stroke<'_>,
    create: &CommentCreate,
    changes: &mut Changes,
) {
    let Some(thread) = board.thread(&create.thread_id) else {
        return;
    };
    // This is asked again with every message until the write is settled, which is soon: it is
    // there, if at all, near the end.
    let mut latest_first = thread.comments.iter().rev();
    if latest_first.any(|known| known.id == create.id) {
        return;
    }
    let comment = Comment {
        id: create.id.clone(),
        thread_id: create.thread_id.clone(),
        user_id: stroke.author.clone(),
        body: create.body.clone(),
        mentions: create.mentions.clone(),
        attachments: Vec::new(),
        created_at: stroke.at,
        edited_at: None,
        op_id: stroke.op_id.cloned(),
    };
    board.put_comment(comment, changes);
}
