//! Ed25519, by pulse-sdk.

use pulse_protocol::key::SecretKey;
use pulse_sdk::{Signer, TokenRequest, Verifier};

use crate::Minter;

/// [`Signer::sign_token`], with its checks of every limit.
#[derive(Debug)]
pub struct Pulse(Signer);

impl Pulse {
    /// Signs with some key.
    #[must_use]
    pub fn new() -> Self {
        let secret_key = SecretKey::from_seed([7; 32]).reveal();
        Self(Signer::new(&secret_key).expect("a key that was just made is one"))
    }

    /// Checks what is signed.
    #[must_use]
    pub fn verifier(&self) -> Verifier {
        self.0.verifier()
    }
}

impl Default for Pulse {
    fn default() -> Self {
        Self::new()
    }
}

impl Minter for Pulse {
    fn mint(&self, user_id: &str, name: &str, room: &str) -> String {
        let request = TokenRequest::new(user_id, name).rooms([room]);
        let token = self.0.sign_token(request);
        token.expect("a small request").expose().to_owned()
    }
}
