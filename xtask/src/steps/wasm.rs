//! `cargo xtask wasm`: the browser client, compiled, joined to JavaScript and optimised.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use super::wasm_names::{self, SHORTEN};
use super::wasm_report::Report;
use crate::child;
use crate::fingerprint::Stamp;
use crate::progress::{skipped, step};
use crate::tools::wasm_target::{self, WasmToolchain};
use crate::tools::{self, Tool, npm};
use crate::workspace::Workspace;

/// The crate's folder.
pub(crate) const CRATE: &str = "sdk-wasm";

/// Builds `sdk-wasm/pkg` unless it is up to date, and returns the toolchain for more of the kind.
pub(crate) fn run(workspace: &Workspace) -> Result<WasmToolchain> {
    tools::require(workspace, &Tool::FOR_WIDGET)?;
    npm::install(workspace)?;
    let toolchain =
        wasm_target::find(workspace).context("Rust's wasm32 library has disappeared")?;
    let flags = [STANDARD_LIBRARY, COMPILER_FLAGS, OPTIMISATIONS, &[SHORTEN]].concat();
    let recipe = format!("{toolchain} {PROFILE} {}", flags.join(" "));
    let stamp = Stamp::of(workspace, "wasm", &recipe, INPUTS, OUTPUTS)?;
    if stamp.is_current()? {
        skipped("browser client", "up to date");
        return Ok(toolchain);
    }
    step("compile the browser client to WebAssembly", || {
        pack(workspace, toolchain)
    })?;
    step("optimise the browser client", || {
        optimise(workspace)?;
        names_no_folder(&workspace.path(MODULE), &folders_of_this_machine(workspace))
    })?;
    stamp.write()?;
    Ok(toolchain)
}

/// Prints which crates and functions the module that ships is made of.
pub(crate) fn report(workspace: &Workspace) -> Result<()> {
    let toolchain = run(workspace)?;
    let named = workspace.target().join(NAMED);
    if !named.is_file() {
        step("compile the browser client once more", || {
            pack(workspace, toolchain)?;
            optimise(workspace)
        })?;
    }
    let readable = named.with_extension("optimised.wasm");
    let mut wasm_opt = npm::program(workspace, "binaryen", "bin/wasm-opt")?;
    let strips = |option: &&&str| option.starts_with("--strip-debug");
    wasm_opt
        .arg(&named)
        .arg("-o")
        .arg(&readable)
        .arg("--debuginfo")
        .args(OPTIMISATIONS.iter().filter(|option| !strips(option)));
    child::run(&mut wasm_opt)?;
    let module = fs::read(&readable).with_context(|| format!("reading {}", readable.display()))?;
    print!("{}", Report::of(&module)?.table(REPORTED));
    Ok(())
}

/// wasm-pack, kept from downloading tools and from running whichever wasm-opt is on the `PATH`.
///
/// The standard library is compiled along with the client, for size and with panics that trap at
/// once: their messages and all that formats them would be an eighth of what a page downloads. The
/// compiler takes these flags from a stable toolchain only when it is told to.
fn pack(workspace: &Workspace, toolchain: WasmToolchain) -> Result<()> {
    let mut wasm_pack = child::command("wasm-pack");
    wasm_pack
        .args(["build", "--target", "web", "--profile", PROFILE])
        .args(["--mode", "no-install", "--no-opt"])
        .arg(workspace.path(CRATE))
        .arg("--")
        .args(STANDARD_LIBRARY)
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_ENCODED_RUSTFLAGS", compiler_flags(workspace));
    toolchain.apply(workspace, &mut wasm_pack);
    child::run(&mut wasm_pack)
}

/// The flags, in the form that leaves spaces in folders alone.
///
/// Panics name the files they are in. Where those are on this machine is nobody's business, and would
/// make the module another one on every machine.
fn compiler_flags(workspace: &Workspace) -> OsString {
    let mut flags: Vec<OsString> = COMPILER_FLAGS.iter().map(OsString::from).collect();
    for folder in folders_of_this_machine(workspace) {
        let mut flag = OsString::from("--remap-path-prefix=");
        flag.push(folder);
        flag.push("=");
        flags.push(flag);
    }
    flags.join(OsStr::new("\x1f"))
}

