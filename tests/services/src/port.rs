//! Ports of this machine.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// A port nobody listens on.
///
/// # Errors
/// When the system has none.
pub fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("looking for a port")?;
    Ok(listener.local_addr()?.port())
}

/// Waits until somebody listens on a port.
///
/// # Errors
/// When nobody does in time.
pub fn until_listening(port: u16) -> Result<()> {
    until(&format!("somebody to listen on port {port}"), || {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        TcpStream::connect_timeout(&address, Duration::from_secs(1)).is_ok()
    })
}

/// Waits until something holds.
pub(crate) fn until(what: &str, holds: impl Fn() -> bool) -> Result<()> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the shell that waits for programs owns a clock"
    )]
    let now = Instant::now;
    let deadline = now() + PATIENCE;
    while !holds() {
        if now() > deadline {
            bail!("waited {} s for {what}", PATIENCE.as_secs());
        }
        sleep(Duration::from_millis(20));
    }
    Ok(())
}

/// Longer than anything here takes, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);
