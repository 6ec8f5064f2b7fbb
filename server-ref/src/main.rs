//! The `pulse-server` binary.

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
#[cfg(feature = "postgres")]
use pulse_server::cli::SecretFlag;
use pulse_server::cli::{Cli, Command, ConfigCommand};
use pulse_server::config::ServerConfig;
#[cfg(feature = "postgres")]
use pulse_server::migrate;
use pulse_server::{admin_commands, backup, env_commands, http, key_commands, serve, telemetry};

/// Gives back what a crowd of connections leaves behind: with the system's own, each
/// idle connection weighed several times what it uses.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("pulse-server: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<()> {
    let config = ServerConfig::load(&cli)?;
    telemetry::start(&config)?;
    let runtime = tokio::runtime::Runtime::new()?;
    match cli.command {
        Command::Serve(_) => runtime.block_on(serve::run(&config)),
        Command::Env(command) => runtime.block_on(env_commands::run(&config, command)),
        Command::Key(command) => runtime.block_on(key_commands::run(&config, command)),
        Command::Admin(command) => runtime.block_on(admin_commands::run(&config, command)),
        Command::Backup { file } => runtime.block_on(backup::back_up(&config, &file)),
        Command::Restore { file } => runtime.block_on(backup::restore(&config, &file)),
        #[cfg(feature = "postgres")]
        Command::Migrate { from, to } => {
            let to = to.as_ref().map(SecretFlag::secret);
            runtime.block_on(migrate::run(&config, from.as_deref(), to))
        }
        Command::Openapi => {
            let document = http::document_text()?;
            Ok(writeln!(std::io::stdout(), "{document}")?)
        }
        Command::Config(ConfigCommand::Check(_)) => {
            let shown = serde_json::to_string_pretty(&config.redacted())?;
            Ok(writeln!(std::io::stdout(), "{shown}")?)
        }
    }
}
