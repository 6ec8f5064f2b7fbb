//! Credentials for TURN relays, which share a secret with this server.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

/// The password that a relay expects for a user name of the form
/// `expiry:user`, by the scheme that relays know as "TURN REST API".
#[must_use]
pub fn turn_credential(secret: &str, username: &str) -> String {
    let mut mac =
        Hmac::<Sha1>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(username.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_credential_is_the_one_relays_compute() {
        // printf '1700000000:ada' | openssl dgst -sha1 -hmac north -binary | base64
        let credential = turn_credential("north", "1700000000:ada");
        assert_eq!(credential, "ndZ88ryT1whVxdkcRLepT9D1MpM=");
    }
}
