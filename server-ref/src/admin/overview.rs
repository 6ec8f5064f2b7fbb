//! How the server does, now and over a day.

use std::time::Duration;

use pulse_protocol::entity::Presence;
use pulse_protocol::{EnvironmentId, RoomId, Timestamp};
use tokio::time::timeout;

use super::AdminError;
use crate::shell;
use crate::state::App;
use crate::storage::Sample;

/// Numbers of this moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a reading is its numbers")]
pub struct Now {
    /// Connections in rooms.
    pub connections: u64,
    /// Live rooms.
    pub rooms: u64,
    /// Messages since the server started.
    pub messages: u64,
    /// Writes since the server started.
    pub writes: u64,
    /// Refusals and faults since the server started.
    pub errors: u64,
}

/// A day of one number, drawn in a box of [`Chart::WIDTH`] by [`Chart::HEIGHT`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a chart is its parts")]
pub struct Chart {
    /// What is drawn.
    pub title: &'static str,
    /// The largest value.
    pub peak: u64,
    /// All values together, or the last one of what is no sum.
    pub figure: u64,
    /// What the figure is.
    pub meaning: &'static str,
    /// The path of the line.
    pub line: String,
    /// The path of what is below it.
    pub area: String,
}

/// Whether a part works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "each state must be shown")]
pub enum HealthState {
    /// It works.
    Working,
    /// It does not.
    Failing,
}

/// How a part does.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a reading is its fields")]
pub struct Health {
    /// Which part.
    pub part: &'static str,
    /// Whether it works.
    pub state: HealthState,
    /// More in words.
    pub words: String,
}

/// A room somebody is in.
pub type LiveRoom = (EnvironmentId, RoomId, Vec<Presence>);

/// All of it.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a reading is its parts")]
pub struct Overview {
    /// This moment, in this process.
    pub now: Now,
    /// The last day, of all servers.
    pub charts: Vec<Chart>,
    /// Some of the rooms somebody is in, the fullest first.
    pub rooms: Vec<LiveRoom>,
    /// How many there are.
    pub live_rooms: usize,
    /// How each part does.
    pub health: Vec<Health>,
}

/// Looks at everything.
///
/// # Errors
/// For faults of the store.
pub async fn overview(app: &App) -> Result<Overview, AdminError> {
    let now = shell::now();
    let since = Timestamp::from_unix_ms(now.unix_ms().saturating_sub(DAY_MS));
    let samples = app.store.samples(since).await?;
    let totals = app.metrics.totals();
    let (rooms, live_rooms) = live_rooms(app).await;
    let rooms_here = app.rooms.live_here();
    Ok(Overview {
        now: Now {
            connections: totals.connections,
            rooms: rooms_here as u64,
            messages: totals.messages,
            writes: totals.writes,
            errors: totals.errors,
        },
        charts: charts(&samples, now),
        rooms,
        live_rooms,
        health: health(app).await,
    })
}

async fn live_rooms(app: &App) -> (Vec<LiveRoom>, usize) {
    let mut all = app.rooms.live().await;
    let count = all.len();
    all.truncate(ROOMS_LOOKED_AT);
    let present = app.rooms.present_in(all).await.into_iter();
    let mut rooms: Vec<LiveRoom> = present
        .map(|((environment, room), people)| (environment, room, people))
        .collect();
    rooms.sort_by(|one, other| {
        let key = |room: &LiveRoom| (std::cmp::Reverse(room.2.len()), room.1.clone());
        key(one).cmp(&key(other))
    });
    rooms.truncate(ROOMS_SHOWN);
    (rooms, count)
}

async fn health(app: &App) -> Vec<Health> {
    let clock = shell::Stopwatch::start();
    let store = match timeout(PATIENCE, app.store.revision()).await {
        Ok(Ok(_)) => Ok(format!(
            "answers in {} ms; {} writes wait",
            clock.elapsed_ms(),
            app.depths().waiting_writes
        )),
        Ok(Err(_)) => Err("failed; the log has more"),
        Err(_) => Err("does not answer"),
    };
    let clock = shell::Stopwatch::start();
    let uploads = match timeout(PATIENCE, app.uploads.is_reachable()).await {
        Ok(true) => Ok(format!("answer in {} ms", clock.elapsed_ms())),
        Ok(false) => Err("failed; the log has more"),
        Err(_) => Err("do not answer"),
    };
    let bus = match app.draining.is_cancelled() {
        true => Err("the server is stopping"),
        false if !app.bus.has_others() => Ok("delivers within this process".to_owned()),
        false if app.bus.is_connected() => Ok("reaches other nodes".to_owned()),
        false => Err("is cut; people see those of their own node alone"),
    };
    [("Store", store), ("Bus", bus), ("Uploads", uploads)]
        .into_iter()
        .map(|(part, answer)| {
            let (state, words) = match answer {
                Ok(words) => (HealthState::Working, words),
                Err(words) => (HealthState::Failing, words.to_owned()),
            };
            Health { part, state, words }
        })
        .collect()
}

impl Chart {
    /// The width of the box.
    pub const WIDTH: u32 = 480;
    /// The height of the box.
    pub const HEIGHT: u32 = 96;
}

