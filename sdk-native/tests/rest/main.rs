//! Every endpoint against the real server.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod comments;
mod lists;
mod people;
mod reuse;
mod rooms;
mod threads;
mod uploads;

use pulse_sdk::rest::{NewThread, ThreadRequest};
use pulse_sdk::test_server::TestServer;
use pulse_sdk::{Pulse, TokenRequest};

/// A server that knows Ada and Grace.
async fn two_people() -> (TestServer, Pulse) {
    let server = TestServer::start().await.unwrap();
    let pulse = server.pulse();
    for (id, name) in [("ada", "Ada Byron"), ("grace", "Grace Hopper")] {
        pulse.mint_token(TokenRequest::new(id, name)).await.unwrap();
    }
    (server, pulse)
}

/// A thread of Ada's.
async fn thread(pulse: &Pulse, room: &str, body: &str) -> NewThread {
    let request = ThreadRequest::new("ada", body);
    pulse.threads(room).create(request).await.unwrap()
}
