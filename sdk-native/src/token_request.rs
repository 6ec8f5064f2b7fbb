//! Whom a token is for, what it opens, and for how long.

use std::time::Duration;

use pulse_protocol::claims::Role;
use pulse_protocol::limits::{
    AVATAR_BYTES, Limits, TOKEN_ROOMS, TOKEN_ROOMS_BYTES, TOKEN_TTL_MAX_SECONDS,
    TOKEN_TTL_MIN_SECONDS,
};
use pulse_protocol::{RoomId, UserId, rest};
use reqwest::Url;
use thiserror::Error;

/// Whom a token is for and what it allows; give it to
/// [`Pulse::mint_token`](crate::Pulse::mint_token) or
/// [`Pulse::sign_token`](crate::Pulse::sign_token).
///
/// Take id, name and avatar from your own session, never from the request of
/// a browser: the token proves to everybody in the room that it is them.
///
/// ```
/// use std::time::Duration;
/// use pulse_sdk::{Role, TokenRequest};
///
/// let request = TokenRequest::new("user-7", "Ada Byron")
///     .avatar("https://cdn.example.com/ada.png")
///     .lifetime(Duration::from_secs(15 * 60))
///     .rooms(["/pricing", "projects/42/*"])
///     .role(Role::Viewer);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a request does nothing until it is given to Pulse::mint_token or Pulse::sign_token"]
pub struct TokenRequest {
    user_id: String,
    name: String,
    avatar: Option<String>,
    lifetime: Option<Duration>,
    rooms: Option<Vec<String>>,
    role: Option<Role>,
}

impl TokenRequest {
    /// The user's id in your own system, at most 256 bytes, and the name
    /// others see, at most 200 characters. The same id is the same person in
    /// Pulse, for ever; the name may change with every token.
    ///
    /// ```
    /// # use pulse_sdk::TokenRequest;
    /// let request = TokenRequest::new("user-7", "Ada Byron");
    /// ```
    pub fn new(user_id: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            user_id: user_id.into(),
            name: name.into(),
            avatar: None,
            lifetime: None,
            rooms: None,
            role: None,
        }
    }

    /// The address of the user's picture, `http` or `https`. Without one,
    /// others see initials.
    ///
    /// ```
    /// # use pulse_sdk::TokenRequest;
    /// let request = TokenRequest::new("user-7", "Ada").avatar("https://cdn.example.com/ada.png");
    /// ```
    pub fn avatar(self, url: impl Into<String>) -> Self {
        Self {
            avatar: Some(url.into()),
            ..self
        }
    }

    /// How long the token is good, from one minute to 24 hours, counted in
    /// whole seconds. Without it, one hour.
    ///
    /// ```
    /// # use pulse_sdk::TokenRequest;
    /// # use std::time::Duration;
    /// let request = TokenRequest::new("user-7", "Ada").lifetime(Duration::from_secs(15 * 60));
    /// ```
    pub fn lifetime(self, lifetime: Duration) -> Self {
        Self {
            lifetime: Some(lifetime),
            ..self
        }
    }

    /// The rooms that the token opens: ids, or beginnings of ids that end in
    /// `*`. At most 50 of them, of 2048 bytes together. Without this the
    /// token opens every room of the environment, and with an empty list none.
    ///
    /// ```
    /// # use pulse_sdk::TokenRequest;
    /// let request = TokenRequest::new("user-7", "Ada").rooms(["/pricing", "projects/42/*"]);
    /// ```
    pub fn rooms<R>(self, rooms: R) -> Self
    where
        R: IntoIterator<Item: Into<String>>,
    {
        Self {
            rooms: Some(rooms.into_iter().map(Into::into).collect()),
            ..self
        }
    }

    /// What the user may do; without this they are a [`Role::Commenter`].
    ///
    /// ```
    /// # use pulse_sdk::TokenRequest;
    /// # use pulse_sdk::Role;
    /// let request = TokenRequest::new("user-7", "Ada").role(Role::Viewer);
    /// ```
    pub fn role(self, role: Role) -> Self {
        Self {
            role: Some(role),
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
        if let Some(rooms) = &self.rooms {
            check_rooms(rooms)?;
        }
        Ok(rest::TokenRequest {
            user_id,
            name: self.name,
            avatar: self.avatar,
            ttl_seconds,
            rooms: self.rooms,
            role: self.role,
        })
    }
}

/// Which limit a [`TokenRequest`] breaks.
///
/// ```
/// # let secret_key = pulse_protocol::key::SecretKey::from_seed([7; 32]).reveal();
/// use pulse_sdk::{SignError, Signer, TokenRequest, TokenRequestError};
///
/// let signer = Signer::new(&secret_key).unwrap();
/// let error = signer.sign_token(TokenRequest::new("user-7", " ")).unwrap_err();
/// assert!(matches!(error, SignError::Request(TokenRequestError::NameEmpty)));
/// ```
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
    /// Empty, too long, or with control characters; the sentence says which.
    #[error("rooms: {0}")]
    Room(String),
    /// More rooms than one token can name.
    #[error("rooms are more than {limit}: {count}; end an id in * to open all that begin like it")]
    TooManyRooms {
        /// The most rooms allowed.
        limit: usize,
        /// The rooms given.
        count: usize,
    },
    /// A token travels with every connection, so it stays small.
    #[error("rooms are longer than {limit} bytes together: {length}")]
    RoomsTooLong {
        /// The most bytes allowed.
        limit: usize,
        /// The bytes given.
        length: usize,
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

fn check_rooms(rooms: &[String]) -> Result<(), TokenRequestError> {
    let (limit, count) = (TOKEN_ROOMS, rooms.len());
    if count > limit {
        return Err(TokenRequestError::TooManyRooms { limit, count });
    }
    for room in rooms {
        // A star alone is the beginning of every id.
        let id = room.strip_suffix('*').unwrap_or(room);
        if id.is_empty() && !room.is_empty() {
            continue;
        }
        RoomId::parse(id).map_err(|error| TokenRequestError::Room(error.to_string()))?;
    }
    let (limit, length) = (TOKEN_ROOMS_BYTES, rooms.iter().map(String::len).sum());
    if length > limit {
        return Err(TokenRequestError::RoomsTooLong { limit, length });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