fn charts(samples: &[Sample], now: Timestamp) -> Vec<Chart> {
    type Reading = fn(&Sample) -> u64;
    let connections: Reading = |sample| sample.connections;
    let rooms: Reading = |sample| sample.rooms;
    let (messages, writes, errors): (Reading, Reading, Reading) =
        (|one| one.messages, |one| one.writes, |one| one.errors);
    vec![
        gauge("Connections", samples, now, connections),
        gauge("Live rooms", samples, now, rooms),
        counter("Messages", samples, now, messages),
        counter("Writes", samples, now, writes),
        counter("Errors", samples, now, errors),
    ]
}

/// A number that is what it is at a moment: the largest of each bucket. Servers
/// report at different moments, so those of one minute belong together.
fn gauge(
    title: &'static str,
    samples: &[Sample],
    now: Timestamp,
    read: fn(&Sample) -> u64,
) -> Chart {
    let mut minutes = std::collections::BTreeMap::<u64, u64>::new();
    for sample in samples {
        *minutes.entry(sample.at.unix_ms() / MINUTE_MS).or_default() += read(sample);
    }
    let mut buckets = [0_u64; BUCKETS];
    for (minute, value) in &minutes {
        if let Some(bucket) = bucket_of(minute * MINUTE_MS, now) {
            buckets[bucket] = buckets[bucket].max(*value);
        }
    }
    let figure = minutes.values().next_back().copied().unwrap_or(0);
    drawn(title, &buckets, figure, "at the last count")
}

/// A number that is counted up: the sum of each bucket.
fn counter(
    title: &'static str,
    samples: &[Sample],
    now: Timestamp,
    read: fn(&Sample) -> u64,
) -> Chart {
    let mut buckets = [0_u64; BUCKETS];
    for sample in samples {
        if let Some(bucket) = bucket_of(sample.at.unix_ms(), now) {
            buckets[bucket] += read(sample);
        }
    }
    let figure = buckets.iter().sum();
    drawn(title, &buckets, figure, "in 24 hours")
}

fn bucket_of(at_ms: u64, now: Timestamp) -> Option<usize> {
    let ago = now.unix_ms().saturating_sub(at_ms);
    let back = usize::try_from(ago / (DAY_MS / BUCKETS as u64)).ok()?;
    (BUCKETS - 1).checked_sub(back)
}

fn drawn(
    title: &'static str,
    buckets: &[u64; BUCKETS],
    figure: u64,
    meaning: &'static str,
) -> Chart {
    let peak = buckets.iter().copied().max().unwrap_or(0);
    let (width, height) = (f64::from(Chart::WIDTH), f64::from(Chart::HEIGHT));
    let step = width / (BUCKETS - 1) as f64;
    let points: Vec<String> = buckets
        .iter()
        .enumerate()
        .map(|(place, &value)| {
            let share = if peak == 0 {
                0.0
            } else {
                value as f64 / peak as f64
            };
            let down = height - 2.0 - share * (height - 6.0);
            format!("{:.1} {down:.1}", place as f64 * step)
        })
        .collect();
    let line = format!("M{}", points.join("L"));
    let area = format!("{line}L{width} {height}L0 {height}Z");
    Chart {
        title,
        peak,
        figure,
        meaning,
        line,
        area,
    }
}

const DAY_MS: u64 = 24 * 60 * 60 * 1000;
const MINUTE_MS: u64 = 60 * 1000;
/// A quarter of an hour each.
const BUCKETS: usize = 96;
const PATIENCE: Duration = Duration::from_secs(2);
const ROOMS_SHOWN: usize = 20;
const ROOMS_LOOKED_AT: usize = 500;

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(minutes_ago: u64, node: &str, value: u64) -> Sample {
        Sample {
            at: Timestamp::from_unix_ms(NOW.unix_ms() - minutes_ago * MINUTE_MS),
            node: node.to_owned(),
            connections: value,
            rooms: 0,
            messages: value,
            writes: 0,
            errors: 0,
        }
    }

    const NOW: Timestamp = Timestamp::from_unix_ms(1_777_626_000_000);

    #[test]
    fn servers_add_up_and_the_day_ends_now() {
        let samples = [
            sample(1500, "a", 100),
            sample(30, "a", 3),
            sample(30, "b", 4),
            sample(1, "a", 2),
        ];
        let [connections, _, messages, ..] = &charts(&samples, NOW)[..] else {
            panic!("fewer charts");
        };
        assert_eq!((connections.peak, connections.figure), (7, 2));
        assert_eq!((messages.peak, messages.figure), (7, 9));
        assert!(
            connections.line.starts_with("M0.0 94.0L"),
            "{}",
            connections.line
        );
        assert!(
            connections.line.ends_with("L480.0 68.3"),
            "{}",
            connections.line
        );
        assert!(connections.area.ends_with("L480 96L0 96Z"));
    }

    #[test]
    fn a_day_without_anything_is_a_flat_line() {
        for chart in charts(&[], NOW) {
            assert_eq!((chart.peak, chart.figure), (0, 0));
            assert!(!chart.line.contains("NaN"), "{}", chart.line);
        }
    }
}
