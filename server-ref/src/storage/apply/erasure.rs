//! A person is erased: what they wrote in a room goes, or stays under the
//! name of nobody. Old frames, which tell of them, are forgotten; whoever
//! would have resumed from them starts from a snapshot.

use pulse_protocol::entity::Comment;
use pulse_protocol::{CommentEvent, ReactionRemoved, ServerMessage, UserId};

use super::{Application, Stop};
use crate::storage::Erasure;

impl Application<'_> {
    pub(super) async fn erase_person(&mut self, erasure: &Erasure) -> Result<(), Stop> {
        let person = &erasure.person;
        self.next_seq().await?;
        self.ledger.forget_history(person).await?;
        for row in self.ledger.reactions_by(person).await? {
            self.ledger.delete_reaction(&row.reaction.id).await?;
            self.event(ServerMessage::ReactionRemoved(ReactionRemoved {
                target_id: row.reaction.target_id,
                reaction_id: row.reaction.id,
            }))
            .await?;
        }
        for comment in self.ledger.comments_by(person).await? {
            match &erasure.replacement {
                Some(nobody) => self.hand_over(comment, nobody).await?,
                None => self.remove_comment(&comment).await?,
            }
        }
        for comment in self.ledger.comments_naming(person).await? {
            self.forget_mention(comment, erasure).await?;
        }
        self.ledger.replace_creator(person).await?;
        Ok(())
    }

    /// Names nobody, or whoever took the person's place, in what somebody else
    /// wrote. It does not count as an edit.
    async fn forget_mention(&mut self, comment: Comment, erasure: &Erasure) -> Result<(), Stop> {
        let mut mentions = Vec::with_capacity(comment.mentions.len());
        for mention in &comment.mentions {
            // A name that somebody else has too names them still.
            let people = self.ledger.mentioned(mention).await?;
            if people != [erasure.person.clone()] {
                mentions.push(mention.clone());
            }
        }
        if mentions.len() == comment.mentions.len() {
            return Ok(());
        }
        mentions.extend(erasure.replacement.as_ref().map(ToString::to_string));
        let comment = Comment {
            mentions,
            ..comment
        };
        self.ledger.update_comment(&comment).await?;
        self.event(ServerMessage::CommentEdited(CommentEvent {
            thread_id: comment.thread_id.clone(),
            comment,
        }))
        .await?;
        Ok(())
    }

    async fn hand_over(&mut self, comment: Comment, nobody: &UserId) -> Result<(), Stop> {
        self.ledger.set_author(&comment.id, nobody).await?;
        let comment = Comment {
            user_id: nobody.clone(),
            ..comment
        };
        self.event(ServerMessage::CommentEdited(CommentEvent {
            thread_id: comment.thread_id.clone(),
            comment,
        }))
        .await?;
        Ok(())
    }
}
