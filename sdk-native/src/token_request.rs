//! Whom a token is for, and for how long.

use std::time::Duration;

use pulse_protocol::limits::{AVATAR_BYTES, Limits, TOKEN_TTL_MAX_SECONDS, TOKEN_TTL_MIN_SECONDS};
use pulse_protocol::{UserId, rest};
use reqwest::Url;
use thiserror::Error;

/// A request for a user's token, for [`Pulse::mint_token`](crate::Pulse::mint_token).
///
/// Take id, name and avatar from your own session, never from the request of
/// a browser: the token proves to everybody in the room that it is them.
///
/// ```
/// use std::time::Duration;
/// use pulse_sdk::TokenRequest;
///
/// let request = TokenRequest::new("user-7", "Ada Byron")
///     .avatar("https://cdn.example.com/ada.png")
///     .lifetime(Duration::from_secs(15 * 60));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a request does nothing until it is given to Pulse::mint_token"]
pub struct TokenRequest {
    user_id: String,
    name: String,
    avatar: Option<String>,
    lifetime: Option<Duration>,
}

impl TokenRequest {
    /// The user's id in your own system, at most 256 bytes, and the name
    /// others see, at most 200 characters. The same id is the same person in
    /// Pulse, for ever; the name may change with every token.
    pub fn new(user_id: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            user_id: user_id.into(),
            name: name.into(),
            avatar: None,
            lifetime: None,
        }
    }

    /// The address of the user's picture, `http` or `https`. Without one,
    /// others see initials.
    pub fn avatar(self, url: impl Into<String>) -> Self {
        Self {
            avatar: Some(url.into()),
            ..self
        }
    }

    /// How long the token is good, from one minute to 24 hours, counted in
    /// whole seconds. The server's default is one hour.
    pub fn lifetime(self, lifetime: Duration) -> Self {
        Self {
            lifetime: Some(lifetime),
            ..self
        }
    }

    /// Checks every limit, so that a mistake is found without a call.
    pub(crate) fn into_body(self) -> Result<rest::TokenRequest, TokenRequestError> {
        let user_id = UserId::parse(&self.user_id)
            .map_err(|error| TokenRequestError::UserId(error.to_string()))?;
        let limit = Limits::default().name_chars;
        let length = self.name.chars().count();
        if self.name.trim().is_empty() {
            return Err(TokenRequestError::NameEmpty);
        }
        if length > limit {
            return Err(TokenRequestError::NameTooLong { limit, length });
        }
        if let Some(avatar) = &self.avatar {
            check_avatar(avatar)?;
        }
        let ttl_seconds = self.lifetime.map(|lifetime| lifetime.as_secs());
        if let Some(seconds) = ttl_seconds
            && !(TOKEN_TTL_MIN_SECONDS..=TOKEN_TTL_MAX_SECONDS).contains(&seconds)
        {
            return Err(TokenRequestError::Lifetime { seconds });
        }
        Ok(rest::TokenRequest {
            user_id,
            name: self.name,
            avatar: self.avatar,
            ttl_seconds,
            rooms: None,
            role: None,
        })
    }
}

/// Which limit a [`TokenRequest`] breaks.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TokenRequestError {
    /// Empty, too long, or with control characters; the sentence says which.
    #[error("{0}")]
    UserId(String),
    /// No name, or only blanks.
    #[error("name is empty")]
    NameEmpty,
    /// A name longer than anybody could read.
    #[error("name is longer than {limit} characters: {length}")]
    NameTooLong {
        /// The most characters allowed.
        limit: usize,
        /// The characters given.
        length: usize,
    },
    /// Nothing a browser could show as a picture.
    #[error("avatar must be an address that begins with http:// or https://")]
    Avatar,
    /// An address of unusual length.
    #[error("avatar is longer than {limit} bytes: {length}")]
    AvatarTooLong {
        /// The most bytes allowed.
        limit: usize,
        /// The bytes given.
        length: usize,
    },
    /// Less than a minute or more than a day.
    #[error(
        "lifetime must be from {TOKEN_TTL_MIN_SECONDS} to {TOKEN_TTL_MAX_SECONDS} seconds: {seconds}"
    )]
    Lifetime {
        /// The whole seconds given.
        seconds: u64,
    },
}

fn check_avatar(avatar: &str) -> Result<(), TokenRequestError> {
    let (limit, length) = (AVATAR_BYTES, avatar.len());
    if length > limit {
        return Err(TokenRequestError::AvatarTooLong { limit, length });
    }
    match Url::parse(avatar) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(()),
        _ => Err(TokenRequestError::Avatar),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(request: TokenRequest) -> String {
        request.into_body().unwrap_err().to_string()
    }

    fn ada() -> TokenRequest {
        TokenRequest::new("user-7", "Ada Byron")
    }

    #[test]
    fn what_is_set_is_sent_and_the_rest_left_to_the_server() {
        let body = ada().into_body().unwrap();
        assert_eq!(
            serde_json::to_value(body).unwrap(),
            serde_json::json!({"userId": "user-7", "name": "Ada Byron"})
        );
        let full = ada()
            .avatar("https://cdn.example/ada.png")
            .lifetime(Duration::from_secs(90));
        assert_eq!(
            serde_json::to_value(full.into_body().unwrap()).unwrap(),
            serde_json::json!({
                "userId": "user-7",
                "name": "Ada Byron",
                "avatar": "https://cdn.example/ada.png",
                "ttlSeconds": 90
            })
        );
    }

    #[test]
    fn limits_are_named_with_the_value_that_breaks_them() {
        assert_eq!(refused(TokenRequest::new("", "Ada")), "user id is empty");
        assert_eq!(
            refused(TokenRequest::new("ü".repeat(129), "Ada")),
            "user id is longer than 256 bytes: 258"
        );
        assert_eq!(refused(TokenRequest::new("user-7", " \n")), "name is empty");
        assert_eq!(
            refused(TokenRequest::new("user-7", "é".repeat(201))),
            "name is longer than 200 characters: 201"
        );
        assert_eq!(
            refused(ada().lifetime(Duration::from_millis(59_999))),
            "lifetime must be from 60 to 86400 seconds: 59"
        );
        assert_eq!(
            refused(ada().lifetime(Duration::from_secs(86_401))),
            "lifetime must be from 60 to 86400 seconds: 86401"
        );
    }

    #[test]
    fn an_avatar_is_an_address_a_browser_can_load() {
        let sentence = "avatar must be an address that begins with http:// or https://";
        for avatar in [
            "",
            "ada.png",
            "javascript:alert(1)",
            "data:image/png;base64,AA",
        ] {
            assert_eq!(refused(ada().avatar(avatar)), sentence, "{avatar}");
        }
        let long = format!("https://cdn.example/{}", "a".repeat(2048));
        assert_eq!(
            refused(ada().avatar(long)),
            "avatar is longer than 2048 bytes: 2068"
        );
    }

    #[test]
    fn the_bounds_themselves_are_allowed() {
        let widest = TokenRequest::new("u".repeat(256), "界".repeat(200));
        for seconds in [60, 86_400] {
            let request = widest.clone().lifetime(Duration::from_secs(seconds));
            assert_eq!(request.into_body().unwrap().ttl_seconds, Some(seconds));
        }
    }
}
