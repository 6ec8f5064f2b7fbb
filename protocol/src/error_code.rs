//! Stable reasons for refusing something. Their texts never change; new ones
//! may come.

use serde::{Deserialize, Serialize};

macro_rules! error_codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $retry:literal;)+) => {
        /// Why something was refused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
        #[cfg_attr(feature = "ts", derive(ts_rs::TS))]
        #[non_exhaustive]
        pub enum ErrorCode {
            $($(#[$doc])* #[serde(rename = $text)] $name,)+
            /// A reason this version does not know.
            #[default]
            #[serde(rename = "unknown", other)]
            Unknown,
        }

        impl ErrorCode {
            /// Every known code.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The code on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)+ Self::Unknown => "unknown" }
            }

            /// Whether the same request may be taken when it comes again.
            #[must_use]
            pub const fn is_retryable(self) -> bool {
                match self { $(Self::$name => $retry,)+ Self::Unknown => false }
            }
        }
    };
}

error_codes! {
    /// No JSON object with a text `type`, or no JSON body.
    BadMessage = "bad_message", false;
    /// A field is missing, of the wrong type or not allowed.
    InvalidField = "invalid_field", false;
    /// The server knows no message of this type.
    UnknownType = "unknown_type", false;
    /// Larger than the limit named in the message.
    TooLarge = "too_large", false;
    /// Faster than allowed.
    RateLimited = "rate_limited", true;
    /// The first message must be `auth`, and come in time.
    AuthRequired = "auth_required", false;
    /// The key is missing, mistyped or unknown.
    InvalidKey = "invalid_key", false;
    /// The key was withdrawn.
    KeyRevoked = "key_revoked", false;
    /// The token cannot be read or is not signed by a key of this server.
    InvalidToken = "invalid_token", false;
    /// The token has ended. Another one will be taken.
    TokenExpired = "token_expired", true;
    /// The token is for another environment than the publishable key.
    WrongEnvironment = "wrong_environment", false;
    /// A fresh token is for another person.
    WrongUser = "wrong_user", false;
    /// The token does not open this room, or the page's origin is not allowed.
    Forbidden = "forbidden", false;
    /// Only the author may do this.
    NotAuthor = "not_author", false;
    /// The environment has this switched off.
    FeatureDisabled = "feature_disabled", false;
    /// There is no such thing, or not in this room.
    NotFound = "not_found", false;
    /// The id is taken by something else.
    Conflict = "conflict", false;
    /// Nobody by that id has connected or been minted a token.
    UnknownUser = "unknown_user", false;
    /// The media type is not taken.
    UnsupportedMedia = "unsupported_media", false;
    /// The method is not for this address.
    MethodNotAllowed = "method_not_allowed", false;
    /// The events asked for are no longer kept; connect without `resume`.
    HistoryGone = "history_gone", false;
    /// The client's list of unsent writes is full.
    OutboxFull = "outbox_full", true;
    /// The client's host gave no token; it is asked again.
    TokenUnavailable = "token_unavailable", true;
    /// The client's host refused a token, or none can be had.
    Unauthorized = "unauthorized", false;
    /// The server is busy or stopping.
    Unavailable = "unavailable", true;
    /// A fault of the server. Its log has more under the request's id.
    Internal = "internal", true;
}

impl std::fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_reads_back_and_an_unknown_one_is_no_error() {
        for &code in ErrorCode::ALL {
            let json = serde_json::to_string(&code).unwrap();
            assert_eq!(json, format!("\"{code}\""));
            assert_eq!(serde_json::from_str::<ErrorCode>(&json).unwrap(), code);
        }
        assert_eq!(
            serde_json::from_str::<ErrorCode>("\"later\"").unwrap(),
            ErrorCode::Unknown
        );
    }
}
