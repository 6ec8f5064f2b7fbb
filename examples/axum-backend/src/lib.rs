//! A small site with Pulse on it: one product page, a cookie session as one
//! of three demo users, and the token endpoint that `<pulse-widget>` asks.
//!
//! What belongs to Pulse is in three places: [`Settings`] makes the client of
//! the backend SDK, `collab_token` mints for the user of the session, and
//! `templates/page.html` with `assets/app.js` put the element on the page.
//! Everything else is what any site has.

mod collab_token;
mod headers;
mod order;
mod page;
mod people;
mod session;
mod settings;
mod site;

pub use settings::{Settings, SettingsError};
pub use site::site;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
