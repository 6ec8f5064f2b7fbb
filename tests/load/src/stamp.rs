//! When and where something was sent, as it travels in what is sent.

use std::fmt;
use std::time::Duration;

/// Written as `@4711:2@`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    /// By the clock of the load.
    pub(crate) sent: Duration,
    /// The sender's node.
    pub(crate) node: usize,
}

impl Stamp {
    /// The last one in a message.
    pub(crate) fn last_in(text: &str) -> Option<Self> {
        let (rest, _) = text.rsplit_once('@')?;
        let (_, stamp) = rest.rsplit_once('@')?;
        let (micros, node) = stamp.split_once(':')?;
        Some(Self {
            sent: Duration::from_micros(micros.parse().ok()?),
            node: node.parse().ok()?,
        })
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "@{}:{}@", self.sent.as_micros(), self.node)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_stamp_of_a_message_is_read() {
        let stamp = |micros, node| Stamp {
            sent: Duration::from_micros(micros),
            node,
        };
        let batch = format!(
            r#"{{"cursors":[{{"sent":"{}"}},{{"sent":"{}"}}]}}"#,
            stamp(7, 0),
            stamp(42, 3)
        );
        assert_eq!(Stamp::last_in(&batch), Some(stamp(42, 3)));
        assert_eq!(Stamp::last_in("{}"), None);
        assert_eq!(Stamp::last_in("a@b@c"), None);
    }
}
