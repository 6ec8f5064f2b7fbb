//! A server on loopback that answers as it is told and remembers what came.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, Once};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use pulse_protocol::key::SecretKey;
use pulse_sdk::{CallError, MintError, Pulse, RetryStrategy, TokenRequest};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// One request, as it came over the wire.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) at: Instant,
    pub(crate) peer: SocketAddr,
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// What a request is answered with.
#[derive(Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
}

impl Reply {
    pub(crate) fn json(status: u16, body: &str) -> Self {
        Self::typed(status, "application/json", body)
    }

    pub(crate) fn html(status: u16) -> Self {
        let page = "<html><h1>upstream is not there</h1></html>";
        Self::typed(status, "text/html; charset=utf-8", page)
    }

    pub(crate) fn typed(status: u16, content_type: &str, body: &str) -> Self {
        let headers = vec![("content-type", content_type.to_owned())];
        Self {
            status,
            headers,
            body: body.to_owned(),
        }
    }

    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }
}

/// A running server; it stops when this is dropped.
pub(crate) struct Loopback {
    pub(crate) url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
    _tasks: JoinSet<()>,
}

impl Loopback {
    pub(crate) async fn answering(reply: Reply) -> Self {
        Self::answering_in_turn([reply]).await
    }

    /// One reply after the other, and then the last one.
    pub(crate) async fn answering_in_turn(replies: impl Into<Vec<Reply>>) -> Self {
        let seen = Arc::default();
        let app = Router::new()
            .fallback(record)
            .with_state((Arc::clone(&seen), replies.into().into()));
        let (listener, url) = listen().await;
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            let app = app.into_make_service_with_connect_info::<SocketAddr>();
            axum::serve(listener, app).await.unwrap();
        });
        Self {
            url,
            seen,
            _tasks: tasks,
        }
    }

    /// Reads a request's beginning, writes these bytes, and closes; or, with
    /// none, keeps the connection and never says anything.
    pub(crate) async fn raw(bytes: Option<&'static [u8]>) -> Self {
        let (listener, url) = listen().await;
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            let mut kept = Vec::new();
            loop {
                let (mut socket, _) = listener.accept().await.unwrap();
                let _ = socket.read(&mut [0; 4096]).await;
                match bytes {
                    Some(bytes) => {
                        socket.write_all(bytes).await.unwrap();
                        let _ = socket.shutdown().await;
                    }
                    None => kept.push(socket),
                }
            }
        });
        Self {
            url,
            seen: Arc::default(),
            _tasks: tasks,
        }
    }

    /// A client that tries once, so that an answer is seen as it is.
    pub(crate) fn pulse(&self) -> Pulse {
        Pulse::new(&secret_key(), &self.url)
            .unwrap()
            .with_retries(RetryStrategy::never())
    }

    /// The error of minting against this server.
    pub(crate) async fn failure(&self) -> CallError {
        call_error(&self.pulse()).await
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }
}

/// A host's own site; it stops when this is dropped.
pub(crate) struct Site {
    url: String,
    browser: reqwest::Client,
    _tasks: JoinSet<()>,
}

/// What a browser gets to see.
pub(crate) struct Got {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Site {
    pub(crate) async fn axum(app: Router) -> Self {
        let (listener, url) = listen().await;
        Self::running(
            url,
            async move { axum::serve(listener, app).await.unwrap() },
        )
    }

    pub(crate) fn running(url: String, server: impl Future<Output = ()> + Send + 'static) -> Self {
        static TLS: Once = Once::new();
        TLS.call_once(|| {
            rustls::crypto::ring::default_provider()
                .install_default()
                .unwrap();
        });
        let mut tasks = JoinSet::new();
        tasks.spawn(server);
        Self {
            url,
            browser: reqwest::Client::builder().no_proxy().build().unwrap(),
            _tasks: tasks,
        }
    }

    pub(crate) async fn get(&self, path: &str, session: Option<&str>) -> Got {
        let mut request = self.browser.get(format!("{}{path}", self.url));
        if let Some(session) = session {
            request = request.header("session", session);
        }
        let response = request.send().await.unwrap();
        Got {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.text().await.unwrap(),
        }
    }
}

pub(crate) fn secret_key() -> String {
    SecretKey::from_seed([7; 32]).reveal()
}

pub(crate) fn ada() -> TokenRequest {
    TokenRequest::new("user-7", "Ada Byron")
}

pub(crate) async fn call_error(pulse: &Pulse) -> CallError {
    match pulse.mint_token(ada()).await.unwrap_err() {
        MintError::Call(error) => error,
        other => panic!("{other:?}"),
    }
}

async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    (listener, url)
}

/// What was asked so far, and what is answered in turn.
type Script = (Arc<Mutex<Vec<Seen>>>, Arc<[Reply]>);

async fn record(
    State((seen, replies)): State<Script>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let path = uri.path().to_owned();
    let number = {
        let mut seen = seen.lock().unwrap();
        seen.push(Seen {
            at: Instant::now(),
            peer,
            method,
            path,
            headers,
            body,
        });
        seen.len()
    };
    let reply = replies[number.min(replies.len()) - 1].clone();
    let mut response = (StatusCode::from_u16(reply.status).unwrap(), reply.body).into_response();
    for (name, value) in reply.headers {
        response.headers_mut().insert(name, value.parse().unwrap());
    }
    response
}
