//! A comment's files: each is claimed by one comment of whoever brought it.

use pulse_protocol::entity::{Attachment, Comment};
use pulse_protocol::{AttachmentId, ErrorCode, UserId};

use super::{Application, Stop};
use crate::storage::Refusal;

impl Application<'_> {
    /// The files a new comment names, in its order.
    pub(super) async fn unclaimed(
        &mut self,
        ids: &[AttachmentId],
        author: &UserId,
    ) -> Result<Vec<Attachment>, Stop> {
        let mut files: Vec<Attachment> = Vec::with_capacity(ids.len());
        for id in ids {
            if files.iter().any(|file| file.id == *id) {
                let words = format!("attachmentIds has {id} twice");
                return Err(Refusal::new(ErrorCode::InvalidField, words).into());
            }
            let found = self.ledger.unclaimed(id, author, self.write.at).await?;
            files.push(found.ok_or_else(|| {
                let words = format!("there is no unclaimed upload {id} of yours");
                Refusal::new(ErrorCode::NotFound, words)
            })?);
        }
        Ok(files)
    }

    /// Claims the files of a comment that was just kept.
    pub(super) async fn claim(&mut self, comment: &Comment) -> Result<(), Stop> {
        for file in &comment.attachments {
            self.ledger.claim(&file.id, &comment.id).await?;
        }
        Ok(())
    }
}

/// Whether a comment that is there has the files that another attempt to
/// write it names.
pub(super) fn has_files(comment: &Comment, ids: &[AttachmentId]) -> bool {
    comment.attachments.iter().map(|file| &file.id).eq(ids)
}
