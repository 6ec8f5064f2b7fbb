//! What a workload took: counts and latencies of the members, usage of the server.

use std::time::{Duration, Instant};

use anyhow::Result;
use hdrhistogram::Histogram;

use crate::server::{Server, Usage};
use crate::shell;
use crate::stamp::Stamp;

/// What members saw. Each keeps its own and they are added up at the end, so that counting costs
/// nothing while the load is on.
#[derive(Debug)]
pub(crate) struct Tally {
    /// Messages sent to the server.
    pub(crate) sent: u64,
    /// Messages of others that arrived; each cursor of a batch is one.
    pub(crate) delivered: u64,
    /// Writes that were acknowledged.
    pub(crate) acknowledged: u64,
    /// What should have arrived and did not.
    pub(crate) lost: u64,
    /// Microseconds from sending to arrival or acknowledgement.
    pub(crate) latency: Histogram<u64>,
    /// The same of what came from another node.
    pub(crate) across: Histogram<u64>,
}

impl Tally {
    pub(crate) fn new() -> Result<Self> {
        Ok(Self {
            sent: 0,
            delivered: 0,
            acknowledged: 0,
            lost: 0,
            latency: Histogram::new_with_bounds(1, LONGEST_US, 3)?,
            across: Histogram::new_with_bounds(1, LONGEST_US, 3)?,
        })
    }

    pub(crate) fn took(&mut self, latency: Duration) {
        self.latency.saturating_record(micros(latency));
    }

    /// Something has arrived at somebody on a node.
    pub(crate) fn arrived(&mut self, stamp: Stamp, now: Duration, node: usize) {
        if stamp.node != node {
            let latency = now.saturating_sub(stamp.sent);
            self.across.saturating_record(micros(latency));
        }
    }

    pub(crate) fn add(&mut self, other: &Self) -> Result<()> {
        self.sent += other.sent;
        self.delivered += other.delivered;
        self.acknowledged += other.acknowledged;
        self.lost += other.lost;
        self.latency.add(&other.latency)?;
        self.across.add(&other.across)?;
        Ok(())
    }
}

/// A row of the table.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) members: usize,
    pub(crate) tally: Tally,
    pub(crate) took: Duration,
    /// Processor time of the server during the load.
    pub(crate) processor: Duration,
    /// Bytes of the server's memory per connection, beyond those of the empty server.
    pub(crate) memory_per_connection: u64,
    /// What went into the bus and out of it.
    pub(crate) bus_bytes: u64,
}

/// Measures one stretch of load.
#[derive(Debug)]
pub(crate) struct Stopwatch {
    empty: Usage,
    loaded: Usage,
    started: Instant,
}

impl Stopwatch {
    /// `empty` is the server's usage before anybody joined.
    pub(crate) fn start(server: &Server, empty: Usage) -> Result<Self> {
        Ok(Self {
            empty,
            loaded: server.usage()?,
            started: shell::now(),
        })
    }

    pub(crate) fn stop(self, server: &Server, members: usize, tally: Tally) -> Result<Outcome> {
        let took = self.started.elapsed();
        let usage = server.usage()?;
        let grown = usage.memory.saturating_sub(self.empty.memory);
        Ok(Outcome {
            members,
            tally,
            took,
            processor: usage.processor.saturating_sub(self.loaded.processor),
            memory_per_connection: grown / members.max(1) as u64,
            bus_bytes: usage.bus_bytes.saturating_sub(self.loaded.bus_bytes),
        })
    }
}

fn micros(latency: Duration) -> u64 {
    u64::try_from(latency.as_micros()).unwrap_or(LONGEST_US)
}

/// The histogram's end: a minute.
const LONGEST_US: u64 = 60_000_000;
