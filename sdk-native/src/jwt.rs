//! The compact form of a token: `header.payload.signature`, each in base64url
//! without padding (RFC 7515).

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use pulse_protocol::KeyId;
use pulse_protocol::claims::Algorithm;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

/// The name of Ed25519 signatures in a header.
pub(crate) const EDDSA: &str = "EdDSA";

/// What a header says. Fields that are not here mean nothing to a token.
#[derive(Serialize, Deserialize)]
pub(crate) struct Header<'a> {
    #[serde(borrow)]
    pub(crate) alg: Cow<'a, str>,
    #[serde(borrow, default)]
    pub(crate) typ: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) kid: Cow<'a, str>,
    /// Extensions that a reader must know, and there are none to know.
    #[serde(default, skip_serializing)]
    pub(crate) crit: Option<IgnoredAny>,
}

/// The header of every token that a key signs, encoded.
pub(crate) fn header(key: &KeyId) -> String {
    let header = Header {
        alg: EDDSA.into(),
        typ: "JWT".into(),
        kid: Algorithm::EdDsa.kid(key).into(),
        crit: None,
    };
    encode(serde_json::to_vec(&header).expect("three texts are plain JSON"))
}

/// The parts of a token, still encoded, and the text that was signed.
pub(crate) struct Parts<'a> {
    pub(crate) header: &'a str,
    pub(crate) payload: &'a str,
    pub(crate) signature: &'a str,
    pub(crate) signed: &'a str,
}

impl<'a> Parts<'a> {
    pub(crate) fn of(token: &'a str) -> Option<Self> {
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, payload) = signed.split_once('.')?;
        (!payload.contains('.')).then_some(Self {
            header,
            payload,
            signature,
            signed,
        })
    }
}

pub(crate) fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Only the one way to write a text is taken: no padding, no stray bits.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}
