//! Where NATS is, and how it is talked to.

use std::path::PathBuf;
use std::time::Duration;

use async_nats::{Client, ConnectOptions, Event, ServerAddr};
use futures_util::future::BoxFuture;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::mpsc;

use super::{BusError, NodeId};

/// Where NATS is.
#[derive(Debug, Clone)]
#[expect(clippy::exhaustive_structs, reason = "settings are their fields")]
pub struct NatsSettings {
    /// `nats://USER:PASSWORD@HOST:PORT`, or `tls://…`; several with commas.
    pub servers: SecretString,
    /// A certificate and its key, in PEM, by which the servers know this node.
    pub certificate: Option<(PathBuf, PathBuf)>,
    /// Certificates of who may vouch for the servers, in PEM, when it is not
    /// the system's.
    pub ca: Option<PathBuf>,
}

impl NatsSettings {
    pub(super) async fn connect(
        &self,
        node: NodeId,
        events: mpsc::Sender<Event>,
    ) -> Result<Client, BusError> {
        let mut servers = Vec::new();
        let mut login = None;
        for text in self.servers.expose_secret().split(',') {
            // The parser's own words could repeat a part of the address.
            let server: ServerAddr = text.trim().parse().map_err(|_| {
                BusError::Setting("bus: must look like nats://USER:PASSWORD@HOST:PORT")
            })?;
            if let (Some(user), Some(password)) = (server.username(), server.password()) {
                login = Some((user.to_owned(), password.to_owned()));
            }
            servers.push(server);
        }
        let mut options = ConnectOptions::new()
            .name(format!("pulse-server {node}"))
            .no_echo()
            .retry_on_initial_connect()
            .ping_interval(PING)
            .connection_timeout(CONNECT)
            .subscription_capacity(WAITING)
            .reconnect_delay_callback(|attempts| {
                FIRST_PAUSE * u32::try_from(attempts).unwrap_or(1).clamp(1, 20)
            })
            .event_callback(move |event| {
                let events = events.clone();
                async move {
                    // The driver has ended: nobody wants to know.
                    let _ = events.send(event).await;
                }
            });
        if let Some((user, password)) = login {
            options = options.user_and_password(user, password);
        }
        if let Some((certificate, key)) = &self.certificate {
            options = options
                .add_client_certificate(certificate.clone(), key.clone())
                .require_tls(true);
        }
        if let Some(file) = &self.ca {
            options = options
                .add_root_certificates(file.clone())
                .require_tls(true);
        }
        // Of its own kind no compiler can tell whether it may be sent.
        let connecting: BoxFuture<'static, _> = Box::pin(options.connect(servers));
        connecting.await.map_err(BusError::Connect)
    }
}

/// A server that does not answer two of these is given up.
const PING: Duration = Duration::from_secs(2);
const CONNECT: Duration = Duration::from_secs(2);
const FIRST_PAUSE: Duration = Duration::from_millis(100);
/// Packets of a room that wait to be read; more are lost, and made up for.
const WAITING: usize = 4096;
