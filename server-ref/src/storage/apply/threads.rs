//! Conversations: start, settle, move, remove.

use pulse_protocol::entity::{ActivityKind, Comment, Thread};
use pulse_protocol::{
    CommentId, ServerMessage, ThreadCreate, ThreadCreated, ThreadDelete, ThreadDeleted, ThreadId,
    ThreadMove, ThreadMoved, ThreadResolve, ThreadResolved,
};

use super::comments::stored_body;
use super::files::has_files;
use super::{Application, Stop, conflict, not_found};
use crate::storage::ledger::ThreadRow;

impl Application<'_> {
    pub(super) async fn create_thread(&mut self, m: &ThreadCreate) -> Result<(), Stop> {
        let (author, at) = (self.author()?, self.write.at);
        let body = stored_body(&m.body);
        if self.ledger.thread_is_elsewhere(&m.id).await? {
            return Err(conflict("thread", &m.id));
        }
        if let Some(known) = self.ledger.thread(&m.id).await? {
            let first = self.ledger.first_comment(&m.id).await?;
            let same = known.creator == author
                && first.is_some_and(|c| c.body == body && has_files(&c, &m.attachment_ids));
            return if same {
                Ok(())
            } else {
                Err(conflict("thread", &m.id))
            };
        }
        let comment_id = match &m.comment_id {
            Some(id) => id.clone(),
            None => self.fresh_id(CommentId::parse)?,
        };
        if self.ledger.comment_is_elsewhere(&comment_id).await?
            || self.ledger.comment(&comment_id).await?.is_some()
        {
            return Err(conflict("comment", &comment_id));
        }
        let attachments = self.unclaimed(&m.attachment_ids, &author).await?;
        let row = ThreadRow {
            id: m.id.clone(),
            creator: author.clone(),
            resolved: false,
            position: m.position.clone(),
        };
        let comment = Comment {
            id: comment_id,
            thread_id: m.id.clone(),
            user_id: author,
            body,
            mentions: m.mentions.clone(),
            attachments,
            created_at: at,
            edited_at: None,
        };
        self.ledger.ensure_room(at).await?;
        let place = self.next_seq().await?;
        self.ledger.insert_thread(&row, place, at).await?;
        self.ledger.insert_comment(&comment, place).await?;
        self.claim(&comment).await?;
        let thread = Thread {
            id: m.id.clone(),
            room_id: self.write.room.clone(),
            resolved: false,
            position: m.position.clone(),
            comments: vec![comment.clone()],
            created_at: at,
            updated_at: at,
        };
        self.event(ServerMessage::ThreadCreated(ThreadCreated { thread }))
            .await?;
        self.activity(ActivityKind::Thread, "started a thread")
            .await?;
        self.tell_of_thread(&comment).await
    }

    pub(super) async fn resolve_thread(&mut self, m: &ThreadResolve) -> Result<(), Stop> {
        let mut thread = self.known_thread(&m.thread_id).await?;
        if thread.resolved == m.resolved {
            return Ok(());
        }
        thread.resolved = m.resolved;
        self.ledger.update_thread(&thread, self.write.at).await?;
        self.event(ServerMessage::ThreadResolved(ThreadResolved {
            thread_id: m.thread_id.clone(),
            resolved: m.resolved,
        }))
        .await?;
        let words = if m.resolved {
            "resolved a thread"
        } else {
            "reopened a thread"
        };
        self.activity(ActivityKind::Resolve, words).await?;
        if m.resolved {
            self.tell_of_resolution(&m.thread_id).await?;
        }
        Ok(())
    }

    pub(super) async fn move_thread(&mut self, m: &ThreadMove) -> Result<(), Stop> {
        let mut thread = self.known_thread(&m.thread_id).await?;
        self.only_by(&thread.creator, "move a thread")?;
        thread.position = Some(m.position.clone());
        self.ledger.update_thread(&thread, self.write.at).await?;
        self.event(ServerMessage::ThreadMoved(ThreadMoved {
            thread_id: m.thread_id.clone(),
            position: m.position.clone(),
        }))
        .await?;
        self.activity(ActivityKind::Thread, "moved a thread")
            .await?;
        Ok(())
    }

    pub(super) async fn delete_thread(&mut self, m: &ThreadDelete) -> Result<(), Stop> {
        let thread = self.known_thread(&m.thread_id).await?;
        self.only_by(&thread.creator, "delete a thread")?;
        self.ledger.delete_thread(&m.thread_id).await?;
        let thread_id = m.thread_id.clone();
        self.event(ServerMessage::ThreadDeleted(ThreadDeleted { thread_id }))
            .await?;
        self.activity(ActivityKind::Thread, "deleted a thread")
            .await?;
        Ok(())
    }

    pub(super) async fn known_thread(&mut self, id: &ThreadId) -> Result<ThreadRow, Stop> {
        let thread = self.ledger.thread(id).await?;
        thread.ok_or_else(|| not_found("thread", id))
    }
}
