//! What can go wrong, in sentences that say what to do. No error holds a key,
//! a token or what a user wrote.

mod call;
mod config;
mod mint;
mod refusal;
mod rest;
mod sign;
mod verify;

pub use call::CallError;
pub use config::ConfigError;
pub use mint::MintError;
pub use refusal::Refusal;
pub(crate) use refusal::one_line;
pub use rest::{InputError, RestError};
pub use sign::SignError;
pub use verify::{PublicKeyError, VerifyError};
