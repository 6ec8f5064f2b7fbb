//! The tasks, one file each.

pub(crate) mod bench;
pub(crate) mod budget;
pub(crate) mod build;
pub(crate) mod contract;
pub(crate) mod demo;
pub(crate) mod doctor;
pub(crate) mod format;
pub(crate) mod lint;
pub(crate) mod packages;
pub(crate) mod simulate;
pub(crate) mod test;
pub(crate) mod wasm;
mod wasm_names;
mod wasm_report;
pub(crate) mod widget;
