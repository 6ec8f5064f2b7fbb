//! The SDK over real HTTP, against servers on loopback that answer well and
//! badly.

mod blocking;
mod endpoint;
mod failures;
mod minting;
mod retries;
mod support;
mod travel;
mod whole;
