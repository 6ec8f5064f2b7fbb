//! A client that says and hears JSON.

use std::collections::VecDeque;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::server::{DEADLINE, Environment, Server};

/// A socket, and what it was greeted with.
pub struct Client {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// The `auth:ok`.
    pub hello: Value,
    version: u32,
    pings: u64,
    draws: u64,
    /// Heard already, and to be heard again.
    put_back: VecDeque<Value>,
}

/// How a socket ended, and what came before.
#[derive(Debug)]
pub struct Closed {
    pub code: Option<u16>,
    pub before: Vec<Value>,
}

impl Client {
    /// A socket that has said nothing.
    pub async fn silent(server: &Server) -> Self {
        let (socket, _) = timeout(DEADLINE, connect_async(server.socket_url()))
            .await
            .unwrap()
            .unwrap();
        Self::over(socket)
    }

    fn over(socket: WebSocketStream<MaybeTlsStream<TcpStream>>) -> Self {
        Self {
            socket,
            hello: Value::Null,
            version: 1,
            pings: 0,
            draws: 0,
            put_back: VecDeque::new(),
        }
    }

    /// A person in a room.
    pub async fn join(
        server: &Server,
        environment: &Environment,
        user: &str,
        room: &str,
        version: u32,
    ) -> Self {
        let token = server.token(environment, user).await;
        let auth = auth(environment, &token, room, version);
        Self::with_auth(server, auth).await
    }

    /// A socket that authenticates with a given message, and is let in.
    pub async fn with_auth(server: &Server, auth: Value) -> Self {
        let mut client = Self::silent(server).await;
        client.version = if auth["protocol"] == 2 { 2 } else { 1 };
        client.say(auth).await;
        client.hello = client.next().await;
        assert_eq!(client.hello["type"], "auth:ok", "{}", client.hello);
        client
    }

    /// The same, as long as somebody lets it in.
    pub async fn try_with_auth(server: &Server, auth: Value) -> Option<Self> {
        let connected = timeout(DEADLINE, connect_async(server.socket_url())).await;
        let (socket, _) = connected.expect("an answer in time").ok()?;
        let mut client = Self::over(socket);
        client.version = 2;
        client.try_say(auth).await?;
        client.hello = client.try_next().await?;
        (client.hello["type"] == "auth:ok").then_some(client)
    }

    pub async fn say(&mut self, message: Value) {
        self.say_text(&message.to_string()).await;
    }

    pub async fn say_text(&mut self, text: &str) {
        self.send(Message::text(text)).await;
    }

    pub async fn send(&mut self, message: Message) {
        timeout(DEADLINE, self.socket.send(message))
            .await
            .unwrap()
            .unwrap();
    }

    /// Says something; nothing when the server is gone.
    pub async fn try_say(&mut self, message: Value) -> Option<()> {
        let text = Message::text(message.to_string());
        let sent = timeout(DEADLINE, self.socket.send(text)).await;
        sent.expect("a server that reads").ok()
    }

    /// The next message; nothing when the server is gone.
    pub async fn try_next(&mut self) -> Option<Value> {
        loop {
            let frame = timeout(DEADLINE, self.socket.next()).await;
            match frame.expect("a message in time")?.ok()? {
                Message::Text(text) => return Some(serde_json::from_str(&text).unwrap()),
                Message::Close(_) => return None,
                _ => {}
            }
        }
    }

    /// The next message.
    pub async fn next(&mut self) -> Value {
        if let Some(message) = self.put_back.pop_front() {
            return message;
        }
        loop {
            let frame = timeout(DEADLINE, self.socket.next()).await;
            match frame.expect("a message in time").expect("an open socket") {
                Ok(Message::Text(text)) => return serde_json::from_str(&text).unwrap(),
                Ok(Message::Ping(_) | Message::Pong(_)) => {}
                other => panic!("no message but {other:?}"),
            }
        }
    }

    /// The next message of a type; others are passed over.
    pub async fn hear(&mut self, kind: &str) -> Value {
        loop {
            let message = self.next().await;
            if message["type"] == kind {
                return message;
            }
        }
    }

    /// All that came until now: asks for an answer, and hears until it comes.
    pub async fn pending(&mut self) -> Vec<Value> {
        let is_marker: Box<dyn Fn(&Value) -> bool> = if self.version == 2 {
            self.pings += 1;
            let t = self.pings;
            self.say(json!({"type": "ping", "t": t})).await;
            Box::new(move |m| m["type"] == "pong" && m["t"] == t)
        } else {
            // Version 1 has no ping, but is told when it reads what is not there.
            self.draws += 1;
            let id = format!("marker-{}", self.draws);
            self.say(json!({"type": "comment:delete", "commentId": id}))
                .await;
            Box::new(move |m| {
                let words = m["message"].as_str().unwrap_or_default();
                m["type"] == "error" && words.contains(&id)
            })
        };
        let mut heard = vec![];
        loop {
            let message = self.next().await;
            if is_marker(&message) {
                return heard;
            }
            heard.push(message);
        }
    }

    /// Lets messages be heard once more.
    pub fn put_back(&mut self, messages: Vec<Value>) {
        self.put_back.extend(messages);
    }

    /// Hears until the socket is closed.
    pub async fn closed(mut self) -> Closed {
        let mut before = vec![];
        loop {
            let frame = timeout(DEADLINE, self.socket.next()).await;
            match frame.expect("a close in time") {
                Some(Ok(Message::Text(text))) => before.push(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Close(frame))) => {
                    let code = frame.map(|frame| frame.code.into());
                    return Closed { code, before };
                }
                Some(Ok(_)) => {}
                None | Some(Err(_)) => return Closed { code: None, before },
            }
        }
    }

    pub async fn leave(mut self) {
        let _ = self.socket.close(None).await;
        while let Ok(Some(Ok(_))) = timeout(DEADLINE, self.socket.next()).await {}
    }
}

/// An `auth` message.
pub fn auth(environment: &Environment, token: &str, room: &str, version: u32) -> Value {
    let mut auth = json!({
        "type": "auth",
        "apiKey": environment.publishable,
        "token": token,
        "room": room,
    });
    if version > 1 {
        auth["protocol"] = json!(version);
    }
    auth
}
