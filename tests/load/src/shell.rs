//! The clock and the random source.

use std::time::Instant;

use uuid::Uuid;

/// This moment.
#[expect(clippy::disallowed_methods, reason = "this is where the clock is read")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// An id nobody has used.
#[expect(clippy::disallowed_methods, reason = "this is where ids are made")]
pub(crate) fn id() -> String {
    Uuid::new_v4().to_string()
}
