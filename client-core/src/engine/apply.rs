//! What the server's events do to what is known.

use std::sync::Arc;

use pulse_protocol::{RelayedCursor, UserId};

use super::Engine;
use crate::incoming::Incoming;
use crate::{Comment, Event, Signal, Thread};

impl Engine {
    /// Applies an event. Applying it twice does what applying it once does.
    pub(super) fn apply(&mut self, message: Incoming) {
        let changes = &mut self.changes;
        match message {
            Incoming::ThreadCreated(m) => {
                let thread = Thread::of(m.thread, |id| self.store.shared(id));
                self.base.put_thread(thread, changes);
            }
            Incoming::ThreadResolved(m) => {
                self.base.resolve(&m.thread_id, m.resolved, None, changes);
            }
            Incoming::ThreadMoved(m) => {
                self.base.move_pin(&m.thread_id, &m.position, None, changes);
            }
            Incoming::ThreadDeleted(m) => self.base.remove_thread(&m.thread_id, changes),
            Incoming::CommentCreated(m) => {
                if self.store.stop_typing(&m.thread_id, &m.comment.user_id) {
                    self.effects.push_back(crate::Effect::Emit(Event::Typing {
                        thread_id: m.thread_id,
                        user_id: m.comment.user_id.clone(),
                    }));
                }
                let mut comment = Comment::from(m.comment);
                comment.user_id = self.store.shared(comment.user_id);
                self.base.put_comment(comment, changes);
            }
            Incoming::CommentEdited(m) => self.base.put_comment(m.comment.into(), changes),
            Incoming::CommentDeleted(m) => self.base.remove_comment(&m.comment_id, changes),
            Incoming::ReactionAdded(m) => self.base.add_reaction(m.reaction, changes),
            Incoming::ReactionRemoved(m) => {
                self.base.remove_reaction(&m.reaction_id, changes);
            }
            Incoming::Notification(m) => self.base.add_notification(m.notification, changes),
            Incoming::NotificationRead(m) => {
                self.base.mark_read(&m.notification_id, changes);
            }
            Incoming::NotificationReadAll(m) => self.base.mark_all_read(&m, changes),
            Incoming::PresenceJoin(m) => return self.store.join(m.user, changes),
            Incoming::PresenceLeave(m) => return self.store.leave(&m.user_id, changes),
            Incoming::PresenceUpdate(m) => {
                return self.store.set_status(&m.user_id, m.status, changes);
            }
            Incoming::ActivityLogged(m) => return self.store.log(m.activity_log, changes),
            Incoming::ConfigUpdated(m) => {
                if let Some(limits) = m.limits {
                    self.store.limits = limits;
                }
                return self.store.set_config(m.config, changes);
            }
            Incoming::CursorMove(m) => return self.relay_cursor(m),
            Incoming::CursorBatch(m) => {
                return m
                    .cursors
                    .into_iter()
                    .for_each(|cursor| self.relay_cursor(cursor));
            }
            Incoming::Typing(m) => {
                if !self.store.is_self(&m.user_id) {
                    let (thread_id, user_id) = (m.thread_id, m.user_id);
                    let (thread, user) = (thread_id.clone(), user_id.clone());
                    self.store.start_typing(self.now, thread, user);
                    self.emit(Event::Typing { thread_id, user_id });
                }
                return;
            }
            _ => return,
        }
        self.stale = true;
    }

    /// A signal goes straight to the host. One's own, from another tab, says nothing new.
    pub(super) fn relay_signal(&mut self, kind: &'static str, user_id: UserId, text: String) {
        if self.store.is_self(&user_id) {
            return;
        }
        let signal = || Signal::new(user_id, Arc::from(text.as_str()));
        match kind {
            "viewport:update" => self.store.set_viewport(signal()),
            "selection:update" => self.store.set_selection(signal()),
            _ => {}
        }
        self.emit(Event::Message { kind, text });
    }

    fn relay_cursor(&mut self, cursor: RelayedCursor) {
        if !self.store.is_self(&cursor.user_id) {
            self.emit(Event::Cursor(cursor));
        }
    }
}
