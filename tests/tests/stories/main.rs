//! What people do with Pulse, told with real browsers, a real server and the
//! example site. Each story starts its own and shares nothing.

mod access;
mod conversation;
mod cursors;
mod elements;
mod embedding;
mod files;
mod joining;
mod looks;
mod original;
mod page;
mod pinning;
mod power_cut;
mod reaching;
mod safety;
mod together;
