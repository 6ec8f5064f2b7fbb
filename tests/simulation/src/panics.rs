//! A panic in a task ends that task in silence; here it is a fault of the
//! world it happened in.

use std::cell::RefCell;
use std::panic;
use std::sync::Once;

thread_local! {
    /// A world has its thread for itself.
    static SEEN: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Keeps what panics from here on, in every world of the process.
pub(crate) fn watch() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            SEEN.with_borrow_mut(|seen| seen.push(format!("a panic: {info}")));
            before(info);
        }));
    });
}

/// What has panicked on this thread since the last look.
pub(crate) fn seen() -> Vec<String> {
    SEEN.take()
}
