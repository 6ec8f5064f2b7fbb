//! The panel and the admin API of a running server.
#![expect(
    clippy::unwrap_used,
    reason = "tests and what they share stop at the first surprise"
)]

#[path = "../support/mod.rs"]
mod support;

mod access;
mod api;
mod api_lists;
mod browsing;
mod checker;
mod commands;
mod forms;
mod keys_and_time;
mod pages;
mod sign_in;
mod text;
mod told;
