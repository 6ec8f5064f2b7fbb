//! What the bot does: speaks up, answers, and says when it is over.

use pulse_sdk::realtime::{
    Event, Events, NewThread, Notification, NotificationKind, Part, Realtime, WriteError,
};

use crate::Report;
use crate::thread_book::{check_of, failing, open_thread, opening};

/// Whom people mention.
pub const USER_ID: &str = "ci-bot";

/// A bot in a room.
#[derive(Debug, Clone)]
pub struct Bot {
    room: Realtime,
}

impl Bot {
    /// Speaks in this room.
    #[must_use]
    pub fn new(room: Realtime) -> Self {
        Self { room }
    }

    /// Tells the room about a check that failed, or that passes again.
    ///
    /// # Errors
    /// When the server does not take what the bot says.
    pub async fn hear(&self, report: &Report) -> Result<(), WriteError> {
        let url = report.url.as_deref();
        match (open_thread(&self.room, &report.check), report.passed) {
            (None, true) => {}
            (None, false) => {
                let thread = NewThread::new(opening(&report.check, url));
                self.room.create_thread(thread).await?;
            }
            (Some(thread), false) => {
                let more = url.map_or_else(String::new, |url| format!(": {url}"));
                self.room
                    .reply(&thread.id, format!("Failed again{more}"))
                    .await?;
            }
            (Some(thread), true) => {
                self.room.reply(&thread.id, "Passes again.").await?;
                self.room.resolve(&thread.id).await?;
            }
        }
        Ok(())
    }

    /// Answers everybody who mentions the bot, until the client ends. What was
    /// said while it was away is answered first.
    ///
    /// # Errors
    /// When the server does not take what the bot says.
    pub async fn answer_mentions(&self, mut events: Events) -> Result<(), WriteError> {
        self.answer_unread().await?;
        while let Some(event) = events.next().await {
            // After missed events the notifications are as good as ever.
            if matches!(
                event,
                Event::Changed(Part::Notifications) | Event::Missed(_)
            ) {
                self.answer_unread().await?;
            }
        }
        Ok(())
    }

    async fn answer_unread(&self) -> Result<(), WriteError> {
        let notifications = self.room.notifications();
        let unread = notifications.iter().rev().filter(|seen| !seen.read);
        for notification in unread {
            if notification.kind == NotificationKind::CommentMention {
                self.answer(notification).await?;
            }
            self.room.mark_read(&notification.id).await?;
        }
        Ok(())
    }

    async fn answer(&self, notification: &Notification) -> Result<(), WriteError> {
        let thread = notification.thread_id.as_ref();
        let Some(thread) = thread.and_then(|id| self.room.thread(id)) else {
            return Ok(());
        };
        let answer = match (check_of(&thread), thread.resolved) {
            (Some(check), false) => format!("{check} is still failing."),
            (Some(check), true) => format!("{check} passes."),
            (None, _) => match failing(&self.room).as_slice() {
                [] => "All checks pass.".to_owned(),
                failing => format!("Failing: {}.", failing.join(", ")),
            },
        };
        self.room.reply(&thread.id, answer).await?;
        Ok(())
    }
}
