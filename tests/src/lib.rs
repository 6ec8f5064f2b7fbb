//! What the whole-system stories are told with: a real server, real sites and
//! real browsers, each started for one story and ended with it.
//!
//! [`Stage::play`] is the way in: it hands a story its stage, and when the
//! story fails it keeps pictures of every window and the servers' last words.

mod binaries;
mod browser;
mod console;
mod devtools;
mod display;
mod driver;
mod example_site;
mod folders;
mod hands;
mod process;
mod published;
mod readiness;
mod server;
mod sockets;
mod stage;
mod test_site;
mod wait;
mod widget;
mod window;

pub use browser::Browser;
pub use console::ConsoleEntry;
pub use devtools::{ColorScheme, Screen};
pub use published::package;
pub use server::{Environment, Server};
pub use sockets::Sockets;
pub use stage::Stage;
pub use test_site::{Resource, TestSite};
pub use wait::{PATIENCE, until};
pub use widget::{Spot, Widget, spot};
pub use window::{Rectangle, Window};

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct ReadmeOfTheRepository;
