//! What is on the wire, and what stays in memory.

use futures_util::{FutureExt, SinkExt, StreamExt};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
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

#[tokio::test]
async fn what_waits_goes_out_together() {
    let (mut socket, mut stream) = pair(1024);
    socket.feed(said("one".to_owned())).await.unwrap();
    socket.feed(said("two".to_owned())).await.unwrap();
    socket.feed(Said::Ping).await.unwrap();
    socket.feed(Said::Close(CloseCode::Restart)).await.unwrap();
    let mut bytes = [0; 1024];
    assert!(stream.read(&mut bytes).now_or_never().is_none());
    socket.flush().await.unwrap();
    // One read of the pipe takes what one write has put there.
    let length = stream.read(&mut bytes).await.unwrap();
    assert_eq!(
        bytes[..length],
        *b"\x81\x03one\x81\x03two\x89\x00\x88\x02\x03\xf4"
    );
}

/// Its rest has to be taken all the same: closed under unread data, the peer would not hear why.
#[tokio::test]
async fn what_follows_a_refused_length_is_taken_and_thrown_away() {
    let (mut socket, stream) = pair(4096);
    let mut browser = browser(stream).await;
    let talking = async {
        let sent = browser.send(Message::text("x".repeat(1_000_000))).await;
        drop(browser);
        sent
    };
    let hearing = async {
        let refused = socket.next().await;
        (refused, socket.next().await)
    };
    let (sent, (refused, rest)) = tokio::join!(talking, hearing);
    sent.unwrap();
    assert!(matches!(refused, Some(Err(Error::Capacity(_)))));
    assert!(rest.is_none());
}

#[tokio::test]
async fn a_peer_that_takes_nothing_bounds_what_waits() {
    let (mut socket, _stream) = pair(1024);
    let frame = "x".repeat(1000);
    let mut taken = 0;
    while socket.feed(said(frame.clone())).now_or_never().is_some() {
        taken += 1;
    }
    // So much, the frame that was one too many, and what is in the pipe.
    assert!((30..=35).contains(&taken), "{taken}");
    assert!(socket.pipe.out.len() < WRITTEN_TOGETHER + 2 * frame.len());
}

#[tokio::test]
async fn pings_are_answered_and_never_pile_up() {
    let (mut socket, mut stream) = pair(1024);
    // Masked with zeros.
    let ping = b"\x89\x84\0\0\0\0ping";
    stream.write_all(ping).await.unwrap();
    assert_eq!(
        socket.next().await.unwrap().unwrap(),
        Message::Ping("ping".into())
    );
    assert!(socket.next().now_or_never().is_none());
    let mut pong = [0; 6];
    stream.read_exact(&mut pong).await.unwrap();
    assert_eq!(&pong, b"\x8a\x04ping");

    let mut pings = 0;
    while pings < 100_000 {
        // Pings go in for as long as they are read; no pong is taken.
        let went_in = stream.write_all(ping).now_or_never().is_some();
        while socket.next().now_or_never().is_some() {}
        if !went_in {
            break;
        }
        pings += 1;
    }
    assert!(pings < 100_000, "they are read without end");
    assert!(socket.pipe.out.len() <= WRITTEN_TOGETHER + ping.len());
}

#[tokio::test]
async fn a_close_is_answered_before_the_end() {
    let (mut socket, stream) = pair(1024);
    let mut browser = browser(stream).await;
    browser.close(None).await.unwrap();
    assert!(matches!(socket.next().await, Some(Ok(Message::Close(_)))));
    assert!(socket.next().await.is_none());
    assert!(matches!(browser.next().await, Some(Ok(Message::Close(_)))));
}

#[tokio::test]
async fn a_frame_in_many_pieces_is_one_message() {
    let (mut socket, stream) = pair(7);
    let mut browser = browser(stream).await;
    let text = "é".repeat(10_000);
    let (sent, heard) = tokio::join!(browser.send(Message::text(text.clone())), socket.next());
    sent.unwrap();
    assert_eq!(heard.unwrap().unwrap(), Message::text(text));
}
