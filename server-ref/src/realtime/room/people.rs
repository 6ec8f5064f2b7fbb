//! The people a room's greetings list. Whoever comes at the same time as many
//! others, as after a restart, shares one reading of them.

use std::sync::Arc;
use std::time::Duration;

use pulse_protocol::Seq;
use pulse_protocol::entity::{Presence, User};
use tokio::sync::Mutex;
use tokio::time::Instant;

/// The list as it was read last.
#[derive(Debug, Default)]
pub(crate) struct People(Mutex<Option<Known>>);

#[derive(Debug)]
struct Known {
    users: Arc<[User]>,
    seq: Seq,
    read_at: Instant,
}

impl People {
    /// The list for a greeting that tells of everything up to a place. It is
    /// read when the room went on since, so that no author is missing, or after
    /// a moment; meanwhile the others wait for it.
    pub(crate) async fn at<E>(
        &self,
        seq: Seq,
        read: impl Future<Output = Result<Vec<User>, E>>,
    ) -> Result<Arc<[User]>, E> {
        let mut known = self.0.lock().await;
        if let Some(known) = &*known
            && known.seq >= seq
            && known.is_fresh()
        {
            return Ok(Arc::clone(&known.users));
        }
        let read_at = Instant::now();
        let users: Arc<[User]> = read.await?.into();
        *known = Some(Known {
            users: Arc::clone(&users),
            seq,
            read_at,
        });
        Ok(users)
    }

    /// Lets go of a list that is too old: most rooms are quiet, and it may be long.
    pub(crate) fn forget_old(&self) {
        // Whoever holds the lock is reading a new one.
        if let Ok(mut known) = self.0.try_lock()
            && known.as_ref().is_some_and(|known| !known.is_fresh())
        {
            *known = None;
        }
    }
}

impl Known {
    fn is_fresh(&self) -> bool {
        self.read_at.elapsed() < FRESH
    }
}

/// The list of a greeting: with those who are here, as they are now, and oneself.
pub(crate) fn with_present(known: &[User], present: &[Presence], own: &User) -> Vec<User> {
    let here = present.iter().map(|one| &one.user).chain([own]);
    let mut newest: std::collections::BTreeMap<_, _> = here.map(|one| (&one.id, one)).collect();
    let mut users: Vec<User> = known
        .iter()
        .map(|one| newest.remove(&one.id).unwrap_or(one).clone())
        .collect();
    users.extend(newest.into_values().cloned());
    users
}

/// So old a list may be. Whoever came first in that time and left is not in it yet.
const FRESH: Duration = Duration::from_secs(1);

#[cfg(test)]
mod tests;
