//! One's own signals: of each kind only the latest matters, and none of them
//! is worth keeping for later.

use pulse_protocol::entity::PresenceStatus;
use pulse_protocol::{ClientMessage, CursorMove, SelectionUpdate, ThreadId, Verbatim, Viewport};

use crate::throttle::Throttle;

#[derive(Debug, Clone)]
pub(crate) struct Signals {
    pub(crate) cursor: Throttle<Verbatim>,
    pub(crate) viewport: Throttle<Viewport>,
    pub(crate) selection: Throttle<Option<Verbatim>>,
    /// Until when a thread's next typing signal is held back.
    typing: Vec<(ThreadId, u64)>,
    /// How present one wants to appear.
    pub(crate) presence: PresenceStatus,
}

impl Signals {
    pub(crate) const fn new() -> Self {
        Self {
            cursor: Throttle::new(50),
            viewport: Throttle::new(200),
            selection: Throttle::new(500),
            typing: Vec::new(),
            presence: PresenceStatus::Online,
        }
    }

    /// Whether a typing signal may go out, which counts as sent.
    pub(crate) fn may_type(&mut self, now: u64, thread_id: &ThreadId) -> bool {
        self.typing.retain(|(_, until)| *until > now);
        let free = self.typing.iter().all(|(thread, _)| thread != thread_id);
        if free {
            self.typing
                .push((thread_id.clone(), now + TYPING_INTERVAL_MS));
        }
        free
    }

    /// The network is slow: fewer cursors.
    pub(crate) fn backlog(&mut self, now: u64, bytes: u64) {
        if bytes > BACKLOG_BYTES {
            self.cursor.hold_until(now + THINNED_INTERVAL_MS);
        }
    }

    /// The next signal that may go out.
    pub(crate) fn take(&mut self, now: u64) -> Option<ClientMessage> {
        if let Some(position) = self.cursor.take(now) {
            return Some(ClientMessage::CursorMove(CursorMove { position }));
        }
        if let Some(viewport) = self.viewport.take(now) {
            return Some(ClientMessage::ViewportUpdate(viewport));
        }
        let selection = self.selection.take(now)?;
        Some(ClientMessage::SelectionUpdate(SelectionUpdate {
            selection,
        }))
    }

    pub(crate) fn due(&self) -> Option<u64> {
        [self.cursor.due(), self.viewport.due(), self.selection.due()]
            .into_iter()
            .flatten()
            .min()
    }

    /// The connection is gone, and what waited with it.
    pub(crate) fn interrupt(&mut self) {
        self.cursor.clear();
        self.viewport.clear();
        self.selection.clear();
        self.typing.clear();
    }
}

const TYPING_INTERVAL_MS: u64 = 2000;
const THINNED_INTERVAL_MS: u64 = 250;
const BACKLOG_BYTES: u64 = 16 * 1024;
