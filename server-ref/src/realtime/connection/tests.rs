//! Deadlines at their true values, on a clock that is wound on.

use std::pin::Pin;
use std::task::{Context, Poll};

use pulse_protocol::ConnectionId;
use pulse_protocol::entity::DeviceType;
use pulse_protocol::rest::TokenRequest;
use secrecy::SecretString;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::*;
use crate::auth::{MasterSecret, Tokens};
use crate::env_commands::create_environment;
use crate::storage::sqlite::SqliteStore;

/// The server's end of a socket whose peer is the test.
struct Socket {
    from_peer: mpsc::UnboundedReceiver<Message>,
    to_peer: mpsc::UnboundedSender<Said>,
    /// How many frames the peer takes before it takes no more.
    takes: usize,
}

impl Stream for Socket {
    type Item = Result<Message, SocketError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.from_peer
            .poll_recv(context)
            .map(|message| message.map(Ok))
    }
}

impl Sink<Said> for Socket {
    type Error = SocketError;

    fn poll_ready(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), SocketError>> {
        if self.takes > 0 {
            Poll::Ready(Ok(()))
        } else {
            Poll::Pending
        }
    }

    fn start_send(mut self: Pin<&mut Self>, said: Said) -> Result<(), SocketError> {
        self.takes -= 1;
        let sent = self.to_peer.send(said);
        sent.map_err(|_| SocketError::ConnectionClosed)
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), SocketError>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), SocketError>> {
        Poll::Ready(Ok(()))
    }
}

/// The peer's end.
struct Peer {
    to_server: mpsc::UnboundedSender<Message>,
    from_server: mpsc::UnboundedReceiver<Said>,
}

impl Peer {
    fn say(&self, message: &Value) {
        let text = Message::Text(message.to_string().into());
        self.to_server.send(text).expect("a server that hears");
    }

    async fn hear(&mut self) -> Said {
        self.from_server.recv().await.expect("a message")
    }

    async fn hear_json(&mut self) -> Value {
        match self.hear().await {
            Said::Text(text) => serde_json::from_str(&text).unwrap(),
            other => panic!("no text but {other:?}"),
        }
    }
}

/// A server without a network.
struct Scene {
    app: Arc<App>,
    key: crate::storage::NewKey,
    served: JoinSet<()>,
    _directory: TempDir,
}

impl Scene {
    async fn set() -> Self {
        let directory = TempDir::new().unwrap();
        let (store, _writer) = SqliteStore::open(directory.path()).await.unwrap();
        let made = create_environment(&store, "first").await.unwrap();
        let secret = SecretString::from("a master secret for tests, long enough");
        let tokens = Tokens::new(MasterSecret::from_text(&secret).unwrap());
        Self {
            app: Arc::new(App::new(Arc::new(store), tokens, None)),
            key: made.pair.record,
            served: JoinSet::new(),
            _directory: directory,
        }
    }

    fn connect(&mut self, takes: usize) -> Peer {
        let (to_server, from_peer) = mpsc::unbounded_channel();
        let (to_peer, from_server) = mpsc::unbounded_channel();
        let visitor = Visitor {
            connection: ConnectionId::parse("c").unwrap(),
            origin: None,
            device: DeviceType::Desktop,
        };
        let socket = Socket {
            from_peer,
            to_peer,
            takes,
        };
        self.served
            .spawn(serve(Arc::clone(&self.app), visitor, socket));
        Peer {
            to_server,
            from_server,
        }
    }

    /// A person who was greeted.
    async fn join(&mut self, user: &str, takes: usize) -> Peer {
        let request: TokenRequest =
            serde_json::from_value(json!({"userId": user, "name": user})).unwrap();
        let tokens = &self.app.tokens;
        let minted = tokens.mint(&self.key.id, &request, 3600, shell::now(), shell::uuid());
        let mut peer = self.connect(takes);
        peer.say(&json!({"type": "auth", "apiKey": self.key.publishable, "token": minted.token, "room": "/r", "protocol": 2}));
        assert_eq!(peer.hear_json().await["type"], "auth:ok");
        peer
    }
}

fn close_of(said: &Said) -> Option<u16> {
    match said {
        Said::Close(code) => Some(code.as_u16()),
        _ => None,
    }
}

#[tokio::test]
async fn a_socket_that_says_nothing_is_closed_after_ten_seconds() {
    let mut scene = Scene::set().await;
    tokio::time::pause();
    let started = Instant::now();
    let mut peer = scene.connect(usize::MAX);
    assert_eq!(peer.hear_json().await["code"], "auth_required");
    assert_eq!(started.elapsed().as_secs(), 10);
    assert_eq!(close_of(&peer.hear().await), Some(4408));
}

#[tokio::test]
async fn who_says_something_else_first_does_not_get_more_time() {
    let mut scene = Scene::set().await;
    tokio::time::pause();
    let started = Instant::now();
    let mut peer = scene.connect(usize::MAX);
    for _ in 0..9 {
        peer.say(&json!("unreadable"));
        assert_eq!(peer.hear_json().await["code"], "bad_message");
        tokio::time::advance(Duration::from_secs(1)).await;
    }
    assert_eq!(peer.hear_json().await["code"], "auth_required");
    assert_eq!(started.elapsed().as_secs(), 10);
}

#[tokio::test]
async fn a_peer_that_takes_nothing_before_it_says_who_it_is_is_let_go() {
    let mut scene = Scene::set().await;
    tokio::time::pause();
    let started = Instant::now();
    let peer = scene.connect(0);
    peer.say(&json!("unreadable"));
    scene.served.join_next().await.unwrap().unwrap();
    // The write, and the second in which the last words are read.
    assert_eq!(started.elapsed().as_secs(), 11);
}

#[tokio::test]
async fn a_silent_peer_is_asked_after_thirty_seconds_and_dead_after_sixty() {
    let mut scene = Scene::set().await;
    let mut ada = scene.join("ada", usize::MAX).await;
    let mut bo = scene.join("bo", usize::MAX).await;
    assert_eq!(ada.hear_json().await["type"], "presence:join");
    tokio::time::pause();
    let started = Instant::now();
    assert_eq!(bo.hear().await, Said::Ping);
    assert_eq!(started.elapsed().as_secs(), 30);
    // Ada answers for as long as it takes, bo does not.
    let left = loop {
        match ada.hear().await {
            Said::Ping => ada.to_server.send(Message::Pong(vec![].into())).unwrap(),
            Said::Text(text) => break serde_json::from_str::<Value>(&text).unwrap(),
            other => panic!("no text but {other:?}"),
        }
    };
    assert_eq!(left, json!({"type": "presence:leave", "userId": "bo"}));
    assert_eq!(started.elapsed().as_secs(), 60);
}

#[tokio::test]
async fn a_write_that_is_stuck_for_ten_seconds_ends_the_connection() {
    let mut scene = Scene::set().await;
    // Takes the greeting and bo's arrival, and nothing more.
    let mut ada = scene.join("ada", 2).await;
    let mut bo = scene.join("bo", usize::MAX).await;
    assert_eq!(ada.hear_json().await["type"], "presence:join");
    tokio::time::pause();
    let started = Instant::now();
    bo.say(&json!({"type": "draw:clear"}));
    assert_eq!(bo.hear_json().await["type"], "draw:clear");
    let left = json!({"type": "presence:leave", "userId": "ada"});
    assert_eq!(bo.hear_json().await, left);
    assert_eq!(started.elapsed().as_secs(), 10);
}
