//! Which of the two protocols a connection speaks.

use serde::{Deserialize, Serialize};

/// A protocol version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[expect(clippy::exhaustive_enums, reason = "each version must be spoken")]
pub enum Version {
    /// The original's wire.
    One,
    /// With acknowledgements, sequence numbers and resume.
    Two,
}

impl Version {
    /// The version for what a client asked for.
    #[must_use]
    pub fn asked(protocol: Option<u32>) -> Self {
        if protocol.is_some_and(|version| version >= 2) {
            Self::Two
        } else {
            Self::One
        }
    }
}
