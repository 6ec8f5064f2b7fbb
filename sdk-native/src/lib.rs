//! Mint tokens and talk to a Pulse server from Rust backends.
