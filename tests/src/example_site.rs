//! The example site, `examples/axum-backend`, on a free port in front of a server.

use std::path::Path;

use anyhow::Result;
use secrecy::ExposeSecret;

use crate::binaries;
use crate::process::Process;
use crate::readiness;
use crate::server::{self, Environment, Server};

/// The running site. Dropping it kills it.
#[derive(Debug)]
pub(crate) struct ExampleSite {
    url: String,
    process: Process,
}

impl ExampleSite {
    pub(crate) async fn start(
        folder: &Path,
        server: &Server,
        environment: &Environment,
    ) -> Result<Self> {
        let mut command = server::command(&binaries::of_workspace(EXAMPLE)?);
        command
            .env("LISTEN", "127.0.0.1:0")
            .env("PULSE_SERVER_URL", server.url())
            .env("PULSE_PUBLISHABLE_KEY", &environment.publishable_key)
            .env("PULSE_SECRET_KEY", environment.secret_key.expose_secret());
        let mut process = Process::start("site", folder, &mut command)?;
        let url = format!("http://{}", server::printed_address(&mut process).await?);
        readiness::until_answers(&mut process, &url).await?;
        Ok(Self { url, process })
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn last_words(&self) -> String {
        self.process.last_words()
    }
}

const EXAMPLE: &str = "axum-backend";
