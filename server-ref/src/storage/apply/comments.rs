//! Comments: reply, edit, remove.

use pulse_protocol::entity::{ActivityKind, Comment};
use pulse_protocol::{
    CommentCreate, CommentDelete, CommentDeleted, CommentEdit, CommentEvent, CommentId,
    ServerMessage, ThreadDeleted,
};

use super::files::has_files;
use super::{Application, Stop, conflict, not_found};

/// What the original stores for a comment that is only files: clients hide it.
const ONLY_FILES: &str = "(attachment)";

/// The text to keep for a body.
pub(super) fn stored_body(body: &str) -> String {
    if body.trim().is_empty() {
        ONLY_FILES.to_owned()
    } else {
        body.to_owned()
    }
}

impl Application<'_> {
    pub(super) async fn create_comment(&mut self, m: &CommentCreate) -> Result<(), Stop> {
        let author = self.author()?;
        let thread = self.known_thread(&m.thread_id).await?;
        let body = stored_body(&m.body);
        if self.ledger.comment_is_elsewhere(&m.id).await? {
            return Err(conflict("comment", &m.id));
        }
        if let Some(known) = self.ledger.comment(&m.id).await? {
            let same = known.user_id == author
                && known.thread_id == m.thread_id
                && known.body == body
                && has_files(&known, &m.attachment_ids);
            return if same {
                Ok(())
            } else {
                Err(conflict("comment", &m.id))
            };
        }
        let attachments = self.unclaimed(&m.attachment_ids, &author).await?;
        let comment = Comment {
            id: m.id.clone(),
            thread_id: m.thread_id.clone(),
            user_id: author,
            body,
            mentions: m.mentions.clone(),
            attachments,
            created_at: self.write.at,
            edited_at: None,
        };
        let place = self.next_seq().await?;
        self.ledger.insert_comment(&comment, place).await?;
        self.claim(&comment).await?;
        self.ledger
            .touch_thread(&m.thread_id, self.write.at)
            .await?;
        self.event(ServerMessage::CommentCreated(CommentEvent {
            thread_id: m.thread_id.clone(),
            comment: comment.clone(),
        }))
        .await?;
        self.activity(ActivityKind::Comment, "replied to a thread")
            .await?;
        self.tell_of_reply(&thread, &comment).await
    }

    pub(super) async fn edit_comment(&mut self, m: &CommentEdit) -> Result<(), Stop> {
        let before = self.known_comment(&m.comment_id).await?;
        self.only_by(&before.user_id, "edit a comment")?;
        if before.body == m.body && before.mentions == m.mentions {
            return Ok(());
        }
        let after = Comment {
            body: m.body.clone(),
            mentions: m.mentions.clone(),
            edited_at: Some(self.write.at),
            ..before.clone()
        };
        self.ledger.update_comment(&after).await?;
        self.event(ServerMessage::CommentEdited(CommentEvent {
            thread_id: after.thread_id.clone(),
            comment: after.clone(),
        }))
        .await?;
        self.activity(ActivityKind::Comment, "edited a comment")
            .await?;
        self.tell_of_edit(&before, &after).await
    }

    pub(super) async fn delete_comment(&mut self, m: &CommentDelete) -> Result<(), Stop> {
        let comment = self.known_comment(&m.comment_id).await?;
        self.only_by(&comment.user_id, "delete a comment")?;
        self.remove_comment(&comment).await?;
        self.activity(ActivityKind::Comment, "deleted a comment")
            .await?;
        Ok(())
    }

    /// Removes a comment, and the thread with its last one.
    pub(super) async fn remove_comment(&mut self, comment: &Comment) -> Result<(), Stop> {
        let thread_id = comment.thread_id.clone();
        self.ledger.delete_comment(&comment.id).await?;
        self.event(ServerMessage::CommentDeleted(CommentDeleted {
            thread_id: thread_id.clone(),
            comment_id: comment.id.clone(),
        }))
        .await?;
        // A thread without comments does not exist.
        if self.ledger.first_comment(&thread_id).await?.is_none() {
            self.ledger.delete_thread(&thread_id).await?;
            self.event(ServerMessage::ThreadDeleted(ThreadDeleted { thread_id }))
                .await?;
        }
        Ok(())
    }

    pub(super) async fn known_comment(&mut self, id: &CommentId) -> Result<Comment, Stop> {
        let comment = self.ledger.comment(id).await?;
        comment.ok_or_else(|| not_found("comment", id))
    }
}
