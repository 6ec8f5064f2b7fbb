//! Waiting for something to become true, with a deadline and a useful complaint.

use std::fmt::Display;
use std::time::Duration;

use anyhow::{Result, bail};
use tokio::time::{Instant, sleep};

/// How long a story waits for what should happen at once, on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Asks `probe` again and again until it has an answer.
///
/// `Err` of the probe says what it saw instead, and is part of the complaint
/// when `limit` has passed.
///
/// # Errors
/// When the limit has passed, with what was waited for and what was seen last.
pub async fn until<T, E: Display>(
    what: impl Display,
    limit: Duration,
    mut probe: impl AsyncFnMut() -> Result<T, E>,
) -> Result<T> {
    let deadline = Instant::now() + limit;
    loop {
        match probe().await {
            Ok(answer) => return Ok(answer),
            Err(seen) if Instant::now() >= deadline => {
                bail!("waited {limit:?} for {what}; last seen: {seen:#}")
            }
            Err(_) => sleep(LOOK_EVERY).await,
        }
    }
}

const LOOK_EVERY: Duration = Duration::from_millis(50);

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn asks_until_there_is_an_answer() {
        let mut asked = 0;
        let answer = until("the third time", PATIENCE, async || {
            asked += 1;
            if asked == 3 {
                Ok(asked)
            } else {
                Err("too few")
            }
        });
        assert_eq!(answer.await.unwrap(), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn complains_with_what_was_waited_for_and_seen() {
        let never = until("a second avatar", Duration::from_secs(2), async || {
            Err::<(), _>("1 avatar")
        });
        assert_eq!(
            never.await.unwrap_err().to_string(),
            "waited 2s for a second avatar; last seen: 1 avatar"
        );
    }
}
