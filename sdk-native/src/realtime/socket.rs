//! One WebSocket: what the engine says goes out while what the server says
//! comes in, and neither waits for the other.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::{FutureExt, Sink, SinkExt, Stream};
use pulse_client_core::ConnectionNumber;
use pulse_protocol::limits::OUTBOX_OPERATIONS;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::http::header::{ORIGIN, USER_AGENT};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{self, Message, Utf8Bytes};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

use crate::server_url::ServerUrl;

/// Everything needed to open a socket, over and over.
#[derive(Debug, Clone)]
pub(super) struct Address {
    url: String,
    host: String,
    port: u16,
    tls: Option<Arc<ClientConfig>>,
    origin: Option<HeaderValue>,
}

impl Address {
    pub(super) fn new(server: &ServerUrl, tls: ClientConfig, origin: Option<HeaderValue>) -> Self {
        let url = server.route(&[]);
        let rest = url.as_str().trim_start_matches("http");
        let host = url.host_str().unwrap_or_default();
        Self {
            url: format!("ws{rest}"),
            host: host
                .trim_start_matches('[')
                .trim_end_matches(']')
                .to_owned(),
            port: url.port_or_known_default().unwrap_or(443),
            tls: server.is_https().then(|| Arc::new(tls)),
            origin,
        }
    }
}

/// What a socket tells.
#[derive(Debug)]
pub(super) enum Heard {
    Opened,
    Text(String),
    /// With the close code; 1006 when there was none.
    Closed(u16),
}

pub(super) struct Socket {
    pub(super) connection: ConnectionNumber,
    phase: Phase,
    /// What the network has not taken yet.
    outgoing: VecDeque<Utf8Bytes>,
}

enum Phase {
    Opening(BoxFuture<'static, Result<Channel, tungstenite::Error>>),
    Open(Box<Channel>),
    Closed,
}

type Channel = WebSocketStream<Box<dyn Transport>>;

trait Transport: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Transport for T {}

impl Socket {
    pub(super) fn open(connection: ConnectionNumber, address: Address) -> Self {
        Self {
            connection,
            phase: Phase::Opening(open(address).boxed()),
            outgoing: VecDeque::new(),
        }
    }

    /// Takes a frame. A socket that takes nothing any more is closed: the
    /// engine comes back on another one.
    pub(super) fn send(&mut self, text: String) {
        if self.outgoing.len() >= OUTGOING_FRAMES {
            self.phase = Phase::Closed;
        }
        self.outgoing.push_back(text.into());
    }

    /// What happens next. Nothing is lost when the future is dropped.
    pub(super) async fn next(&mut self) -> Heard {
        if let Phase::Opening(opening) = &mut self.phase {
            return match opening.await {
                Ok(channel) => {
                    self.phase = Phase::Open(Box::new(channel));
                    Heard::Opened
                }
                Err(error) => {
                    tracing::debug!(%error, "the socket could not be opened");
                    self.phase = Phase::Closed;
                    Heard::Closed(NO_CODE)
                }
            };
        }
        let heard = poll_fn(|cx| self.poll(cx)).await;
        if matches!(heard, Heard::Closed(_)) {
            self.phase = Phase::Closed;
        }
        heard
    }

    /// Sends what waits, says goodbye and lets go, if the other side takes it.
    pub(super) async fn finish(mut self) {
        if let Phase::Open(channel) = &mut self.phase {
            let channel = channel.as_mut();
            let goodbye = async {
                for text in std::mem::take(&mut self.outgoing) {
                    channel.feed(Message::Text(text)).await?;
                }
                channel.close(None).await
            };
            // Nothing depends on it any more.
            let _ = timeout(GOODBYE_LIMIT, goodbye).await;
        }
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Heard> {
        let Phase::Open(channel) = &mut self.phase else {
            return Poll::Ready(Heard::Closed(NO_CODE));
        };
        let mut channel = Pin::new(channel.as_mut());
        if let Poll::Ready(Err(_)) = write(&mut self.outgoing, channel.as_mut(), cx) {
            return Poll::Ready(Heard::Closed(NO_CODE));
        }
        loop {
            return Poll::Ready(match std::task::ready!(channel.as_mut().poll_next(cx)) {
                Some(Ok(Message::Text(text))) => Heard::Text(text.as_str().to_owned()),
                Some(Ok(Message::Close(frame))) => {
                    Heard::Closed(frame.map_or(NO_CODE, |frame| frame.code.into()))
                }
                // Pings are answered below; the protocol has no binary frames.
                Some(Ok(_)) => continue,
                Some(Err(_)) | None => Heard::Closed(NO_CODE),
            });
        }
    }
}

/// Hands over what waits, as far as the network takes it.
fn write(
    outgoing: &mut VecDeque<Utf8Bytes>,
    mut channel: Pin<&mut Channel>,
    cx: &mut Context<'_>,
) -> Poll<Result<(), tungstenite::Error>> {
    while !outgoing.is_empty() {
        std::task::ready!(channel.as_mut().poll_ready(cx))?;
        if let Some(text) = outgoing.pop_front() {
            channel.as_mut().start_send(Message::Text(text))?;
        }
    }
    channel.poll_flush(cx)
}

async fn open(address: Address) -> Result<Channel, tungstenite::Error> {
    let mut request = address.url.as_str().into_client_request()?;
    let headers = request.headers_mut();
    headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
    if let Some(origin) = address.origin {
        headers.insert(ORIGIN, origin);
    }
    let tcp = TcpStream::connect((address.host.as_str(), address.port)).await?;
    // Small frames must not wait for more.
    tcp.set_nodelay(true)?;
    let transport: Box<dyn Transport> = match address.tls {
        None => Box::new(tcp),
        Some(config) => {
            let name = ServerName::try_from(address.host).map_err(io::Error::other)?;
            Box::new(TlsConnector::from(config).connect(name, tcp).await?)
        }
    };
    // A room's snapshot comes as one frame.
    let config = WebSocketConfig::default().max_frame_size(Some(LARGEST_FRAME));
    let (channel, _) = client_async_with_config(request, transport, Some(config)).await?;
    Ok(channel)
}

const AGENT: &str = concat!("pulse-sdk/", env!("CARGO_PKG_VERSION"));
const NO_CODE: u16 = 1006;
/// The whole outbox can be on its way, and as many signals.
const OUTGOING_FRAMES: usize = 2 * OUTBOX_OPERATIONS;
const LARGEST_FRAME: usize = 64 * 1024 * 1024;
const GOODBYE_LIMIT: Duration = Duration::from_secs(1);

#[cfg(test)]
mod tests {
    use super::*;

    fn address(url: &str) -> Address {
        let server = ServerUrl::parse(url).unwrap();
        Address::new(&server, crate::tls::tls(&server).unwrap(), None)
    }

    #[test]
    fn the_socket_is_where_the_server_is() {
        let plain = address("http://[::1]:4567");
        assert_eq!(plain.url, "ws://[::1]:4567/");
        assert_eq!((plain.host.as_str(), plain.port), ("::1", 4567));
        assert!(plain.tls.is_none());
        let secure = address("https://example.com/pulse/");
        assert!(secure.url.starts_with("wss://example.com/pulse"));
        assert_eq!((secure.host.as_str(), secure.port), ("example.com", 443));
        assert!(secure.tls.is_some());
    }
}
