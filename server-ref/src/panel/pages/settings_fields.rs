//! The settings of an environment, as a form has them.

/// How a setting is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// On or off.
    Switch,
    /// A whole number.
    Number,
    /// The same; empty for the default.
    Limit,
    /// A text; empty for none.
    Text,
    /// A text that is not shown; empty to keep it.
    Secret,
    /// A list, one on a line.
    Lines,
}

/// A setting.
#[derive(Debug)]
pub(super) struct Setting {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) hint: &'static str,
    pub(super) kind: Kind,
}

const fn setting(
    name: &'static str,
    kind: Kind,
    label: &'static str,
    hint: &'static str,
) -> Setting {
    Setting {
        name,
        label,
        hint,
        kind,
    }
}

/// All settings, in the groups of the page.
pub(super) const GROUPS: &[(&str, &[Setting])] = &[
    (
        "What people can do",
        &[
            setting(
                "allowReactions",
                Kind::Switch,
                "Reactions",
                "Emoji on comments.",
            ),
            setting(
                "allowMentions",
                Kind::Switch,
                "Mentions",
                "Naming people with @.",
            ),
            setting(
                "allowDrawing",
                Kind::Switch,
                "Drawing",
                "Drawing on the page.",
            ),
            setting(
                "showCursors",
                Kind::Switch,
                "Live cursors",
                "Where others point.",
            ),
            setting(
                "showPresence",
                Kind::Switch,
                "Presence",
                "Who else is here.",
            ),
            setting(
                "showTypingIndicators",
                Kind::Switch,
                "Typing indicators",
                "Who is writing a reply.",
            ),
        ],
    ),
    (
        "Files",
        &[
            setting(
                "allowImages",
                Kind::Switch,
                "Pictures",
                "JPEG, PNG, GIF and WebP.",
            ),
            setting("allowAudio", Kind::Switch, "Audio notes", ""),
            setting("allowVideo", Kind::Switch, "Video notes", ""),
            setting(
                "maxFileSizeMb",
                Kind::Number,
                "Largest file",
                "In units of 1,048,576 bytes.",
            ),
            setting(
                "maxAttachmentsPerComment",
                Kind::Number,
                "Files on one comment",
                "At most 5.",
            ),
        ],
    ),
    (
        "Access",
        &[
            setting(
                "allowedOrigins",
                Kind::Lines,
                "Allowed origins",
                "One on a line, such as https://example.com. Empty: pages of every origin.",
            ),
            setting(
                "tokenTtlSeconds",
                Kind::Limit,
                "Lifetime of tokens",
                "In seconds, 60 to 86400, for tokens that ask for nothing else. Empty: 3600.",
            ),
        ],
    ),
    (
        "Shared data",
        &[
            setting(
                "allowP2P",
                Kind::Switch,
                "Shared data",
                "Maps, lists and counters between browsers.",
            ),
            setting(
                "allowP2PBinary",
                Kind::Switch,
                "Binary messages",
                "On raw channels.",
            ),
            setting(
                "p2pMeshLimit",
                Kind::Number,
                "Direct peers",
                "The most of one browser.",
            ),
            setting(
                "p2pPersistIntervalMs",
                Kind::Number,
                "Saved every",
                "In milliseconds.",
            ),
            setting(
                "p2pStateTTLDays",
                Kind::Number,
                "Kept for",
                "In days, when nobody uses it.",
            ),
            setting(
                "p2pMaxStateBytes",
                Kind::Number,
                "Largest document",
                "In bytes.",
            ),
            setting(
                "maxSharedObjects",
                Kind::Number,
                "Shared structures",
                "The most of one browser.",
            ),
            setting(
                "turnServerUrl",
                Kind::Text,
                "TURN server",
                "Such as turn:turn.example.com:3478.",
            ),
            setting(
                "turnSecret",
                Kind::Secret,
                "TURN secret",
                "Never shown. Empty: as it is.",
            ),
        ],
    ),
    (
        "Lower limits",
        &[
            setting(
                "maxCommentChars",
                Kind::Limit,
                "Characters of a comment",
                "Empty: 10000.",
            ),
            setting(
                "maxNameChars",
                Kind::Limit,
                "Characters of a name",
                "Empty: 200.",
            ),
            setting(
                "maxMentions",
                Kind::Limit,
                "Mentions in a comment",
                "Empty: 50.",
            ),
            setting(
                "maxEmojiBytes",
                Kind::Limit,
                "Bytes of an emoji",
                "Empty: 64.",
            ),
            setting(
                "maxFrameBytes",
                Kind::Limit,
                "Bytes of a message",
                "Empty: 65536.",
            ),
            setting(
                "maxPositionBytes",
                Kind::Limit,
                "Bytes of a pin",
                "Empty: 8192.",
            ),
            setting(
                "maxPointBytes",
                Kind::Limit,
                "Bytes of a pointer",
                "Empty: 1024.",
            ),
            setting(
                "maxSelectionBytes",
                Kind::Limit,
                "Bytes of a selection",
                "Empty: 4096.",
            ),
            setting(
                "maxStrokePoints",
                Kind::Limit,
                "Points of a stroke",
                "Empty: 2000.",
            ),
        ],
    ),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::storage::Settings;

    #[test]
    fn every_setting_has_a_field_and_every_field_a_setting() {
        let known = Settings::default().redacted();
        let known: BTreeSet<_> = known
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        let fields = GROUPS.iter().flat_map(|(_, group)| group.iter());
        let fields: BTreeSet<_> = fields.map(|setting| setting.name).collect();
        assert_eq!(fields, known);
    }
}
