//! Emoji on comments and threads: one per person, target and emoji.

use pulse_protocol::entity::{ActivityKind, Reaction, TargetType};
use pulse_protocol::{
    CommentId, ErrorCode, ReactionAdd, ReactionAdded, ReactionId, ReactionRemove, ReactionRemoved,
    ServerMessage, ThreadId,
};

use super::{Application, Stop, conflict, not_found};
use crate::storage::Refusal;
use crate::storage::ledger::ReactionRow;

impl Application<'_> {
    pub(super) async fn add_reaction(&mut self, m: &ReactionAdd) -> Result<(), Stop> {
        let author = self.author()?;
        let (thread, comment, owner) = match m.target_type {
            TargetType::Comment => {
                let id = CommentId::parse(&m.target_id).map_err(invalid)?;
                let comment = self.known_comment(&id).await?;
                (comment.thread_id, Some(id), comment.user_id)
            }
            TargetType::Thread => {
                let id = ThreadId::parse(&m.target_id).map_err(invalid)?;
                let thread = self.known_thread(&id).await?;
                (id, None, thread.creator)
            }
            _ => return Err(invalid("targetType is not known")),
        };
        let same = self
            .ledger
            .same_reaction(m.target_type, &m.target_id, &author, &m.emoji)
            .await?;
        if same {
            return Ok(());
        }
        let id = match &m.id {
            Some(id) => id.clone(),
            None => self.fresh_id(ReactionId::parse)?,
        };
        if self.ledger.reaction_exists(&id).await? {
            return Err(conflict("reaction", &id));
        }
        let reaction = Reaction {
            id,
            target_id: m.target_id.clone(),
            target_type: m.target_type,
            user_id: author,
            emoji: m.emoji.clone(),
            created_at: self.write.at,
        };
        let row = ReactionRow {
            reaction: reaction.clone(),
            thread: thread.clone(),
        };
        let place = self.next_seq().await?;
        self.ledger.insert_reaction(&row, place).await?;
        self.event(ServerMessage::ReactionAdded(ReactionAdded { reaction }))
            .await?;
        let words = match m.target_type {
            TargetType::Thread => "reacted to a thread",
            _ => "reacted to a comment",
        };
        self.activity(ActivityKind::Reaction, words).await?;
        self.tell_of_reaction(owner, thread, comment).await
    }

    pub(super) async fn remove_reaction(&mut self, m: &ReactionRemove) -> Result<(), Stop> {
        let known = self.ledger.reaction(&m.reaction_id).await?;
        let row = known.ok_or_else(|| not_found("reaction", &m.reaction_id))?;
        self.only_by(&row.reaction.user_id, "remove a reaction")?;
        self.ledger.delete_reaction(&m.reaction_id).await?;
        self.event(ServerMessage::ReactionRemoved(ReactionRemoved {
            target_id: row.reaction.target_id,
            reaction_id: m.reaction_id.clone(),
        }))
        .await?;
        Ok(())
    }
}

fn invalid(error: impl std::fmt::Display) -> Stop {
    Refusal::new(ErrorCode::InvalidField, error.to_string()).into()
}
