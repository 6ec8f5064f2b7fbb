//! Makes an enum of messages that is told apart by the `type` field.
//!
//! serde's internally tagged enums buffer a whole message before they read
//! it, and cannot hold raw JSON. So the tag is read first, borrowed, and the
//! text a second time straight into the message's own struct.

macro_rules! message_set {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $tag:literal => $variant:ident($body:ty),)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize)]
        #[cfg_attr(feature = "ts", derive(ts_rs::TS))]
        #[expect(clippy::exhaustive_enums, reason = "a new message is a change every match must face")]
        #[serde(tag = "type")]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $tag)] $variant($body),)+
        }

        impl $name {
            /// Every known `type`.
            pub const KINDS: &[&str] = &[$($tag),+];

            /// The message's `type` on the wire.
            #[must_use]
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$variant(_) => $tag,)+ }
            }

            /// The message as JSON text.
            pub(crate) fn write(&self) -> String {
                let fields = match self { $(Self::$variant(body) => crate::write::to_json(body),)+ };
                crate::frame::tagged(self.kind(), &fields)
            }

            /// Reads the body of a message of this `type`; `None` when the
            /// type is not known.
            pub(crate) fn read(kind: &str, text: &str) -> Option<Result<Self, crate::frame::DecodeError>> {
                match kind {
                    $($tag => Some(crate::frame::read_body($tag, text).map(Self::$variant)),)+
                    _ => None,
                }
            }
        }
    };
}

pub(crate) use message_set;
