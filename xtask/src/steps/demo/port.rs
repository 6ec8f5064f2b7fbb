//! Finding a port to listen on.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use anyhow::{Context, Result};

use crate::progress::note;

/// The wished-for port on loopback, or a free one when it is taken, which is then said.
pub(in crate::steps) fn free(who: &str, wish: u16) -> Result<SocketAddr> {
    if let Ok(address) = try_bind(wish) {
        return Ok(address);
    }
    let address = try_bind(0).context("finding a free port")?;
    note(&format!(
        "port {wish} is taken: {who} listens on {} instead",
        address.port()
    ));
    Ok(address)
}

fn try_bind(port: u16) -> std::io::Result<SocketAddr> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))?.local_addr()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_replaced_by_a_free_one() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let wish = taken.local_addr().unwrap().port();
        let given = free("the server", wish).unwrap();
        assert_ne!(given.port(), wish);
        drop(taken);
        assert_eq!(free("the server", wish).unwrap().port(), wish);
    }
}
