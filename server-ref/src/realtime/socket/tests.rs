//! What is on the wire, and what stays in memory.

use futures_util::{SinkExt, StreamExt};
use tokio::io::{DuplexStream, duplex};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::Role;

use super::*;

/// A server's socket over a pipe, and the browser's end of it.
fn pair(pipe_bytes: usize) -> (Socket<DuplexStream>, DuplexStream) {
    let (server, browser) = duplex(pipe_bytes);
    (Socket::new(server), browser)
}

async fn browser(stream: DuplexStream) -> WebSocketStream<DuplexStream> {
    let any_size = WebSocketConfig::default()
        .max_message_size(None)
        .max_frame_size(None);
    WebSocketStream::from_raw_socket(stream, Role::Client, Some(any_size)).await
}

fn said(text: String) -> Said {
    Said::Text(text.into())
}

#[tokio::test]
async fn a_large_greeting_leaves_no_buffer_behind() {
    let (mut socket, stream) = pair(4096);
    let mut browser = browser(stream).await;
    let greeting = "x".repeat(5_000_000);
    let (sent, heard) = tokio::join!(socket.send(said(greeting.clone())), browser.next());
    sent.unwrap();
    assert_eq!(heard.unwrap().unwrap(), Message::text(greeting));
    assert_eq!(socket.pipe.out.capacity(), 0);
}
