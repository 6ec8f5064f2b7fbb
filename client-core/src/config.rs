//! What an engine is told before it starts.

use std::fmt;

use pulse_protocol::RoomId;
use pulse_protocol::entity::DeviceType;

/// What an engine needs to know. Make one with [`Config::new`] and fill in the rest.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Config {
    /// The publishable key.
    pub api_key: String,
    /// The room to join.
    pub room: RoomId,
    /// The first token, if the host has one at hand.
    pub token: Option<Token>,
    /// Who fetches tokens later.
    pub provider: Provider,
    /// What the person holds in their hands.
    pub device_type: Option<DeviceType>,
    /// Name and version of the library, for the server's log.
    pub sdk: String,
    /// The wall clock at the moment that the engine calls 0, in milliseconds since 1970.
    pub unix_ms_at_start: u64,
    /// Whether changes of the outbox are handed out to be kept.
    pub outbox: Keeping,
    /// After so long without [`Page::Used`](crate::Page::Used) the person
    /// shows as idle, until the page is used again; never without it.
    pub idle_after_ms: Option<u64>,
}

impl Config {
    /// A configuration without token, provider or device.
    #[must_use]
    pub fn new(api_key: impl Into<String>, room: RoomId) -> Self {
        Self {
            api_key: api_key.into(),
            room,
            token: None,
            provider: Provider::Absent,
            device_type: None,
            sdk: concat!("pulse-client-core/", env!("CARGO_PKG_VERSION")).to_owned(),
            unix_ms_at_start: 0,
            outbox: Keeping::InMemory,
            idle_after_ms: None,
        }
    }
}

/// Whether somebody answers [`Effect::FetchToken`](crate::Effect::FetchToken).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "there is a provider or there is none"
)]
pub enum Provider {
    /// Nobody: the host sets each token itself.
    Absent,
    /// The shell fetches tokens when asked.
    Present,
}

/// Where unsent writes live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "kept or not kept")]
pub enum Keeping {
    /// Only inside the engine.
    InMemory,
    /// Also with the shell, by [`Effect::SaveOutbox`](crate::Effect::SaveOutbox).
    Saved,
}

/// A user token. It never shows in `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// Takes the text of a token; `None` when it is empty.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Option<Self> {
        let text = text.into();
        (!text.trim().is_empty()).then_some(Self(text))
    }

    /// The text, for the request that carries it. It belongs in no address, log or error.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}
