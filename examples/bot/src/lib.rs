//! A bot that tells a Pulse room about failing checks.

mod bot;
mod report;
mod thread_book;

pub use bot::{Bot, USER_ID};
pub use report::Report;
