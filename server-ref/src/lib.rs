//! The Pulse server.
//!
//! A write is durable before anybody sees it; the store is the truth, the
//! commit listener a hint, the socket a cache.

pub mod admin;
pub mod admin_commands;
pub mod auth;
pub mod backup;
pub mod bus;
pub mod cli;
pub mod config;
pub mod domain;
pub mod env_commands;
pub mod http;
pub mod key_commands;
pub mod metrics;
#[cfg(feature = "postgres")]
pub mod migrate;
pub mod panel;
pub mod realtime;
pub mod serve;
pub mod shared_documents;
pub mod shell;
pub mod shutdown;
pub mod state;
pub mod storage;
pub mod sweeper;
pub mod telemetry;
pub mod tenants;
pub mod uploads;
