//! The environments that live connections belong to, as they are now. Other
//! processes change them in the store, so a running server looks there for a
//! change twice a second, and tells whoever follows one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use pulse_protocol::EnvironmentId;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use crate::storage::{Settings, Store, StoreError, Tenant};

/// An environment that is followed.
pub type Followed = watch::Receiver<Arc<Tenant>>;

/// The environments of live connections.
#[derive(Debug)]
pub struct Tenants {
    store: Arc<dyn Store>,
    live: Mutex<HashMap<EnvironmentId, watch::Sender<Arc<Tenant>>>>,
}

impl Tenants {
    /// Nobody follows anything yet.
    #[must_use]
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self {
            store,
            live: Mutex::default(),
        }
    }

    /// An environment as it is at this moment, and from here on.
    ///
    /// # Errors
    /// For faults of the store.
    pub async fn follow(&self, id: &EnvironmentId) -> Result<Option<Followed>, StoreError> {
        let Some(tenant) = self.store.tenant(id).await? else {
            return Ok(None);
        };
        let mut live = self.lock();
        let sender = live
            .entry(id.clone())
            .or_insert_with(|| watch::Sender::new(Arc::new(tenant.clone())));
        publish(sender, tenant);
        Ok(Some(sender.subscribe()))
    }

    /// Looks for changes, for as long as it is awaited.
    pub async fn watch(&self) {
        let mut seen = None;
        let mut ticks = interval(LOOK_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            match self.look(seen).await {
                Ok(revision) => seen = Some(revision),
                Err(error) => tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "changes of environments could not be read"
                ),
            }
        }
    }

    async fn look(&self, seen: Option<u64>) -> Result<u64, StoreError> {
        let revision = self.store.revision().await?;
        if seen == Some(revision) {
            return Ok(revision);
        }
        let followed: Vec<EnvironmentId> = {
            let mut live = self.lock();
            live.retain(|_, sender| sender.receiver_count() > 0);
            live.keys().cloned().collect()
        };
        for id in followed {
            // Of an environment that was deleted nothing is left, no key either,
            // which ends its connections.
            let tenant = self.store.tenant(&id).await?.unwrap_or(Tenant {
                revision,
                settings: Settings::default(),
                keys: vec![],
            });
            if let Some(sender) = self.lock().get(&id) {
                publish(sender, tenant);
            }
        }
        Ok(revision)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<EnvironmentId, watch::Sender<Arc<Tenant>>>> {
        // The map is whole after every use, so a panic elsewhere is no reason to stop.
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Two reads may come back in another order than they were made.
fn publish(sender: &watch::Sender<Arc<Tenant>>, tenant: Tenant) {
    sender.send_if_modified(|known| {
        let is_news = tenant.revision > known.revision;
        if is_news {
            *known = Arc::new(tenant);
        }
        is_news
    });
}

const LOOK_EVERY: Duration = Duration::from_millis(500);
