//! What happens by itself: counting for the charts, remembering when keys were
//! used, forgetting what is old.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use pulse_protocol::{KeyId, Timestamp};
use tokio::time::{MissedTickBehavior, interval};

use crate::metrics::Totals;
use crate::shell;
use crate::state::App;
use crate::storage::{AdminChange, Sample, StoreError};

/// When keys were used since this was last kept. It holds one time for each
/// key that works, and is emptied twice a minute.
#[derive(Debug, Default)]
pub struct KeyUses(Mutex<HashMap<KeyId, Timestamp>>);

impl KeyUses {
    /// A key was used.
    pub fn note(&self, key: &KeyId, at: Timestamp) {
        let mut uses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match uses.get_mut(key) {
            Some(known) => *known = at,
            None => drop(uses.insert(key.clone(), at)),
        }
    }

    fn take(&self) -> Vec<(KeyId, Timestamp)> {
        let mut uses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *uses).into_iter().collect()
    }
}

/// Does all of it for as long as it is awaited.
pub async fn keep_up(app: &App) {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut before = app.metrics.totals();
    let mut count: u64 = 0;
    loop {
        ticks.tick().await;
        let done = tick(app, &mut before, count).await;
        if let Err(error) = done {
            let error = &error as &dyn std::error::Error;
            tracing::error!(error, "what the panel counts could not be kept");
        }
        count += 1;
    }
}

async fn tick(app: &App, before: &mut Totals, count: u64) -> Result<(), StoreError> {
    let uses = app.key_uses.take();
    if !uses.is_empty() {
        app.store
            .administer(AdminChange::KeysUsed(uses), None)
            .await?;
    }
    if count.is_multiple_of(SAMPLE_TICKS) {
        let totals = app.metrics.totals();
        let sample = sample(app, *before, totals);
        *before = totals;
        app.store
            .administer(AdminChange::AddSample(sample), None)
            .await?;
    }
    if count.is_multiple_of(SWEEP_TICKS) {
        let now = shell::now();
        let ago = |ms: u64| Timestamp::from_unix_ms(now.unix_ms().saturating_sub(ms));
        let sweep = AdminChange::Sweep {
            audit_since: ago(AUDIT_KEPT_MS),
            samples_since: ago(SAMPLES_KEPT_MS),
            now,
            at_once: ROWS_AT_ONCE,
        };
        app.store.administer(sweep, None).await?;
    }
    Ok(())
}

fn sample(app: &App, before: Totals, totals: Totals) -> Sample {
    Sample {
        at: shell::now(),
        node: app.node.clone(),
        connections: totals.connections,
        rooms: app.depths().rooms as u64,
        messages: totals.messages.saturating_sub(before.messages),
        writes: totals.writes.saturating_sub(before.writes),
        errors: totals.errors.saturating_sub(before.errors),
    }
}

const EVERY: Duration = Duration::from_secs(30);
const SAMPLE_TICKS: u64 = 2;
const SWEEP_TICKS: u64 = 20;
/// 400 days.
const AUDIT_KEPT_MS: u64 = 400 * 24 * 60 * 60 * 1000;
/// The charts show a day.
const SAMPLES_KEPT_MS: u64 = 25 * 60 * 60 * 1000;
const ROWS_AT_ONCE: u32 = 2_000;
