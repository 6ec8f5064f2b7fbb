//! What the server's events do to what is known.

use pulse_protocol::{ServerMessage, UserId};

use super::Engine;
use crate::Event;

impl Engine {
    /// Applies an event. Applying it twice does what applying it once does.
    pub(super) fn apply(&mut self, message: ServerMessage) {
        let changes = &mut self.changes;
        match message {
            ServerMessage::ThreadCreated(m) => self.base.put_thread(m.thread.into(), changes),
            ServerMessage::ThreadResolved(m) => {
                self.base.resolve(&m.thread_id, m.resolved, None, changes);
            }
            ServerMessage::ThreadMoved(m) => {
                self.base.move_pin(&m.thread_id, &m.position, None, changes);
            }
            ServerMessage::ThreadDeleted(m) => self.base.remove_thread(&m.thread_id, changes),
            ServerMessage::CommentCreated(m) => {
                if self.store.stop_typing(&m.thread_id, &m.comment.user_id) {
                    self.effects.push_back(crate::Effect::Emit(Event::Typing {
                        thread_id: m.thread_id,
                        user_id: m.comment.user_id.clone(),
                    }));
                }
                self.base.put_comment(m.comment.into(), changes);
            }
            ServerMessage::CommentEdited(m) => self.base.put_comment(m.comment.into(), changes),
            ServerMessage::CommentDeleted(m) => self.base.remove_comment(&m.comment_id, changes),
            ServerMessage::ReactionAdded(m) => self.base.add_reaction(m.reaction, changes),
            ServerMessage::ReactionRemoved(m) => {
                self.base.remove_reaction(&m.reaction_id, changes);
            }
            ServerMessage::Notification(m) => self.base.add_notification(m.notification, changes),
            ServerMessage::NotificationRead(m) => {
                self.base.mark_read(Some(&m.notification_id), changes);
            }
            ServerMessage::NotificationReadAll(_) => self.base.mark_read(None, changes),
            ServerMessage::PresenceJoin(m) => return self.store.join(m.user, changes),
            ServerMessage::PresenceLeave(m) => return self.store.leave(&m.user_id, changes),
            ServerMessage::PresenceUpdate(m) => {
                return self.store.set_status(&m.user_id, m.status, changes);
            }
            ServerMessage::ActivityLogged(m) => return self.store.log(m.activity_log, changes),
            ServerMessage::ConfigUpdated(m) => return self.store.set_config(m.config, changes),
            signal => return self.relay(signal),
        }
        self.stale = true;
    }

    /// Signals go straight to the host. One's own, from another tab, say nothing new.
    fn relay(&mut self, message: ServerMessage) {
        if sender(&message).is_some_and(|id| self.store.is_self(id)) {
            return;
        }
        match message {
            ServerMessage::CursorMove(m) => self.emit(Event::Cursor(m)),
            ServerMessage::CursorBatch(m) => {
                for cursor in m.cursors {
                    if !self.store.is_self(&cursor.user_id) {
                        self.emit(Event::Cursor(cursor));
                    }
                }
            }
            ServerMessage::ClickPerform(m) => self.emit(Event::Click(m)),
            ServerMessage::TypingIndicator(m) => {
                let (thread_id, user_id) = (m.thread_id, m.user_id);
                let (thread, user) = (thread_id.clone(), user_id.clone());
                self.store.start_typing(self.now, thread, user);
                self.emit(Event::Typing { thread_id, user_id });
            }
            ServerMessage::ViewportUpdate(m) => {
                let user_id = m.user_id.clone();
                self.store.set_viewport(m);
                self.emit(Event::Viewport(user_id));
            }
            ServerMessage::SelectionUpdate(m) => {
                self.store.set_selection(m.clone());
                self.emit(Event::Selection(m));
            }
            ServerMessage::DrawStroke(m) => self.emit(Event::Stroke(m)),
            ServerMessage::DrawClear(m) => self.emit(Event::DrawClear(m)),
            ServerMessage::EmojiDrop(m) => self.emit(Event::Emoji(m)),
            _ => {}
        }
    }
}

/// Whose signal it is, where one's own is not to be heard.
const fn sender(message: &ServerMessage) -> Option<&UserId> {
    match message {
        ServerMessage::CursorMove(m) => Some(&m.user_id),
        ServerMessage::ClickPerform(m) => Some(&m.user_id),
        ServerMessage::TypingIndicator(m) => Some(&m.user_id),
        ServerMessage::ViewportUpdate(m) => Some(&m.user_id),
        ServerMessage::SelectionUpdate(m) => Some(&m.user_id),
        _ => None,
    }
}
