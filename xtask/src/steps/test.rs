//! `cargo xtask test`: every check and every test. The first failure ends it.

use anyhow::Result;

use super::{contract, crates, format, lint, packages, wasm, widget};
use crate::child;
use crate::progress::{last_step, step};
use crate::tools::wasm_target::WasmToolchain;
use crate::tools::{self, Tool, browsers, npm};
use crate::workspace::Workspace;

/// Runs everything, the quick checks first and the whole-system tests last.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    tools::require(workspace, &Tool::ALL)?;
    format::run(workspace, true)?;
    lint::dependencies(workspace)?;
    let toolchain = widget::run(workspace)?.toolchain;
    lint::code(workspace, toolchain)?;
    step("check the widget's types", || {
        npm::run_script(workspace, "typecheck")
    })?;
    step("test the widget", || npm::run_script(workspace, "test"))?;
    step("test the widget in Chromium", || {
        npm::run_script(workspace, "test:browser")
    })?;
    for browser in [Browser::Chromium, Browser::Firefox] {
        step(&format!("test the browser client in {browser:?}"), || {
            browser_client(workspace, toolchain, browser)
        })?;
    }
    // In one go with the tests: built apart, the binaries would need a quarter of the dependencies
    // a second time, with the features that only tests ask for.
    step("compile the Rust code and its tests", || {
        child::run(child::cargo(workspace.root()).args(["build", "--bins", "--tests"]))
    })?;
    crates::test(workspace)?;
    packages::test(workspace)?;
    step("hold the REST API against its description", || {
        contract::run(workspace)
    })?;
    last_step("test the Rust code and the whole system", || {
        rust(workspace)
    })
}

#[derive(Clone, Copy, Debug)]
enum Browser {
    Chromium,
    Firefox,
}

fn browser_client(workspace: &Workspace, toolchain: WasmToolchain, browser: Browser) -> Result<()> {
    let mut wasm_pack = child::command("wasm-pack");
    wasm_pack.args(["test", "--headless", "--mode", "no-install"]);
    // The runner takes whichever driver it finds a variable for, Firefox's first.
    for (variable, _) in browsers::variables() {
        wasm_pack.env_remove(variable);
    }
    let (flag, driver_flag, driver) = match browser {
        Browser::Chromium => ("--chrome", "--chromedriver", browsers::chromedriver()),
        Browser::Firefox => ("--firefox", "--geckodriver", browsers::geckodriver()),
    };
    wasm_pack.arg(flag);
    if let Some(driver) = driver {
        wasm_pack.arg(driver_flag).arg(driver);
    }
    wasm_pack.arg(workspace.path(wasm::CRATE));
    toolchain.apply(workspace, &mut wasm_pack);
    child::run(&mut wasm_pack)
}

fn rust(workspace: &Workspace) -> Result<()> {
    let mut cargo = child::cargo(workspace.root());
    // Nothing called `PULSE_…`: the server would take it for a setting and refuse it. The stories
    // find the binaries beside themselves.
    cargo.arg("test").envs(browsers::variables());
    child::run(&mut cargo)
}
