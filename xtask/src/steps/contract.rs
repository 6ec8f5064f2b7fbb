//! The REST API against its own description: schemathesis asks a real server what the OpenAPI
//! document allows, and much that it does not, and reads every answer with the document in hand.
//! Once as a host's backend, and once as a program of an admin.

use std::fs;
use std::path::Path;
use std::sync::mpsc;

use anyhow::{Context, Result};
use serde_json::Value;

use super::build;
use super::demo::environment::Environment;
use super::demo::{port, service};
use crate::child;
use crate::tools::python::SCHEMATHESIS;
use crate::tools::{self, Tool};
use crate::workspace::Workspace;

/// Asks the server of the development profile, which has to be built.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    tools::require(workspace, &[Tool::Python, Tool::Schemathesis])?;
    let folder = workspace.notes()?.join("contract");
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("removing {}", folder.display()))?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
    let environment = Environment::ensure(workspace, &folder)?;
    let listen = port::free("the server", 0)?;
    let mut server = service::Service::start(
        "server",
        listen,
        &folder,
        service::command(&workspace.binary(build::SERVER))
            .args(["serve", "--log", "error", "--listen", &listen.to_string()])
            .arg("--data-dir")
            .arg(environment.data()),
    )?;
    let (_nobody, interrupted) = mpsc::channel();
    server.wait_until_it_answers("/readyz", &interrupted)?;
    let asked = access_token(workspace, environment.data()).and_then(|access_token| {
        let url = &server.url;
        ask(
            workspace,
            &folder,
            url,
            environment.secret_key(),
            "--exclude-path-regex",
        )?;
        ask(
            workspace,
            &folder,
            url,
            &access_token,
            "--include-path-regex",
        )
    });
    server.stop()?;
    asked
}

/// A token of an admin, made beside the running server.
fn access_token(workspace: &Workspace, data: &Path) -> Result<String> {
    let admin = |arguments: &[&str]| {
        child::capture(
            service::command(&workspace.binary(build::SERVER))
                .arg("admin")
                .args(arguments)
                .arg("--data-dir")
                .arg(data),
        )
    };
    admin(&["add", ADMIN, "--role", "admin"])?;
    let made = admin(&["token", ADMIN, "--json"])?;
    let made: Value = serde_json::from_str(&made).context("the new token is not JSON")?;
    let token = made["token"].as_str();
    token
        .map(str::to_owned)
        .context("the new token has no text")
}

/// Asks about the admin API alone, or about all else.
fn ask(workspace: &Workspace, folder: &Path, url: &str, bearer: &str, which: &str) -> Result<()> {
    // In a file, so that no process list shows the key.
    let config = folder.join("schemathesis.toml");
    let text = format!("[headers]\nAuthorization = \"Bearer {bearer}\"\n");
    fs::write(&config, text).with_context(|| format!("writing {}", config.display()))?;
    child::run(
        child::command(SCHEMATHESIS.program(workspace))
            .current_dir(folder)
            .arg("--config-file")
            .arg(&config)
            .args(["run", "--no-color", "--warnings", "off"])
            .args(["--phases", "coverage,fuzzing", "--seed", "1"])
            .args(["--max-examples", EXAMPLES, "--max-time", SECONDS])
            .args(["--suppress-health-check", "all"])
            .args(["--checks", CHECKS])
            .args([which, "^/api/admin/"])
            .arg(format!("{url}/api/v1/openapi.json")),
    )
}

const ADMIN: &str = "contract@example.com";
/// For each operation.
const EXAMPLES: &str = "25";
const SECONDS: &str = "45";
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
                      response_schema_conformance";
