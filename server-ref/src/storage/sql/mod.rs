//! The SQL that all databases understand. Each compiles these modules for its
//! own connections, with its own `dialect` for the few things that are said
//! differently: a query is a plain text to sqlx, and so it is one to readers.
//! Parameters are numbered, booleans are `TRUE` and `FALSE`, numbers are 64 bits
//! wide.

mod admin;
mod catalog;
pub(super) mod change;
mod environments;
mod erasure;
mod history;
mod jobs;
mod ledger;
mod notices;
mod people;
mod rooms;
mod rows;
mod settled;
mod shared_data;
mod uploads;

pub(super) use self::jobs::{Done, Job, Listener, SWEEP_INTERVAL_MS, forget_operations};
pub(super) use self::rows::parse;
use super::{Backend, Connection, dialect};
