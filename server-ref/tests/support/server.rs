//! Starts, kills and asks a server process.

use std::collections::BTreeMap;
use std::future::pending;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::{Output, Stdio};
use std::time::Duration;

use pulse_server::config::ServerConfig;
use pulse_server::realtime::Timings;
use pulse_server::serve;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::task::JoinSet;
use tokio::time::timeout;

/// Longer than anything here takes, even on a busy machine.
pub const DEADLINE: Duration = Duration::from_secs(60);

/// A server process with its own data.
pub struct Server {
    directory: TempDir,
    child: Option<Child>,
    /// What the process prints after its first line.
    output: Option<Lines<BufReader<ChildStdout>>>,
    /// The server, when it runs in this process.
    own: JoinSet<()>,
    address: String,
    http: reqwest::Client,
    sdk: Option<std::path::PathBuf>,
    settings: BTreeMap<String, String>,
    /// Where it logs all that it can say, as JSON.
    log: Option<std::path::PathBuf>,
}

/// An environment's name and keys.
#[derive(Debug, Clone)]
pub struct Environment {
    pub id: String,
    pub publishable: String,
    pub secret: String,
}

impl Server {
    pub async fn start() -> Self {
        Self::start_with(None).await
    }

    /// A server that takes the widget from a directory.
    pub async fn with_sdk(directory: &Path) -> Self {
        Self::start_with(Some(directory.to_owned())).await
    }

    /// A server that logs all that it can say, as JSON, into a file.
    pub async fn with_log(file: &Path) -> (Self, Environment) {
        let mut server = Self::stopped(None);
        server.log = Some(file.to_owned());
        server.run().await;
        let environment = server.create_environment("first").await;
        (server, environment)
    }

    async fn start_with(sdk: Option<std::path::PathBuf>) -> Self {
        let mut server = Self::stopped(sdk);
        server.run().await;
        server
    }

    /// A server with one environment that runs in this process, and is as
    /// patient as said.
    pub async fn with_timings(timings: Timings) -> (Self, Environment) {
        let mut server = Self::stopped(None);
        let config = ServerConfig {
            data_dir: server.data(),
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            ..ServerConfig::default()
        };
        let opened = serve::Server::open(&config).await.unwrap();
        server.address = opened.address().unwrap().to_string();
        let run = opened.with_timings(timings).run_until(pending());
        server.own.spawn(async move { run.await.unwrap() });
        let environment = server.create_environment("first").await;
        (server, environment)
    }

