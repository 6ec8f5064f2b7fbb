//! `pulse-server serve`: from settings to a listening server, and back.

use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use axum::serve::ListenerExt;
use pulse_protocol::Epoch;
use secrecy::SecretString;
use tokio::net::TcpListener;
use tokio::time::timeout;

use crate::admin::{self, Editor, NewMember, keep_up};
use crate::auth::{MasterSecret, Tokens};
use crate::bus::{Bus, Local};
#[cfg(feature = "nats")]
use crate::bus::{Nats, NatsSettings, NodeId};
use crate::config::ServerConfig;
use crate::http::router;
use crate::realtime::Timings;
use crate::state::App;
use crate::storage::{AdminRole, Database, WriterTask};
use crate::sweeper::sweep;
use crate::uploads::Depot;
use crate::{shell, shutdown};

/// Runs until it is told to stop.
///
/// # Errors
/// When it cannot start, in words for the person at the terminal.
pub async fn run(config: &ServerConfig) -> anyhow::Result<()> {
    let started = shell::Stopwatch::start();
    // Listening to signals first, so that none is missed from here on.
    let stop = shutdown::requested()?;
    let server = Server::open(config).await?;
    let address = server.address()?;
    announce(&format!("pulse-server listening on http://{address}"))?;
    server.welcome(config, address).await?;
    tracing::info!(%address, start_ms = started.elapsed_ms(), "ready");
    server.run_until(stop).await
}

/// A server that has its store and its address: connections wait to be
/// answered. Other programs start one in their own process, as for tests.
#[derive(Debug)]
pub struct Server {
    app: App,
    writer: WriterTask,
    listener: TcpListener,
    grace: Duration,
}

impl Server {
    /// Opens the store and listens.
    ///
    /// # Errors
    /// When either cannot be done, in words for the person at the terminal.
    pub async fn open(config: &ServerConfig) -> anyhow::Result<Self> {
        let master = match &config.master_secret {
            Some(secret) => MasterSecret::from_text(secret)?,
            None => MasterSecret::from_directory(&config.data_dir)?,
        };
        let (store, writer) = config.database()?.open().await?;
        let depot = Depot::open(&config.depot(), &config.data_dir)?;
        depot.check().await?;
        let sdk_dir = config.sdk_dir.clone();
        let tokens = Tokens::new(master);
        let bus = join_bus(config, store.epoch().clone()).await?;
        let app = App::among_nodes(store, bus, tokens, sdk_dir).with_depot(depot);
        let listener = TcpListener::bind(config.listen)
            .await
            .with_context(|| format!("cannot listen on {}", config.listen))?;
        let grace = config.grace();
        Ok(Self {
            app,
            writer,
            listener,
            grace,
        })
    }

    /// Makes the first admin, when the settings say who it is and there is none;
    /// without them, says where one is made.
    async fn welcome(&self, config: &ServerConfig, address: SocketAddr) -> anyhow::Result<()> {
        let store = &*self.app.store;
        if let (Some(email), Some(password)) = (&config.admin_email, &config.admin_password) {
            if store.admin_count().await? > 0 {
                return Ok(());
            }
            let new = NewMember {
                email: email.clone(),
                name: email.clone(),
                password: password.clone(),
                role: AdminRole::Admin,
            };
            let who = Editor::command_line();
            admin::first_admin(store, &self.app.passwords, None, &new, who.who())
                .await
                .context("the first admin could not be made of PULSE_ADMIN_EMAIL and PULSE_ADMIN_PASSWORD")?;
            return Ok(());
        }
        if let Some(link) = admin::offer_setup(store).await? {
            let link = link.reveal();
            let line = format!("set up the panel, once: http://{address}/panel/setup?link={link}");
            // Whoever started the process may have stopped reading after the
            // line before: then they do without.
            if announce(&line).is_err() {
                tracing::info!("nobody reads the link with which the panel is set up");
            }
        }
        Ok(())
    }

    /// The same, with another patience with its connections.
    #[must_use]
    pub const fn with_timings(mut self, timings: Timings) -> Self {
        self.app.timings = timings;
        self
    }

