//! Which thread is about which check. The room is the only record: the first
//! comment of a thread, when it is the bot's, names the check.

use std::sync::Arc;

use pulse_sdk::realtime::{Realtime, Thread};

use crate::bot::USER_ID;

/// The first comment of the thread about a check.
pub(crate) fn opening(check: &str, url: Option<&str>) -> String {
    let more = url.map_or_else(String::new, |url| format!("\n{url}"));
    format!("{BEGINNING}{check}{more}")
}

/// The open thread about a check.
pub(crate) fn open_thread(room: &Realtime, check: &str) -> Option<Arc<Thread>> {
    let mut threads = room.threads().into_iter();
    threads.find(|thread| !thread.resolved && check_of(thread) == Some(check))
}

/// The checks that are failing, as far as the room knows.
pub(crate) fn failing(room: &Realtime) -> Vec<String> {
    let threads = room.threads();
    let open = threads.iter().filter(|thread| !thread.resolved);
    open.filter_map(|thread| check_of(thread))
        .map(str::to_owned)
        .collect()
}

/// The check that a thread is about.
pub(crate) fn check_of(thread: &Thread) -> Option<&str> {
    let first = thread.comments.first()?;
    let first_line = first.body.lines().next()?;
    let own = first.user_id.as_str() == USER_ID;
    first_line.strip_prefix(BEGINNING).filter(|_| own)
}

const BEGINNING: &str = "Check failed: ";
