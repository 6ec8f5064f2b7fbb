//! The task runner: `cargo xtask help` lists what it does.
//!
//! `tools` finds or installs what the tasks need, `steps` are the tasks themselves, and everything
//! beside them is what both are made of: running a program, remembering what is up to date,
//! knowing the folders.

mod child;
mod cli;
mod fingerprint;
mod http;
mod lockfile;
mod progress;
mod steps;
mod tools;
mod workspace;

use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}
