//! What the server counts about itself, for Prometheus. Labels come from fixed
//! lists: no id, name or text of anybody is ever one.

use std::fmt;
use std::time::Duration;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;
use pulse_protocol::ErrorCode;

use crate::realtime::{Heard, Version};

type Labels<const N: usize> = [(&'static str, &'static str); N];
type Counters<const N: usize> = Family<Labels<N>, Counter>;

/// Everything that is counted. Counting is an atomic addition or, for what is
/// rare, a look into a small map.
pub struct Metrics {
    registry: Registry,
    sockets: Gauge,
    members: [Gauge; 2],
    heard: [Counter; Heard::ALL.len()],
    /// Frames of the two lanes.
    sent: [Counter; 2],
    frames_per_flush: Histogram,
    waiting_bytes: Histogram,
    write_seconds: Histogram,
    rejected: Counters<2>,
    /// All writes and all refusals, for whoever adds up.
    writes: Counter,
    refusals: Counter,
    answered: Counters<1>,
    at_scrape: AtScrape,
}

/// What is looked up when somebody asks, because it is there already.
#[derive(Debug, Default)]
struct AtScrape {
    rooms: Gauge,
    mailbox_commands: Gauge,
    fullest_mailbox: Gauge,
    waiting_writes: Gauge,
    resident_bytes: Gauge,
}

/// How full the queues are at one moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a reading is its numbers")]
pub struct Depths {
    /// Live rooms.
    pub rooms: usize,
    /// Commands in all their mailboxes.
    pub mailbox_commands: usize,
    /// Commands in the fullest one.
    pub fullest_mailbox: usize,
    /// Writes that wait for the store.
    pub waiting_writes: usize,
}

/// What was counted, in a few numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a reading is its numbers")]
pub struct Totals {
    /// Connections that are in a room now.
    pub connections: u64,
    /// Messages of clients since the start.
    pub messages: u64,
    /// Writes since the start.
    pub writes: u64,
    /// Refusals and faults since the start.
    pub errors: u64,
}

/// Over what a refusal went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "there are two ways in")]
pub enum Way {
    /// A request.
    Http,
    /// A WebSocket.
    Socket,
}

impl Metrics {
    /// Nothing has been counted yet.
    #[must_use]
    pub fn new() -> Self {
        let mut registry = Registry::with_prefix("pulse");
        let build = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("build", "The server that answers", build);
        let members: Family<Labels<1>, Gauge> = Family::default();
        let heard = Counters::<1>::default();
        let sent = Counters::<1>::default();
        let metrics = Self {
            sockets: Gauge::default(),
            members: [Version::One, Version::Two]
                .map(|version| members.get_or_create_owned(&[("version", version_label(version))])),
            heard: Heard::ALL.map(|class| heard.get_or_create_owned(&[("class", class.label())])),
            sent: ["reliable", "latest"].map(|lane| sent.get_or_create_owned(&[("lane", lane)])),
            frames_per_flush: Histogram::new(exponential_buckets(1.0, 4.0, 6)),
            waiting_bytes: Histogram::new(exponential_buckets(256.0, 4.0, 7)),
            write_seconds: Histogram::new(exponential_buckets(0.000_5, 2.0, 14)),
            rejected: Counters::default(),
            writes: Counter::default(),
            refusals: Counter::default(),
            answered: Counters::default(),
            at_scrape: AtScrape::default(),
            registry: Registry::default(),
        };
        let r = &mut registry;
        r.register("sockets", "Open WebSockets", metrics.sockets.clone());
        r.register("connections", "WebSockets that are in a room", members);
        r.register("messages_received", "Messages of clients", heard);
        r.register("frames_sent", "Frames written to WebSockets", sent);
        r.register(
            "flush_frames",
            "Frames that were written together",
            metrics.frames_per_flush.clone(),
        );
        r.register(
            "lane_bytes",
            "Bytes that waited in a connection's reliable lane",
            metrics.waiting_bytes.clone(),
        );
        r.register(
            "write_seconds",
            "From a write's arrival until it is durable",
            metrics.write_seconds.clone(),
        );
        r.register(
            "rejected",
            "Requests and messages that were refused",
            metrics.rejected.clone(),
        );
        r.register(
            "http_requests",
            "Requests that were answered",
            metrics.answered.clone(),
        );
        metrics.at_scrape.register(r);
        Self {
            registry,
            ..metrics
        }
    }

    /// A socket was opened; it counts until the answer is dropped.
    pub(crate) fn socket(&self) -> Counted {
        Counted::one(&self.sockets)
    }

    /// A connection entered a room; it counts until the answer is dropped.
    pub(crate) fn member(&self, version: Version) -> Counted {
        Counted::one(&self.members[usize::from(version == Version::Two)])
    }

    /// A client said something.
    pub(crate) fn heard(&self, class: Heard) {
        self.heard[class as usize].inc();
    }

