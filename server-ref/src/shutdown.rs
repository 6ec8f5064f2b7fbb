//! The signals that stop a server.

use std::io;

/// Listens from this call on; done when the process is asked to stop.
///
/// # Errors
/// When the system does not let it listen.
#[cfg(unix)]
pub fn requested() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Listens from this call on; done when the process is asked to stop.
///
/// # Errors
/// Never, on this system.
#[cfg(not(unix))]
pub fn requested() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    Ok(async {
        // Without signals there is nothing to wait for but the end.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
