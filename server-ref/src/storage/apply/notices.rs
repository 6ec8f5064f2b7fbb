//! Who is told about what: never the actor, and one notification for each
//! person and write, being named before anything else.

use std::collections::BTreeMap;

use pulse_protocol::entity::{Comment, Notification, NotificationKind};
use pulse_protocol::{CommentId, NotificationId, ThreadId, UserId};

use super::{Application, Stop};
use crate::storage::ledger::ThreadRow;

impl Application<'_> {
    pub(super) async fn tell_of_thread(&mut self, comment: &Comment) -> Result<(), Stop> {
        let mut told = BTreeMap::new();
        self.add_mentions(&mut told, &comment.mentions).await?;
        self.tell(told, &comment.thread_id, Some(&comment.id)).await
    }

    pub(super) async fn tell_of_reply(
        &mut self,
        thread: &ThreadRow,
        comment: &Comment,
    ) -> Result<(), Stop> {
        let mut told = BTreeMap::new();
        for person in self.ledger.participants(&thread.id).await? {
            told.insert(person, NotificationKind::CommentCreated);
        }
        told.insert(thread.creator.clone(), NotificationKind::CommentReply);
        self.add_mentions(&mut told, &comment.mentions).await?;
        self.tell(told, &thread.id, Some(&comment.id)).await
    }

    /// Only people who were not named before are told of an edit.
    pub(super) async fn tell_of_edit(
        &mut self,
        before: &Comment,
        after: &Comment,
    ) -> Result<(), Stop> {
        let (mut earlier, mut told) = (BTreeMap::new(), BTreeMap::new());
        self.add_mentions(&mut earlier, &before.mentions).await?;
        self.add_mentions(&mut told, &after.mentions).await?;
        told.retain(|person, _| !earlier.contains_key(person));
        self.tell(told, &after.thread_id, Some(&after.id)).await
    }

    pub(super) async fn tell_of_resolution(&mut self, thread: &ThreadId) -> Result<(), Stop> {
        let people = self.ledger.participants(thread).await?;
        let told = people
            .into_iter()
            .map(|person| (person, NotificationKind::ThreadResolved))
            .collect();
        self.tell(told, thread, None).await
    }

    pub(super) async fn tell_of_reaction(
        &mut self,
        owner: UserId,
        thread: ThreadId,
        comment: Option<CommentId>,
    ) -> Result<(), Stop> {
        let told = BTreeMap::from([(owner, NotificationKind::ReactionAdded)]);
        self.tell(told, &thread, comment.as_ref()).await
    }

    async fn add_mentions(
        &mut self,
        told: &mut BTreeMap<UserId, NotificationKind>,
        mentions: &[String],
    ) -> Result<(), Stop> {
        for mention in mentions {
            for person in self.ledger.mentioned(mention).await? {
                told.insert(person, NotificationKind::CommentMention);
            }
        }
        Ok(())
    }

    async fn tell(
        &mut self,
        mut told: BTreeMap<UserId, NotificationKind>,
        thread: &ThreadId,
        comment: Option<&CommentId>,
    ) -> Result<(), Stop> {
        // What nobody did is told to nobody.
        let Some(actor) = self.write.actor.user.clone() else {
            return Ok(());
        };
        told.remove(&actor);
        let mut notifications = Vec::with_capacity(told.len());
        for (person, kind) in told {
            let notification = Notification {
                id: self.fresh_id(NotificationId::parse)?,
                kind,
                actor_id: actor.clone(),
                thread_id: Some(thread.clone()),
                comment_id: comment.cloned(),
                read: false,
                created_at: self.write.at,
            };
            notifications.push((person, notification));
        }
        let place = self.next_seq().await?;
        self.ledger
            .insert_notifications(&notifications, place)
            .await?;
        self.notifications.append(&mut notifications);
        Ok(())
    }
}