    /// Where it listens.
    ///
    /// # Errors
    /// When the system does not know.
    pub fn address(&self) -> anyhow::Result<SocketAddr> {
        self.listener
            .local_addr()
            .context("no address to listen on")
    }

    /// Serves until `stop` is done and then, for its grace period, whoever is
    /// still there.
    ///
    /// # Errors
    /// When it cannot go on.
    pub async fn run_until(
        self,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> anyhow::Result<()> {
        let Self {
            app,
            writer,
            listener,
            grace,
        } = self;
        let app = Arc::new(app);
        // Small frames must not wait for more.
        let listener = listener.tap_io(|socket| {
            if let Err(error) = socket.set_nodelay(true) {
                tracing::debug!(%error, "TCP_NODELAY was refused");
            }
        });
        let watching = Arc::clone(&app);
        app.connections.spawn(async move {
            tokio::select! {
                () = watching.tenants.watch() => {}
                () = watching.uploads.keep_sweeping() => {}
                () = keep_up(&watching) => {}
                () = watching.draining.cancelled() => {}
            }
        });
        let sweeping = Arc::clone(&app);
        app.connections.spawn(async move {
            tokio::select! {
                () = sweep(&*sweeping.store, shell::now) => {}
                () = sweeping.draining.cancelled() => {}
            }
        });
        let (draining, told) = (app.draining.clone(), app.draining.clone());
        let server = axum::serve(
            listener,
            router(Arc::clone(&app)).into_make_service_with_connect_info::<SocketAddr>(),
        )
        .with_graceful_shutdown(async move {
            stop.await;
            tracing::info!("stopping");
            told.cancel();
        });
        let mut stopped = Box::pin(async move {
            let served = server.await;
            app.connections.close();
            app.connections.wait().await;
            app.rooms.ended().await;
            app.bus.close().await;
            served
        });
        tokio::select! {
            served = &mut stopped => served.context("the server failed")?,
            () = draining.cancelled() => match timeout(grace, stopped).await {
                Ok(served) => served.context("the server failed")?,
                Err(_) => tracing::warn!("some connections did not end in time"),
            },
        }
        if timeout(grace, writer.finished()).await.is_err() {
            tracing::warn!("the writer did not end in time");
        }
        tracing::info!("stopped");
        Ok(())
    }
}

/// The bus of the settings, or none. Nodes that meet share what makes tokens.
async fn join_bus(config: &ServerConfig, epoch: Epoch) -> anyhow::Result<Arc<dyn Bus>> {
    let Some(servers) = &config.bus else {
        return Ok(Arc::new(Local));
    };
    if matches!(config.database()?, Database::Sqlite(_)) {
        bail!("bus: nodes share a database, so set `database` to postgres://… too");
    }
    if config.master_secret.is_none() {
        bail!("bus: all nodes need the same secret, so set PULSE_MASTER_SECRET");
    }
    if !config.depot().is_shared() {
        tracing::warn!("uploads are kept in a directory: it must be the same for all nodes");
    }
    connect_bus(config, servers, epoch).await
}

#[cfg(feature = "nats")]
async fn connect_bus(
    config: &ServerConfig,
    servers: &SecretString,
    epoch: Epoch,
) -> anyhow::Result<Arc<dyn Bus>> {
    let certificate = match (&config.bus_certificate, &config.bus_key) {
        (Some(certificate), Some(key)) => Some((certificate.clone(), key.clone())),
        (None, None) => None,
        _ => bail!("bus_certificate and bus_key belong together"),
    };
    let settings = NatsSettings {
        servers: servers.clone(),
        certificate,
        ca: config.bus_ca.clone(),
    };
    let node = NodeId::of(shell::random_bytes()?);
    tracing::info!(node.id = %node, "one node of several");
    let bus = Nats::connect(settings, epoch, node).await?;
    Ok(Arc::new(bus))
}

#[cfg(not(feature = "nats"))]
async fn connect_bus(_: &ServerConfig, _: &SecretString, _: Epoch) -> anyhow::Result<Arc<dyn Bus>> {
    bail!("bus: this pulse-server was built without NATS")
}

/// Standard output has this line alone, for whoever started the process.
fn announce(line: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout();
    writeln!(out, "{line}").context("cannot write to standard output")?;
    out.flush().context("cannot write to standard output")
}
