//! The store in PostgreSQL, which many nodes share. A room's sequence is given
//! under a lock on its row, in the transaction of the write, so it does not
//! matter which node a write comes to. Every question has a time in which it is
//! answered or given up, and writes that a lost connection interrupts are tried
//! again: they have operation ids, so none is done twice.

mod clock;
mod dialect;
mod import;
mod lane;
mod settings;
#[expect(
    clippy::duplicate_mod,
    reason = "each database compiles the shared SQL for its own connections"
)]
#[path = "../sql/mod.rs"]
mod sql;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, LazyLock, OnceLock};
use std::time::Duration;

use futures_util::future::BoxFuture;
use pulse_protocol::{Epoch, OpId};
use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep};
use tokio_util::sync::{CancellationToken, DropGuard};

use self::lane::Lane;
use self::sql::{Job, Listener};
use super::migrations::migrator;
use super::{Action, StoreError, WriterTask};

pub use self::import::{Moved, import};
pub use self::settings::PostgresSettings;

static MIGRATIONS: LazyLock<Migrator> = LazyLock::new(|| {
    migrator(include!(concat!(
        env!("OUT_DIR"),
        "/migrations-postgres.rs"
    )))
});

/// What the shared SQL is for here.
type Backend = PostgresStore;
type Connection = PgConnection;

/// A store in a database.
#[derive(Debug)]
pub struct PostgresStore {
    pool: PgPool,
    /// Each bounded: when one is full, whoever writes there waits.
    lanes: Vec<mpsc::Sender<Job>>,
    listener: Listener,
    epoch: Epoch,
    /// Ends what sets the clock.
    _clock: DropGuard,
}

impl PostgresStore {
    /// Opens a store, and brings its schema up to date. Several nodes may do so
    /// at once. A server that does not answer yet is waited for.
    ///
    /// # Errors
    /// When the database cannot be used, or was written by a newer server.
    pub async fn open(settings: PostgresSettings) -> Result<(Self, WriterTask), StoreError> {
        let options = settings.connect_options()?;
        migrate(&options).await?;
        let pool = PgPoolOptions::new()
            .max_connections(settings.connections)
            .acquire_timeout(ACQUIRE)
            .connect_with(options)
            .await?;
        clock::set(&pool).await?;
        let (epoch,): (String,) = sqlx::query_as("SELECT epoch FROM store")
            .fetch_one(&pool)
            .await?;
        let epoch = sql::parse("epoch", &epoch)?;
        let listener = Arc::new(OnceLock::new());
        let count = (settings.connections / 2).clamp(1, MOST_LANES);
        let mut lanes = Vec::new();
        let mut tasks = Vec::new();
        for _ in 0..count {
            let (jobs, waiting) = mpsc::channel(WAITING_WRITES);
            let lane = Lane::new(pool.clone(), Arc::clone(&listener));
            lanes.push(jobs);
            #[expect(
                clippy::disallowed_methods,
                reason = "owned by the caller as WriterTask"
            )]
            tasks.push(tokio::spawn(lane.run(waiting)));
        }
        let ends = CancellationToken::new();
        #[expect(
            clippy::disallowed_methods,
            reason = "owned by the caller as WriterTask"
        )]
        tasks.push(tokio::spawn(clock::keep_setting(
            pool.clone(),
            ends.clone(),
        )));
        let store = Self {
            pool,
            lanes,
            listener,
            epoch,
            _clock: ends.drop_guard(),
        };
        Ok((store, WriterTask::of(tasks)))
    }

    /// Hands a job to a writer; what it answers comes when it is durable. The
    /// writes of a room go through one lane, which keeps their order.
    async fn submit<T: Send + 'static>(
        &self,
        job: impl FnOnce(oneshot::Sender<Result<T, StoreError>>) -> Job,
    ) -> Result<BoxFuture<'static, Result<T, StoreError>>, StoreError> {
        let (reply, answer) = oneshot::channel();
        let mut job = job(reply);
        make_repeatable(&mut job)?;
        let mut hasher = DefaultHasher::new();
        lane::subject(&job).hash(&mut hasher);
        let place = hasher.finish() % self.lanes.len() as u64;
        let lane = usize::try_from(place).unwrap_or(0);
        let sent = self.lanes[lane].send(job).await;
        sent.map_err(|_| StoreError::Closed)?;
        Ok(Box::pin(async move {
            answer.await.map_err(|_| StoreError::Closed)?
        }))
    }

    /// How many jobs wait in all lanes.
    fn waiting(&self) -> usize {
        let lanes = self.lanes.iter();
        lanes
            .map(|lane| lane.max_capacity() - lane.capacity())
            .sum()
    }
}

/// A connection may be lost before it tells whether a write was kept. So every
/// write has an operation id, made of its nonce when its author gave none; an
/// erasure can be done twice.
fn make_repeatable(job: &mut Job) -> Result<(), StoreError> {
    if let Job::Write(write, _) = job
        && write.op_id.is_none()
        && !matches!(write.action, Action::ErasePerson(_))
    {
        let id = OpId::parse(write.nonce.to_string());
        write.op_id = Some(id.map_err(|error| StoreError::corrupt("nonce", error))?);
    }
    Ok(())
}

/// Brings the schema up to date, under sqlx's advisory lock of the database.
async fn migrate(options: &PgConnectOptions) -> Result<(), StoreError> {
    // Waiting for another node's migration is no statement that hangs.
    let options = options.clone().options([("statement_timeout", "0")]);
    let deadline = Instant::now() + STARTING;
    let only = loop {
        let pool = PgPoolOptions::new().max_connections(1);
        match pool
            .connect_with(options.clone())
            .await
            .map_err(StoreError::from)
        {
            Err(error) if error.is_passing() && Instant::now() < deadline => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "waiting for the database"
                );
                sleep(STARTING_AGAIN).await;
            }
            connected => break connected?,
        }
    };
    MIGRATIONS
        .run(&only)
        .await
        .map_err(|error| StoreError::of_migration(&MIGRATIONS, error))?;
    only.close().await;
    Ok(())
}

/// How long whoever asks waits for a connection.
const ACQUIRE: Duration = Duration::from_secs(5);
/// How long a server is waited for that does not answer yet.
const STARTING: Duration = Duration::from_secs(30);
const STARTING_AGAIN: Duration = Duration::from_millis(500);
const MOST_LANES: u32 = 8;
const WAITING_WRITES: usize = 256;

#[cfg(test)]
mod tests;
