//! What a person sees while a task runs: a heading per step and a sign of life during long ones.

use std::io::{IsTerminal, stderr};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// Time since it was made: the task runner's only clock.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    #[expect(
        clippy::disallowed_methods,
        reason = "the task runner tells people how long things take"
    )]
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    pub(crate) fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}

/// Runs one step under a heading and says at its end how long it took, or which step failed.
pub(crate) fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let stopwatch = Stopwatch::start();
    let outcome = last_step(name, work)?;
    eprintln!("    {name}: done in {}", human(stopwatch.elapsed()));
    Ok(outcome)
}

/// Runs a step whose own summary is to be the last that is printed.
pub(crate) fn last_step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("==> {name}");
    work().with_context(|| format!("the step \"{name}\" failed"))
}

/// Says that a step has nothing to do.
pub(crate) fn skipped(name: &str, reason: &str) {
    eprintln!("==> {name}: {reason}");
}

/// One line under the current heading.
pub(crate) fn note(line: &str) {
    eprintln!("    {line}");
}

/// A duration as people say it.
pub(crate) fn human(duration: Duration) -> String {
    let seconds = duration.as_secs();
    if seconds >= 60 {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    } else {
        format!("{:.1} s", duration.as_secs_f64())
    }
}

/// A line every quarter of a minute as long as it lives, where no terminal shows a moving cursor.
#[derive(Debug)]
pub(crate) struct Heartbeat {
    /// Dropping it ends the thread.
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Heartbeat {
    pub(crate) fn start(what: &str) -> Self {
        if stderr().is_terminal() {
            return Self {
                stop: None,
                thread: None,
            };
        }
        let what = what.to_owned();
        let stopwatch = Stopwatch::start();
        let (stop, stopped) = channel::<()>();
        let thread = thread::spawn(move || {
            while stopped.recv_timeout(INTERVAL) == Err(RecvTimeoutError::Timeout) {
                note(&format!("… {what}: {}", human(stopwatch.elapsed())));
            }
        });
        Self {
            stop: Some(stop),
            thread: Some(thread),
        }
    }
}

impl Drop for Heartbeat {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            // A panic in the thread that prints is no reason to fail the step it told about.
            let _ = thread.join();
        }
    }
}

const INTERVAL: Duration = Duration::from_secs(15);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_like_speech() {
        assert_eq!(human(Duration::from_millis(1_240)), "1.2 s");
        assert_eq!(human(Duration::from_secs(125)), "2 min 05 s");
    }

    #[test]
    fn a_failing_step_is_named_with_its_cause() {
        let error = step("npm test", || -> Result<()> {
            anyhow::bail!("exit status: 1")
        })
        .expect_err("the step fails");
        assert_eq!(
            format!("{error:#}"),
            "the step \"npm test\" failed: exit status: 1"
        );
    }
}