/// What paths in a module would begin with: the last one that fits is the one the compiler replaces.
fn folders_of_this_machine(workspace: &Workspace) -> Vec<PathBuf> {
    let home = env::home_dir();
    let in_home = |variable: &str, folder: &str| {
        env::var_os(variable)
            .map(PathBuf::from)
            .or_else(|| Some(home.as_ref()?.join(folder)))
    };
    [
        in_home("RUSTUP_HOME", ".rustup"),
        in_home("CARGO_HOME", ".cargo"),
        Some(workspace.target().to_owned()),
        Some(workspace.root().to_owned()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Fails when a module that ships tells where it was made.
fn names_no_folder(module: &Path, folders: &[PathBuf]) -> Result<()> {
    let content = fs::read(module).with_context(|| format!("reading {}", module.display()))?;
    for folder in folders {
        let name = folder.as_os_str().as_encoded_bytes();
        ensure!(
            !content.windows(name.len()).any(|window| window == name),
            "{} names a folder of this machine: {}",
            module.display(),
            folder.display()
        );
    }
    Ok(())
}

/// wasm-opt from npm. Distributions ship old ones that break the table of references to JavaScript
/// without a word.
fn optimise(workspace: &Workspace) -> Result<()> {
    let module = workspace.path(MODULE);
    // With the names of its functions, for `--report`.
    let named = workspace.target().join(NAMED);
    fs::copy(&module, &named).with_context(|| format!("writing {}", named.display()))?;
    let optimised = module.with_extension("optimised");
    let mut wasm_opt = npm::program(workspace, "binaryen", "bin/wasm-opt")?;
    wasm_opt
        .arg(&module)
        .arg("-o")
        .arg(&optimised)
        .args(OPTIMISATIONS);
    child::run(&mut wasm_opt)?;
    // On its own: what is done again and again until nothing changes would rename again and again.
    let mut shorten = npm::program(workspace, "binaryen", "bin/wasm-opt")?;
    shorten.arg(&optimised).arg("-o").arg(&module).arg(SHORTEN);
    shorten.args(
        OPTIMISATIONS
            .iter()
            .filter(|option| option.starts_with("--enable")),
    );
    let names = child::capture(&mut shorten)?;
    fs::remove_file(&optimised).with_context(|| format!("removing {}", optimised.display()))?;
    wasm_names::tell(&workspace.path(GLUE), &workspace.path(TYPES), &names)
}

/// The Cargo profile for what ships to browsers.
const PROFILE: &str = "wasm";

const STANDARD_LIBRARY: &[&str] = &[
    "-Zbuild-std=std,panic_abort",
    "-Zbuild-std-features=optimize_for_size",
];

const COMPILER_FLAGS: &[&str] = &["-Zunstable-options", "-Cpanic=immediate-abort"];

/// The features are those that rustc emits and no others: browsers reject a module that declares
/// more, and wasm-opt rejects one that uses more.
const OPTIMISATIONS: &[&str] = &[
    // Nothing lies below the stack, which begins where memory does.
    "--low-memory-unused",
    // Twice, with what is known of values in the whole module in between: 2 % less.
    "-Oz",
    "--gufa",
    "-Oz",
    "--converge",
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-call-indirect-overlong",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

const MODULE: &str = "sdk-wasm/pkg/pulse_client_bg.wasm";
/// wasm-bindgen's JavaScript, and its types.
const GLUE: &str = "sdk-wasm/pkg/pulse_client.js";
const TYPES: &str = "sdk-wasm/pkg/pulse_client.d.ts";

/// In the folder of what is built.
const NAMED: &str = "pulse_client_named.wasm";
/// Functions in a report.
const REPORTED: usize = 60;

const OUTPUTS: &[&str] = &[MODULE, GLUE, TYPES];

const INPUTS: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "protocol/Cargo.toml",
    "protocol/src",
    "client-core/Cargo.toml",
    "client-core/src",
    "sdk-wasm/Cargo.toml",
    "sdk-wasm/js",
    "sdk-wasm/src",
    "web-component/package-lock.json",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_that_names_a_folder_of_this_machine_does_not_ship() {
        let folder = tempfile::tempdir().unwrap();
        let module = folder.path().join("module.wasm");
        let home = [PathBuf::from("/home/ada/.cargo")];
        fs::write(&module, "\0asm src/lib.rs").unwrap();
        names_no_folder(&module, &home).unwrap();
        fs::write(&module, "\0asm /home/ada/.cargo/registry/src/lib.rs").unwrap();
        let error = names_no_folder(&module, &home).unwrap_err();
        assert!(error.to_string().ends_with("/home/ada/.cargo"), "{error}");
    }
}