    /// A connection's lanes were emptied into its socket.
    pub(crate) fn flushed(&self, reliable: Flushed, latest: u64) {
        if reliable.frames + latest == 0 {
            return;
        }
        self.sent[0].inc_by(reliable.frames);
        self.sent[1].inc_by(latest);
        self.frames_per_flush
            .observe((reliable.frames + latest) as f64);
        self.waiting_bytes.observe(reliable.bytes as f64);
    }

    /// A write became durable, or was refused, after so long.
    pub(crate) fn wrote(&self, after: Duration) {
        self.writes.inc();
        self.write_seconds.observe(after.as_secs_f64());
    }

    /// Something was refused.
    pub(crate) fn rejected(&self, way: Way, code: ErrorCode) {
        self.refusals.inc();
        let way = match way {
            Way::Http => "http",
            Way::Socket => "socket",
        };
        self.rejected
            .get_or_create(&[("way", way), ("code", code.as_str())])
            .inc();
    }

    /// A request was answered.
    pub(crate) fn answered(&self, status: u16) {
        let class = match status / 100 {
            1 => "1xx",
            2 => "2xx",
            3 => "3xx",
            4 => "4xx",
            _ => "5xx",
        };
        self.answered.get_or_create(&[("status", class)]).inc();
    }

    /// What was counted, in a few numbers.
    #[must_use]
    pub fn totals(&self) -> Totals {
        let members = self.members.iter().map(Gauge::get).sum::<i64>();
        Totals {
            connections: u64::try_from(members).unwrap_or(0),
            messages: self.heard.iter().map(Counter::get).sum(),
            writes: self.writes.get(),
            errors: self.refusals.get(),
        }
    }

    /// All of it as OpenMetrics text.
    ///
    /// # Errors
    /// When a metric cannot be written as text.
    pub fn text(&self, depths: Depths) -> Result<String, fmt::Error> {
        self.at_scrape.set(depths);
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

impl AtScrape {
    fn register(&self, registry: &mut Registry) {
        let gauges = [
            ("rooms", "Rooms somebody is in", &self.rooms),
            (
                "mailbox_commands",
                "Commands that wait in rooms' mailboxes",
                &self.mailbox_commands,
            ),
            (
                "mailbox_fullest",
                "Commands that wait in the fullest mailbox",
                &self.fullest_mailbox,
            ),
            (
                "writer_jobs",
                "Writes that wait for the store",
                &self.waiting_writes,
            ),
        ];
        for (name, help, gauge) in gauges {
            registry.register(name, help, gauge.clone());
        }
        if resident_bytes().is_some() {
            let help = "Memory of the process";
            registry.register("resident_memory_bytes", help, self.resident_bytes.clone());
        }
    }

    fn set(&self, depths: Depths) {
        let put = |gauge: &Gauge, value: usize| {
            gauge.set(i64::try_from(value).unwrap_or(i64::MAX));
        };
        put(&self.rooms, depths.rooms);
        put(&self.mailbox_commands, depths.mailbox_commands);
        put(&self.fullest_mailbox, depths.fullest_mailbox);
        put(&self.waiting_writes, depths.waiting_writes);
        put(&self.resident_bytes, resident_bytes().unwrap_or(0));
    }
}

/// What left a reliable lane.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Flushed {
    pub(crate) frames: u64,
    pub(crate) bytes: usize,
}

/// Something that is there, and counts while it is.
#[derive(Debug)]
pub(crate) struct Counted(Gauge);

impl Counted {
    fn one(gauge: &Gauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.dec();
    }
}

const fn version_label(version: Version) -> &'static str {
    match version {
        Version::One => "1",
        Version::Two => "2",
    }
}

/// The memory of this process, where the system tells.
fn resident_bytes() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: usize = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kib * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_come_out_under_their_names() {
        let metrics = Metrics::new();
        let socket = metrics.socket();
        let member = metrics.member(Version::Two);
        metrics.heard(Heard::Write);
        metrics.rejected(Way::Socket, ErrorCode::TooLarge);
        metrics.flushed(
            Flushed {
                frames: 2,
                bytes: 300,
            },
            1,
        );
        metrics.wrote(Duration::from_micros(1_500));
        let depths = Depths {
            rooms: 3,
            ..Depths::default()
        };
        let text = metrics.text(depths).unwrap();
        for line in [
            "pulse_sockets 1",
            "pulse_connections{version=\"2\"} 1",
            "pulse_messages_received_total{class=\"write\"} 1",
            "pulse_rejected_total{way=\"socket\",code=\"too_large\"} 1",
            "pulse_frames_sent_total{lane=\"reliable\"} 2",
            "pulse_write_seconds_count 1",
            "pulse_rooms 3",
        ] {
            assert!(text.lines().any(|one| one == line), "{line}\n{text}");
        }
        drop((socket, member));
        let text = metrics.text(depths).unwrap();
        assert!(text.contains("pulse_sockets 0\n"), "{text}");
    }
}
