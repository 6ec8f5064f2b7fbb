//! Several nodes on one database and one bus.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use pulse_services::{Nats, Postgres};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use super::{Client, Environment, Server};

/// The services of a cluster, and one environment.
pub struct Cluster {
    pub postgres: Postgres,
    pub nats: Nats,
    database: String,
}

impl Cluster {
    /// Services without a node.
    pub fn start() -> Self {
        let postgres = Postgres::start().unwrap();
        let database = postgres.database().unwrap();
        Self {
            nats: Nats::start().unwrap(),
            postgres,
            database,
        }
    }

    /// Services with so many nodes, and an environment.
    pub async fn with_nodes(count: usize) -> (Self, Vec<Server>, Environment) {
        let cluster = Self::start();
        let mut nodes = vec![];
        for _ in 0..count {
            nodes.push(cluster.node(&[]).await);
        }
        let environment = nodes[0].create_environment("first").await;
        (cluster, nodes, environment)
    }

    /// A node that does not run yet. Its variables win over the usual ones.
    pub fn stopped_node(&self, variables: &[(&str, &str)]) -> Server {
        let bus = self.nats.url();
        let usual = [
            ("PULSE_DATABASE", self.database.as_str()),
            ("PULSE_DATABASE_CONNECTIONS", "6"),
            ("PULSE_BUS", bus.as_str()),
            ("PULSE_MASTER_SECRET", SECRET),
        ];
        Server::with_variables(&[usual.as_slice(), variables].concat())
    }

    /// A running node.
    pub async fn node(&self, variables: &[(&str, &str)]) -> Server {
        let mut node = self.stopped_node(variables);
        node.run().await;
        node
    }

    /// How nodes reach the database through another port.
    pub fn database_at(&self, port: u16) -> String {
        let own = format!(":{}/", self.postgres.port());
        self.database.replace(&own, &format!(":{port}/"))
    }
}

/// Waits for something that a node's REST API says.
pub async fn until_present(node: &Server, env: &Environment, room: &str, wanted: &[&str]) {
    let path = format!("/api/v1/rooms/{}/presence", room.replace('/', "%2F"));
    let deadline = Instant::now() + Duration::from_secs(15);
    loop {
        let request = node.http().get(node.http_url(&path));
        let answer: Value = request
            .bearer_auth(&env.secret)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        let items = answer["items"].as_array().expect("people");
        let mut names: Vec<&str> = items
            .iter()
            .filter_map(|one| one["user"]["id"].as_str()?.rsplit(':').next())
            .collect();
        names.sort_unstable();
        if names == wanted {
            return;
        }
        assert!(Instant::now() < deadline, "{names:?}, not {wanted:?}");
        sleep(Duration::from_millis(50)).await;
    }
}

/// What a fresh client of a node sees of a room: all texts by thread, and the
/// last event.
pub async fn view(node: &Server, env: &Environment, room: &str) -> (u64, Value) {
    let two = Client::join(node, env, "viewer", room, 2).await;
    let seq = two.hello["seq"].as_u64().unwrap();
    two.leave().await;
    let one = Client::join(node, env, "viewer", room, 1).await;
    let threads = one.hello["threads"].clone();
    one.leave().await;
    (seq, threads)
}

/// Stands between a node and a service, and can be slow or cut.
pub struct Proxy {
    pub port: u16,
    cut: watch::Sender<bool>,
    delay_ms: Arc<AtomicU64>,
    tasks: JoinSet<()>,
}

impl Proxy {
    pub async fn to(target: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (cut, is_cut) = watch::channel(false);
        let delay_ms = Arc::new(AtomicU64::new(0));
        let mut tasks = JoinSet::new();
        let delay = Arc::clone(&delay_ms);
        tasks.spawn(async move {
            let mut carried = JoinSet::new();
            loop {
                let (near, _) = listener.accept().await.unwrap();
                let Ok(far) = TcpStream::connect(("127.0.0.1", target)).await else {
                    continue;
                };
                let ((near_in, near_out), (far_in, far_out)) =
                    (near.into_split(), far.into_split());
                for (from, to) in [(near_in, far_out), (far_in, near_out)] {
                    carried.spawn(carry(from, to, is_cut.clone(), Arc::clone(&delay)));
                }
            }
        });
        Self {
            port,
            cut,
            delay_ms,
            tasks,
        }
    }

    /// Nothing passes any more; nobody is told.
    pub fn cut(&self) {
        self.cut.send_replace(true);
    }

    /// Everything passes again.
    pub fn heal(&self) {
        self.cut.send_replace(false);
    }

    /// Everything takes longer.
    pub fn delay(&self, ms: u64) {
        self.delay_ms.store(ms, Ordering::Relaxed);
    }

    pub fn ends(self) {
        drop(self.tasks);
    }
}

async fn carry(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut cut: watch::Receiver<bool>,
    delay_ms: Arc<AtomicU64>,
) {
    let mut bytes = vec![0; 16 * 1024];
    while let Ok(count @ 1..) = from.read(&mut bytes).await {
        let delay = delay_ms.load(Ordering::Relaxed);
        if delay > 0 {
            sleep(Duration::from_millis(delay)).await;
        }
        if cut.wait_for(|cut| !cut).await.is_err() || to.write_all(&bytes[..count]).await.is_err() {
            return;
        }
    }
}

/// What all nodes know.
pub const SECRET: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
