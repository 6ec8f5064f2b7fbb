//! The disk that every world begins with: a store with one environment, made
//! once and copied.

use std::path::Path;
use std::sync::{LazyLock, OnceLock};

use futures_util::FutureExt;
use pulse_protocol::{EnvironmentId, KeyId};
use pulse_server::env_commands::create_environment;
use pulse_server::shell::simulated;
use pulse_server::storage::sqlite::{DATABASE, SqliteStore, copy_database};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// The disk, and what is needed to use it.
#[derive(Debug)]
pub(crate) struct Template {
    pub(crate) publishable_key: String,
    pub(crate) environment: EnvironmentId,
    pub(crate) key: KeyId,
    database: Vec<u8>,
}

impl Template {
    /// The same for every world, also in another process.
    pub(crate) fn common() -> &'static Self {
        static COMMON: OnceLock<Template> = OnceLock::new();
        COMMON.get_or_init(|| {
            let calm = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .start_paused(true)
                .build()
                .expect("a runtime can be made");
            calm.block_on(async {
                let _world = simulated::enter(0, EARLIER_UNIX_MS);
                Self::make()
            })
        })
    }

    fn make() -> Self {
        let (first, directory) = (fast_directory(), fast_directory());
        let made = at_once(async {
            let opened = SqliteStore::open(first.path()).await;
            let (store, writer) = opened.expect("a store can be made");
            let made = create_environment(&store, "simulation").await;
            let made = made.expect("the environment can be made");
            drop(store);
            writer.finished().await;
            let target = directory.path().join(DATABASE);
            let copied = copy_database(first.path(), &target).await;
            copied.expect("the store can be copied");
            set_epoch(&target).await.expect("the epoch can be set");
            made
        });
        let database =
            std::fs::read(directory.path().join(DATABASE)).expect("the copy can be read");
        Self {
            publishable_key: made.pair.record.publishable.clone(),
            environment: made.environment.id,
            key: made.pair.record.id.clone(),
            database,
        }
    }

    /// A disk for one world.
    pub(crate) fn copy(&self) -> TempDir {
        let copy = fast_directory();
        std::fs::write(copy.path().join(DATABASE), &self.database)
            .expect("there is room for a copy");
        copy
    }
}

/// SQLite draws an epoch by lot; here all that is drawn comes from seeds.
async fn set_epoch(database: &Path) -> sqlx::Result<()> {
    let options = SqliteConnectOptions::new().filename(database);
    let mut database = options.connect().await?;
    sqlx::query("UPDATE store SET epoch = 'simulated'")
        .execute(&mut database)
        .await?;
    database.close().await
}

/// Does work of a store while the simulated time stands still: its own tasks
/// and threads run outside of that.
pub(crate) fn at_once<T>(work: impl Future<Output = T>) -> T {
    let _outside = MACHINERY.enter();
    // Without a budget: nobody else is to have a turn meanwhile.
    let work = tokio::task::unconstrained(work);
    futures_executor::block_on(work)
}

/// Work that takes no time, and no threads either.
pub(crate) fn now<T>(work: impl Future<Output = T>) -> T {
    work.now_or_never().expect("it waits for nothing")
}

/// In memory where the system has such a place, since every commit is synced.
fn fast_directory() -> TempDir {
    let in_memory = TempDir::new_in("/dev/shm");
    in_memory
        .or_else(|_| TempDir::new())
        .expect("a directory can be made")
}

/// Where the tasks of all stores run.
static MACHINERY: LazyLock<Runtime> = LazyLock::new(|| {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime can be made")
});

const EARLIER_UNIX_MS: u64 = 1_790_000_000_000;