    fn stopped(sdk: Option<std::path::PathBuf>) -> Self {
        // Before the HTTP client, whichever test comes first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self {
            directory: TempDir::new().unwrap(),
            child: None,
            output: None,
            own: JoinSet::new(),
            address: String::new(),
            http: reqwest::Client::new(),
            sdk,
            settings: BTreeMap::new(),
            log: None,
        }
    }

    /// A server with variables of its own.
    pub async fn with_settings(settings: &[(&str, &str)]) -> Self {
        let mut server = Self::with_variables(settings);
        server.run().await;
        server
    }

    /// The same, that does not run yet.
    pub fn with_variables(settings: &[(&str, &str)]) -> Self {
        let mut server = Self::stopped(None);
        for (name, value) in settings {
            server.set(name, value);
        }
        server
    }

    /// Sets a variable for the next time it is run.
    pub fn set(&mut self, name: &str, value: &str) {
        self.settings.insert(name.to_owned(), value.to_owned());
    }

    /// What a server says that cannot start with variables.
    pub async fn fails_with(settings: &[(&str, &str)]) -> String {
        let directory = TempDir::new().unwrap();
        let mut command = command();
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--data-dir"])
            .arg(directory.path())
            .envs(settings.iter().copied())
            .kill_on_drop(true);
        let output = timeout(DEADLINE, command.output()).await.unwrap().unwrap();
        assert!(!output.status.success(), "{output:?}");
        String::from_utf8_lossy(&output.stderr).into_owned()
    }

    /// What answers at an address, whoever runs it.
    pub fn at(address: String) -> Self {
        Self {
            address,
            ..Self::stopped(None)
        }
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    /// A server with one environment.
    pub async fn with_environment() -> (Self, Environment) {
        let server = Self::start().await;
        let environment = server.create_environment("first").await;
        (server, environment)
    }

    /// Starts the process on the data that is there.
    pub async fn run(&mut self) {
        // The same port again after the first time, as clients expect it.
        let listen = match self.address.as_str() {
            "" => "127.0.0.1:0",
            address => address,
        };
        let mut command = command();
        command.arg("serve").envs(&self.settings);
        if let Some(sdk) = &self.sdk {
            command.arg("--sdk-dir").arg(sdk);
        }
        if let Some(file) = &self.log {
            let file = std::fs::File::create(file).unwrap();
            command.args(["--log", "debug", "--log-format", "json"]);
            command.stderr(file);
        } else {
            command.args(["--log", "warn"]);
        }
        let mut child = command
            .args(["--listen", listen])
            .arg("--data-dir")
            .arg(self.data())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = timeout(DEADLINE, lines.next_line()).await.unwrap().unwrap();
        let line = line.expect("the server ended before it was ready");
        let address = line.strip_prefix("pulse-server listening on http://");
        self.address = address.unwrap().to_owned();
        self.child = Some(child);
        self.output = Some(lines);
    }

    /// The link with which the first admin is made, as it was printed.
    pub async fn setup_link(&mut self) -> String {
        let lines = self.output.as_mut().unwrap();
        let line = timeout(DEADLINE, lines.next_line()).await.unwrap().unwrap();
        let line = line.expect("the server printed no link");
        let link = line.strip_prefix("set up the panel, once: ");
        link.unwrap().to_owned()
    }

    /// Sends SIGKILL, for whoever has the server lent only. [`Server::kill`]
    /// then waits for its end.
    pub async fn signal_kill(&self) {
        self.signal("-KILL").await;
    }

    /// SIGKILL, as when the machine loses power.
    pub async fn kill(&mut self) {
        let mut child = self.child.take().unwrap();
        child.kill().await.unwrap();
    }

    /// SIGTERM, and the exit code.
    pub async fn terminate(&mut self) -> Option<i32> {
        self.signal("-TERM").await;
        let mut child = self.child.take().unwrap();
        let status = timeout(DEADLINE, child.wait()).await.unwrap().unwrap();
        status.code()
    }

    async fn signal(&self, signal: &str) {
        let pid = self.child.as_ref().and_then(Child::id).unwrap().to_string();
        let sent = Command::new("kill").args([signal, &pid]).status().await;
        assert!(sent.unwrap().success());
    }

    pub fn data(&self) -> std::path::PathBuf {
        self.directory.path().join("data")
    }

    pub fn http_url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn socket_url(&self) -> String {
        format!("ws://{}/", self.address)
    }

    pub fn http(&self) -> &reqwest::Client {
        &self.http
    }

    /// Runs a command of the binary on this server's data.
    pub async fn command(&self, arguments: &[&str]) -> Output {
        let run = command()
            .args(arguments)
            .envs(&self.settings)
            .arg("--data-dir")
            .arg(self.data())
            .output();
        timeout(DEADLINE, run).await.unwrap().unwrap()
    }

    /// Makes an environment, beside the running server.
    pub async fn create_environment(&self, name: &str) -> Environment {
        let output = self.command(&["env", "create", name, "--json"]).await;
        assert!(output.status.success(), "{output:?}");
        let made: Value = serde_json::from_slice(&output.stdout).unwrap();
        let text = |key: &str| made[key].as_str().unwrap().to_owned();
        Environment {
            id: text("id"),
            publishable: text("publishableKey"),
            secret: text("secretKey"),
        }
    }

    /// Asks for a token and gives status and body back.
    pub async fn ask_token(&self, secret: &str, body: Value) -> (u16, Value) {
        let answer = self
            .http
            .post(self.http_url("/auth/token"))
            .bearer_auth(secret)
            .json(&body)
            .send()
            .await
            .unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    /// A token for a person.
    pub async fn token(&self, environment: &Environment, user: &str) -> String {
        let body = json!({ "userId": user, "name": user });
        self.token_of(environment, body).await
    }

    /// A token as asked for.
    pub async fn token_of(&self, environment: &Environment, body: Value) -> String {
        let (status, answer) = self.ask_token(&environment.secret, body).await;
        assert_eq!(status, 200, "{answer}");
        answer["token"].as_str().unwrap().to_owned()
    }
}

fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pulse-server"));
    // Settings of whoever runs the tests must not reach the server.
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("PULSE_")) {
        command.env_remove(name);
    }
    command
}
