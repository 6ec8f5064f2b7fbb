//! The command line: one subcommand per task.

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::steps;
use crate::workspace::Workspace;

/// Builds, shows and tests Pulse. What a task needs and this machine lacks is installed first.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Build everything, start the server with the example site and print its address
    Demo(steps::demo::Options),
    /// Run every check and every test, browsers included
    Test,
    /// Build the widget, the server and the example site
    Build,
    /// Format the Rust code
    Fmt {
        /// Change nothing; fail when a file is not formatted
        #[arg(long)]
        check: bool,
    },
    /// Check formatting, clippy, documentation and the dependencies' licences and sources
    Lint,
    /// Compile the browser client to WebAssembly and optimise it
    Wasm {
        /// Print which crates and functions its bytes are of
        #[arg(long)]
        report: bool,
    },
    /// Make the npm packages: sdk-wasm/dist, web-component/package
    Packages,
    /// Build pulse.js and its wasm file and hold them against the size budget
    Widget,
    /// Run clients and a server in worlds that go wrong on purpose, as many as wanted
    Simulate(steps::simulate::Options),
    /// Measure how fast a part is
    #[command(subcommand)]
    Bench(steps::bench::Bench),
    /// Say which tools are here and which are missing
    Doctor {
        /// Install what is missing and can be installed
        #[arg(long)]
        install: bool,
    },
}

/// Runs the task named on the command line.
pub(crate) fn run() -> Result<()> {
    let cli = Cli::parse();
    let workspace = Workspace::discover()?;
    match cli.task {
        Task::Demo(options) => steps::demo::run(&workspace, &options),
        Task::Test => steps::test::run(&workspace),
        Task::Build => steps::build::run(&workspace),
        Task::Fmt { check } => steps::format::run(&workspace, check),
        Task::Lint => steps::lint::run(&workspace),
        Task::Wasm { report: true } => steps::wasm::report(&workspace),
        Task::Wasm { report: false } => steps::wasm::run(&workspace).map(drop),
        Task::Packages => steps::packages::run(&workspace),
        Task::Widget => steps::widget::run(&workspace).map(drop),
        Task::Simulate(options) => steps::simulate::run(&workspace, &options),
        Task::Bench(bench) => steps::bench::run(&workspace, &bench),
        Task::Doctor { install } => steps::doctor::run(&workspace, install),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn help_lists_every_task() {
        let help = Cli::command().render_help().to_string();
        for task in [
            "demo", "test", "build", "fmt", "lint", "wasm", "packages", "widget", "simulate",
            "bench", "doctor", "help",
        ] {
            assert!(help.contains(task), "{task} is missing in:\n{help}");
        }
    }
}
