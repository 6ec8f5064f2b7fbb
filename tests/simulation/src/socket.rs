//! A person's WebSocket.

use fastrand::Rng;
use futures_util::stream::SplitStream;
use futures_util::{SinkExt, StreamExt};
use pulse_client_core::ConnectionNumber;
use tokio::io::DuplexStream;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, client_async};
use tokio_util::sync::CancellationToken;

use crate::network::Weather;
use crate::server::Site;

/// What is heard of a socket.
pub(crate) enum Heard {
    Opened,
    Text(String),
    Closed(u16),
}

/// A socket that is being opened, or open.
pub(crate) struct Socket {
    pub(crate) connection: ConnectionNumber,
    heard: mpsc::Receiver<Heard>,
    say: mpsc::Sender<String>,
    /// Owned: let go of, it hears and says nothing more.
    task: JoinHandle<()>,
    /// Breaks what carries it.
    pub(crate) broken: CancellationToken,
}

impl Socket {
    pub(crate) fn open(
        connection: ConnectionNumber,
        site: &Site,
        weather: &tokio::sync::watch::Receiver<Weather>,
        chance: &mut Rng,
    ) -> Self {
        let broken = CancellationToken::new();
        let stream = site.connect(weather, &broken, chance);
        // More than an engine can have to say at once: its outbox and its signals.
        let (say, said) = mpsc::channel(4096);
        let (tell, heard) = mpsc::channel(64);
        #[expect(clippy::disallowed_methods, reason = "owned by the socket")]
        let task = tokio::spawn(async move {
            let code = match stream {
                Some(stream) => converse(stream, said, &tell).await,
                None => None,
            };
            // Nobody hears it when the socket was let go of.
            let _ = tell.send(Heard::Closed(code.unwrap_or(NO_CODE))).await;
        });
        Self {
            connection,
            heard,
            say,
            task,
            broken,
        }
    }

    pub(crate) fn send(&self, text: String) {
        // A socket that has just closed says so by itself.
        let _ = self.say.try_send(text);
    }

    pub(crate) async fn next(&mut self) -> Heard {
        self.heard.recv().await.unwrap_or(Heard::Closed(NO_CODE))
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Until the end, with its code.
async fn converse(
    stream: DuplexStream,
    mut said: mpsc::Receiver<String>,
    tell: &mpsc::Sender<Heard>,
) -> Option<u16> {
    let (socket, _) = client_async("ws://pulse.test/", stream).await.ok()?;
    tell.send(Heard::Opened).await.ok()?;
    let (mut sink, mut stream) = socket.split();
    let saying = async {
        while let Some(text) = said.recv().await {
            if sink.send(Message::Text(text.into())).await.is_err() {
                break;
            }
        }
        std::future::pending().await
    };
    tokio::select! {
        biased;
        code = hear(&mut stream, tell) => code,
        never = saying => never,
    }
}

async fn hear(
    stream: &mut SplitStream<WebSocketStream<DuplexStream>>,
    tell: &mpsc::Sender<Heard>,
) -> Option<u16> {
    loop {
        match stream.next().await?.ok()? {
            Message::Text(text) => tell.send(Heard::Text(text.to_string())).await.ok()?,
            Message::Close(frame) => return frame.map(|frame| frame.code.into()),
            _ => {}
        }
    }
}

const NO_CODE: u16 = 1006;
