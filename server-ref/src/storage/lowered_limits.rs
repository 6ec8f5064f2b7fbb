//! The limits an environment has lowered. Nothing can be raised: clients and
//! the protocol count on the defaults.

use pulse_protocol::limits::Limits;
use serde::{Deserialize, Serialize};

macro_rules! lowered_limits {
    ($($(#[$doc:meta])* $field:ident, $limit:ident, $name:literal, $least:literal;)+) => {
        /// What an environment takes less of than the defaults.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
        #[serde(default)]
        #[expect(clippy::exhaustive_structs, reason = "a set of settings is its fields")]
        pub struct LoweredLimits {
            $(
                $(#[$doc])*
                #[serde(rename = $name, skip_serializing_if = "Option::is_none")]
                pub $field: Option<usize>,
            )+
        }

        impl LoweredLimits {
            /// The names of the settings.
            pub const NAMES: &[&str] = &[$($name),+];

            /// The limits with what was lowered.
            #[must_use]
            pub fn under(&self, limits: Limits) -> Limits {
                Limits {
                    $($limit: self.$field.map_or(limits.$limit, |lower| lower.min(limits.$limit)),)+
                    ..limits
                }
            }

            /// The first setting that is out of its bounds, and what they are.
            #[must_use]
            pub fn fault(&self) -> Option<(&'static str, String)> {
                let highest = Limits::default();
                $(
                    if let Some(value) = self.$field.filter(|value| !($least..=highest.$limit).contains(value)) {
                        let words = format!("must be {} to {}: {value}", $least, highest.$limit);
                        return Some(($name, words));
                    }
                )+
                None
            }
        }
    };
}

lowered_limits! {
    /// One text frame.
    frame_bytes, frame_bytes, "maxFrameBytes", 1024;
    /// A comment's text.
    comment_chars, comment_chars, "maxCommentChars", 1;
    /// A person's name.
    name_chars, name_chars, "maxNameChars", 1;
    /// Mentions in one comment.
    mentions, mentions, "maxMentions", 0;
    /// An emoji.
    emoji_bytes, emoji_bytes, "maxEmojiBytes", 1;
    /// A pin's position.
    position_bytes, position_bytes, "maxPositionBytes", 64;
    /// A pointer's position.
    point_bytes, point_bytes, "maxPointBytes", 64;
    /// A text selection.
    selection_bytes, selection_bytes, "maxSelectionBytes", 64;
    /// Points of one stroke.
    stroke_points, stroke_points, "maxStrokePoints", 1;
}
