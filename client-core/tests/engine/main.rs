//! The engine under every kind of trouble, without a network or a clock.

#![cfg(test)]

mod bad_server;
mod connecting;
mod driver;
mod invariants;
mod notices;
mod room;
mod signals;
mod tokens;
mod version_one;
mod writes;
