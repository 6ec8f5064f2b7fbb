//! Who may do what: keys of backends, tokens of people.

mod crypto;
mod keys;
mod master;
mod tokens;
mod turn;

pub use keys::{BearerError, NewKeyPair, authenticate_backend};
pub use master::{MasterSecret, MasterSecretError};
pub use tokens::{Minted, TokenError, TokenRefusal, Tokens, VerifiedToken};
pub use turn::turn_credential;
