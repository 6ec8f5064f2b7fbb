//! The tasks in which writes are made durable.

use tokio::task::JoinHandle;

/// The tasks that write. They end when the store is dropped and everything
/// handed to them is done.
#[derive(Debug)]
#[must_use = "wait for it before the process ends"]
pub struct WriterTask(Vec<JoinHandle<()>>);

impl WriterTask {
    pub(super) fn of(tasks: impl IntoIterator<Item = JoinHandle<()>>) -> Self {
        Self(tasks.into_iter().collect())
    }

    /// Waits until every write that was taken is durable.
    pub async fn finished(self) {
        for task in self.0 {
            if let Err(error) = task.await {
                tracing::error!(%error, "a writer ended badly");
            }
        }
    }
}
