//! What stands in front of the demo's nodes: each connection goes to the next node
//! that takes it, whoever it is. A real one is nginx or HAProxy, see
//! `server-ref/docs/OPERATIONS.md`.

use std::io;
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::{Context, Result};

/// Accepts connections until the process ends.
pub(super) fn start(listener: TcpListener, nodes: Vec<SocketAddr>) -> Result<()> {
    let open = Arc::new(AtomicUsize::new(0));
    thread::Builder::new()
        .name("balancer".to_owned())
        .spawn(move || {
            for (turn, client) in listener.incoming().flatten().enumerate() {
                // Whoever comes after so many is turned away; the demo is for a few.
                if open.load(Ordering::Relaxed) < MOST {
                    serve(client, &nodes, turn, &open);
                }
            }
        })
        .context("starting the balancer")?;
    Ok(())
}

fn serve(client: TcpStream, nodes: &[SocketAddr], turn: usize, open: &Arc<AtomicUsize>) {
    let in_turn = nodes.iter().cycle().skip(turn % nodes.len());
    let mut reached = in_turn.take(nodes.len()).map(TcpStream::connect);
    let Some(node) = reached.find_map(io::Result::ok) else {
        return;
    };
    let Ok(back) = client
        .try_clone()
        .and_then(|client| Ok((node.try_clone()?, client)))
    else {
        return;
    };
    for (from, to) in [(client, node), back] {
        let open = Arc::clone(open);
        open.fetch_add(1, Ordering::Relaxed);
        thread::spawn(move || {
            let (mut from, mut to) = (from, to);
            // Either end may break off: then both are over.
            let _ = io::copy(&mut from, &mut to);
            let _ = to.shutdown(Shutdown::Write);
            open.fetch_sub(1, Ordering::Relaxed);
        });
    }
}

/// Two for each connection.
const MOST: usize = 2000;

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::Ipv4Addr;

    use super::*;

    fn listener() -> (TcpListener, SocketAddr) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        (listener, address)
    }

    #[test]
    fn connections_go_round_and_past_a_node_that_has_ended() {
        let nodes = [listener(), listener(), listener()];
        let addresses = nodes.iter().map(|(_, address)| *address).collect();
        let [(first, _), (second, _), (ended, _)] = nodes;
        drop(ended);
        let (front, address) = listener();
        start(front, addresses).unwrap();
        for (name, node) in [("a", first), ("b", second)] {
            thread::spawn(move || {
                for mut socket in node.incoming().flatten() {
                    let mut word = [0; 1];
                    socket.read_exact(&mut word).unwrap();
                    socket.write_all(name.as_bytes()).unwrap();
                }
            });
        }
        let ask = || {
            let mut socket = TcpStream::connect(address).unwrap();
            socket.write_all(b"?").unwrap();
            let mut answer = String::new();
            socket.read_to_string(&mut answer).unwrap();
            answer
        };
        let answers: Vec<String> = (0..6).map(|_| ask()).collect();
        assert_eq!(answers, ["a", "b", "a", "a", "b", "a"]);
    }
}
