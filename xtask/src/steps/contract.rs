//! The REST API against its own description: schemathesis asks a real server what the OpenAPI
//! document allows, and much that it does not, and reads every answer with the document in hand.

use std::fs;
use std::path::Path;
use std::sync::mpsc;

use anyhow::{Context, Result};

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
    let asked = ask(workspace, &folder, &server.url, environment.secret_key());
    server.stop()?;
    asked
}

fn ask(workspace: &Workspace, folder: &Path, url: &str, secret_key: &str) -> Result<()> {
    // In a file, so that no process list shows the key.
    let config = folder.join("schemathesis.toml");
    let text = format!("[headers]\nAuthorization = \"Bearer {secret_key}\"\n");
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
            .arg(format!("{url}/api/v1/openapi.json")),
    )
}

/// For each operation.
const EXAMPLES: &str = "25";
const SECONDS: &str = "45";
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
                      response_schema_conformance";
