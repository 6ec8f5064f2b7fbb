//! The token vectors that every language's tests read.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use pulse_protocol::claims::Claims;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Vectors {
    pub(crate) key: KeyPair,
    pub(crate) other_key: KeyPair,
    pub(crate) signed: Vec<Accepted>,
    pub(crate) foreign: Vec<Accepted>,
    pub(crate) refused: Vec<Refused>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct KeyPair {
    pub(crate) seed: String,
    pub(crate) secret_key: String,
    pub(crate) public_key: String,
    pub(crate) key_id: String,
}

#[derive(Deserialize)]
pub(crate) struct Accepted {
    pub(crate) name: String,
    pub(crate) now: u64,
    pub(crate) header: String,
    pub(crate) payload: String,
    pub(crate) claims: Claims,
    pub(crate) token: String,
}

#[derive(Deserialize)]
pub(crate) struct Refused {
    pub(crate) name: String,
    pub(crate) reason: String,
    pub(crate) now: u64,
    pub(crate) token: String,
}

impl Vectors {
    pub(crate) fn read() -> Self {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/vectors/tokens.json");
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
    }
}

pub(crate) fn at(unix_seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(unix_seconds)
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
