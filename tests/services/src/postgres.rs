//! A PostgreSQL server.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::kept::{Kept, become_nobody, signal};
use crate::port::{free_port, until};
use crate::program::{Nobody, find, postgres_folders};

/// A running PostgreSQL server, which asks for a password. Dropping it ends it.
#[derive(Debug)]
pub struct Postgres {
    kept: Option<Kept>,
    port: u16,
    folder: TempDir,
    nobody: Option<Nobody>,
    databases: AtomicU32,
    settings: Settings,
}

#[derive(Clone, Copy, Debug, Default)]
struct Settings {
    fsync: bool,
    whole_process: bool,
}

impl Postgres {
    /// The one server of this process, for tests that do no harm to it.
    ///
    /// # Errors
    /// When there is none on this machine, or it does not start.
    pub fn shared() -> Result<&'static Self> {
        static SHARED: OnceLock<Result<Postgres, String>> = OnceLock::new();
        let shared = SHARED.get_or_init(|| {
            Self::start_with(Settings {
                whole_process: true,
                ..Settings::default()
            })
            .map_err(|error| format!("{error:#}"))
        });
        shared.as_ref().map_err(|error| anyhow::anyhow!("{error}"))
    }

    /// Starts a server with nothing in it. It does not wait for the disk: what a killed process has
    /// written, the system has.
    ///
    /// # Errors
    /// When there is none on this machine, or it does not start.
    pub fn start() -> Result<Self> {
        Self::start_with(Settings::default())
    }

    /// The same, and what it has committed is on the disk, as where it matters. For measurements.
    ///
    /// # Errors
    /// When there is none on this machine, or it does not start.
    pub fn start_durable() -> Result<Self> {
        Self::start_with(Settings {
            fsync: true,
            ..Settings::default()
        })
    }

    fn start_with(settings: Settings) -> Result<Self> {
        let mut postgres = Self {
            kept: None,
            port: free_port()?,
            folder: TempDir::new().context("making a folder for PostgreSQL")?,
            nobody: Nobody::to_become()?,
            databases: AtomicU32::new(0),
            settings,
        };
        postgres.initialise()?;
        postgres.start_again()?;
        Ok(postgres)
    }

    /// Starts it again at the same address with the same data, after
    /// [`Postgres::kill`].
    ///
    /// # Errors
    /// When it does not start.
    pub fn start_again(&mut self) -> Result<()> {
        let settings = [
            "listen_addresses=127.0.0.1".to_owned(),
            format!("port={}", self.port),
            format!("unix_socket_directories={}", self.folder.path().display()),
            "max_connections=200".to_owned(),
            format!("fsync={}", if self.settings.fsync { "on" } else { "off" }),
        ];
        let mut arguments = vec!["-D".to_owned(), self.data().display().to_string()];
        arguments.extend(settings.into_iter().flat_map(|one| ["-c".to_owned(), one]));
        let program = find("postgres", &postgres_folders(), "PostgreSQL")?;
        let log = self.folder.path().join("server.log");
        let folder = self.folder.path();
        let leftover = self.settings.whole_process.then_some(folder);
        self.kept = Some(Kept::start(
            &program,
            &arguments,
            &log,
            self.nobody,
            leftover,
        )?);
        until("PostgreSQL to be ready", || {
            self.psql("postgres", "SELECT 1").is_ok()
        })
        .with_context(|| fs::read_to_string(&log).unwrap_or_default())
    }

    /// Ends it as a power cut does.
    ///
    /// # Errors
    /// When it has ended before.
    pub fn kill(&mut self) -> Result<()> {
        self.signal("-KILL")?;
        if let Some(mut kept) = self.kept.take() {
            kept.wait()?;
        }
        Ok(())
    }

    /// Sends the server's first process a signal.
    ///
    /// # Errors
    /// When it has ended before.
    pub fn signal(&self, name: &str) -> Result<()> {
        let pid = fs::read_to_string(self.folder.path().join("server.pid"))?;
        signal(&pid, name)
    }

    /// Makes an empty database, and says how it is reached.
    ///
    /// # Errors
    /// When the server does not make it.
    pub fn database(&self) -> Result<String> {
        let number = self.databases.fetch_add(1, Ordering::Relaxed);
        let name = format!("pulse_{number}");
        self.psql("postgres", &format!("CREATE DATABASE {name}"))?;
        Ok(self.url(&name, self.port))
    }

    /// How a database is reached through a port, such as a proxy's.
    #[must_use]
    pub fn url(&self, database: &str, port: u16) -> String {
        format!("postgres://{USER}:{PASSWORD}@127.0.0.1:{port}/{database}")
    }

    /// Where it listens.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Runs statements in a database; what they find comes as text.
    ///
    /// # Errors
    /// With the server's words.
    pub fn psql(&self, database: &str, statements: &str) -> Result<String> {
        let program = find("psql", &postgres_folders(), "PostgreSQL")?;
        let output = Command::new(program)
            .args([
                "--no-psqlrc",
                "-qAt",
                "-v",
                "ON_ERROR_STOP=1",
                "-c",
                statements,
            ])
            .arg(self.url(database, self.port))
            .output()
            .context("running psql")?;
        if !output.status.success() {
            bail!("{}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    fn initialise(&self) -> Result<()> {
        self.hand_over(self.folder.path())?;
        let password = self.folder.path().join("password");
        fs::write(&password, PASSWORD)?;
        self.hand_over(&password)?;
        let mut initdb = Command::new(find("initdb", &postgres_folders(), "PostgreSQL")?);
        initdb
            .args([
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--no-locale",
                "--no-sync",
            ])
            .args(["--username", USER, "--pwfile"])
            .arg(password)
            .arg("-D")
            .arg(self.data());
        become_nobody(&mut initdb, self.nobody);
        let output = initdb.output().context("running initdb")?;
        if !output.status.success() {
            bail!("initdb: {}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(())
    }

    #[cfg(unix)]
    fn hand_over(&self, path: &Path) -> Result<()> {
        if let Some(Nobody { user, group }) = self.nobody {
            std::os::unix::fs::chown(path, Some(user), Some(group))?;
        }
        Ok(())
    }

    #[cfg(not(unix))]
    fn hand_over(&self, _: &Path) -> Result<()> {
        Ok(())
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }
}

const USER: &str = "pulse";
const PASSWORD: &str = "store-password";
