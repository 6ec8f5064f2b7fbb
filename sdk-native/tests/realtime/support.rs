//! A server in this process that can be killed, and conditions to wait for.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use pulse_sdk::realtime::{Event, Events, Realtime, RealtimeBuilder};
use pulse_sdk::{Pulse, Signer, TokenRequest};
use pulse_server::config::ServerConfig;
use pulse_server::env_commands::create_environment;
use pulse_server::serve::Server;
use pulse_server::storage::sqlite::SqliteStore;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio::time::timeout;

pub(crate) const ROOM: &str = "/builds";

/// Longer than anything here takes, even on a busy machine.
pub(crate) const DEADLINE: Duration = Duration::from_secs(30);

/// A server with one environment. It has a runtime of its own, so that it can
/// end without a word.
pub(crate) struct TestServer {
    directory: TempDir,
    address: SocketAddr,
    runtime: Option<Runtime>,
    pub(crate) publishable_key: String,
    secret_key: String,
}

impl TestServer {
    pub(crate) async fn start() -> Self {
        let directory = TempDir::new().unwrap();
        let (store, writer) = SqliteStore::open(directory.path()).await.unwrap();
        let made = create_environment(&store, "tests").await.unwrap();
        drop(store);
        writer.finished().await;
        let mut server = Self {
            directory,
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            runtime: None,
            publishable_key: made.pair.record.publishable.clone(),
            secret_key: made.pair.secret.reveal(),
        };
        server.start_again().await;
        server
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn signer(&self) -> Signer {
        Signer::new(&self.secret_key).unwrap()
    }

    pub(crate) fn pulse(&self) -> Pulse {
        Pulse::new(&self.secret_key, &self.url()).unwrap()
    }

    pub(crate) fn builder(&self) -> RealtimeBuilder {
        Realtime::builder(self.url(), &self.publishable_key, ROOM).connect_limit(DEADLINE)
    }

    /// Somebody in the room.
    pub(crate) async fn enter(&self, name: &str) -> Realtime {
        let request = TokenRequest::new(name, name);
        let builder = self.builder().signed_by(&self.signer(), request);
        builder.connect().await.unwrap()
    }

    /// Ends it as a crash does: nobody is told, nothing more is written.
    pub(crate) fn kill(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }

    /// Starts it at the same address with the same data.
    pub(crate) async fn start_again(&mut self) {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let config = ServerConfig {
            data_dir: self.directory.path().to_owned(),
            listen: self.address,
            ..ServerConfig::default()
        };
        let opened = runtime.spawn(async move { Server::open(&config).await });
        let server = opened.await.unwrap().unwrap();
        self.address = server.address().unwrap();
        runtime.spawn(server.run_until(std::future::pending()));
        self.runtime = Some(runtime);
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Waits for an event that this gives something for.
pub(crate) async fn until<T>(events: &mut Events, mut wanted: impl FnMut(Event) -> Option<T>) -> T {
    let found = async {
        loop {
            let event = events.next().await.expect("the client goes on");
            if let Some(found) = wanted(event) {
                return found;
            }
        }
    };
    timeout(DEADLINE, found).await.expect("it happens in time")
}

/// Waits until the client knows something, looking after each event.
pub(crate) async fn until_known(client: &Realtime, wanted: impl Fn(&Realtime) -> bool) {
    let mut events = client.events();
    if wanted(client) {
        return;
    }
    until(&mut events, |_| wanted(client).then_some(())).await;
}

/// The texts of all comments, by thread.
pub(crate) fn bodies(client: &Realtime) -> Vec<Vec<String>> {
    let threads = client.threads();
    let texts = threads.iter().map(|thread| {
        let comments = thread.comments.iter();
        comments.map(|comment| comment.body.clone()).collect()
    });
    texts.collect()
}
