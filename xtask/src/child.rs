//! Running other programs.
//!
//! Their output streams through. What cargo tells the task runner about itself
//! (`CARGO_MANIFEST_DIR`, `CARGO_PKG_*`, …) is kept from them: build scripts watch those variables
//! and would run again at every switch between `cargo xtask` and plain `cargo`.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::progress::Heartbeat;

/// A command with the environment a person's shell would give it.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(is_about_the_task_runner) {
            command.env_remove(name);
        }
    }
    if let Some(path) = path_with_cargo_tools() {
        command.env("PATH", path);
    }
    command.stdin(Stdio::null());
    command
}

/// The first of some programs that is on the `PATH` or in cargo's own bin folder.
pub(crate) fn find(programs: &[&str]) -> Option<PathBuf> {
    let folder = env::current_dir().ok()?;
    let path = path_with_cargo_tools();
    programs
        .iter()
        .find_map(|program| which::which_in(program, path.as_ref(), &folder).ok())
}

/// Cargo, in a folder. It is the toolchain of the checkout, through rustup when there is one.
pub(crate) fn cargo(folder: &Path) -> Command {
    let mut command = command("cargo");
    command.current_dir(folder);
    command
}

/// Runs a command to its end; anything but success is an error that names it.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let line = line(command);
    let heartbeat = Heartbeat::start(&shortened(&line));
    let status = command
        .status()
        .with_context(|| format!("starting {line}"))?;
    drop(heartbeat);
    ensure!(status.success(), "{line}: {status}");
    Ok(())
}

/// Runs a command quietly and returns what it printed; its errors are part of the error.
pub(crate) fn capture(command: &mut Command) -> Result<String> {
    let line = line(command);
    let output = command
        .output()
        .with_context(|| format!("starting {line}"))?;
    ensure!(
        output.status.success(),
        "{line}: {}: {}",
        output.status,
        String::from_utf8_lossy(&output.stderr).trim()
    );
    String::from_utf8(output.stdout).with_context(|| format!("reading the output of {line}"))
}

/// A command as one would type it, for messages.
fn line(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(command.get_program());
    std::iter::once(name)
        .chain(command.get_args())
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

fn shortened(line: &str) -> String {
    match line.char_indices().nth(SHORT_CHARACTERS) {
        Some((end, _)) => format!("{} …", line[..end].trim_end()),
        None => line.to_owned(),
    }
}

/// The `PATH`, and after it the folder that `cargo install` fills, which is not on every `PATH`.
fn path_with_cargo_tools() -> Option<OsString> {
    let cargo_home = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(env::home_dir()?.join(".cargo")))?;
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = env::split_paths(&path).chain([cargo_home.join("bin")]);
    env::join_paths(folders).ok()
}

fn is_about_the_task_runner(variable: &str) -> bool {
    variable == "CARGO"
        || variable == "LD_LIBRARY_PATH"
        || variable == "RUST_RECURSION_COUNT"
        || variable.starts_with("CARGO_PKG_")
        || variable.starts_with("CARGO_MANIFEST_")
        || variable.starts_with("CARGO_BIN_")
        || variable == "CARGO_PRIMARY_PACKAGE"
        || variable == "OUT_DIR"
}

/// Enough to recognise a command by.
const SHORT_CHARACTERS: usize = 72;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_commands_are_shortened_and_short_ones_are_not() {
        assert_eq!(shortened("cargo test"), "cargo test");
        let long = "é".repeat(SHORT_CHARACTERS + 1);
        assert_eq!(
            shortened(&long),
            format!("{} …", "é".repeat(SHORT_CHARACTERS))
        );
    }

    #[test]
    fn settings_of_the_user_reach_the_child_and_cargo_s_words_to_us_do_not() {
        assert!(is_about_the_task_runner("CARGO_PKG_NAME"));
        assert!(is_about_the_task_runner("CARGO_MANIFEST_DIR"));
        assert!(!is_about_the_task_runner("CARGO_TARGET_DIR"));
        assert!(!is_about_the_task_runner("CARGO_HOME"));
        assert!(!is_about_the_task_runner("RUSTUP_TOOLCHAIN"));
    }

    #[test]
    fn a_failure_names_the_command_and_its_arguments() {
        let error = run(cargo(Path::new("."))
            .arg("no-such-subcommand")
            .stderr(Stdio::null()))
        .expect_err("the command fails");
        assert!(error.to_string().starts_with("cargo no-such-subcommand: "));
    }
}
