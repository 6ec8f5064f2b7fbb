//! The tables that go into the server's documents.

use std::time::Duration;

use anyhow::Result;
use hdrhistogram::Histogram;
use sysinfo::{CpuRefreshKind, MemoryRefreshKind, RefreshKind, System};

use crate::measure::Outcome;

/// The machine in words.
pub(crate) fn machine() -> Result<String> {
    let what = RefreshKind::nothing()
        .with_cpu(CpuRefreshKind::nothing())
        .with_memory(MemoryRefreshKind::nothing().with_ram());
    let system = System::new_with_specifics(what)?;
    let processor = system.cpus().first().map_or("unknown", |cpu| cpu.brand());
    Ok(format!(
        "{processor}, {} cores, {} GiB of memory, {}. Load and server share the machine.",
        system.cpus().len(),
        system.total_memory().div_ceil(1 << 30),
        System::long_os_version()?,
    ))
}

/// What a row of a table is about.
#[derive(Debug)]
pub(crate) struct Row<'a> {
    pub(crate) workload: &'a str,
    pub(crate) nodes: usize,
    pub(crate) outcome: &'a Outcome,
}

/// A column's title, and what is in it.
pub(crate) type Column = (&'static str, fn(&Row<'_>) -> String);

/// The columns for one process.
pub(crate) const ALONE: &[Column] = &[
    WORKLOAD,
    ("Members", |row| row.outcome.members.to_string()),
    ("Sent/s", |row| {
        per(row.outcome.tally.sent, row.outcome.took)
    }),
    DELIVERED,
    DELIVERED_PER_CPU,
    WRITES,
    P50,
    P99,
    ("Max ms", |row| at(&row.outcome.tally.latency, 1.0)),
    LOST,
    ("Server CPU", processor),
    ("kB per connection", |row| {
        format!("{:.1}", row.outcome.memory_per_connection as f64 / 1000.0)
    }),
    ("Seconds", |row| {
        format!("{:.1}", row.outcome.took.as_secs_f64())
    }),
];

/// The columns for several nodes.
pub(crate) const TOGETHER: &[Column] = &[
    WORKLOAD,
    ("Nodes", |row| row.nodes.to_string()),
    DELIVERED,
    DELIVERED_PER_CPU,
    WRITES,
    P50,
    P99,
    ("p50 ms across nodes", |row| {
        at(&row.outcome.tally.across, 0.5)
    }),
    ("p99 ms across nodes", |row| {
        at(&row.outcome.tally.across, 0.99)
    }),
    ("Bus bytes per delivery", bus),
    ("CPU of all nodes", processor),
    LOST,
];

const WORKLOAD: Column = ("Workload", |row| row.workload.to_owned());
const DELIVERED: Column = ("Delivered/s", |row| {
    per(row.outcome.tally.delivered, row.outcome.took)
});
const DELIVERED_PER_CPU: Column = ("Delivered per CPU-second", |row| {
    per(row.outcome.tally.delivered, row.outcome.processor)
});
const WRITES: Column = ("Writes/s", |row| {
    per(row.outcome.tally.acknowledged, row.outcome.took)
});
const P50: Column = ("p50 ms", |row| at(&row.outcome.tally.latency, 0.5));
const P99: Column = ("p99 ms", |row| at(&row.outcome.tally.latency, 0.99));
const LOST: Column = ("Lost", |row| row.outcome.tally.lost.to_string());

/// A table's head.
pub(crate) fn head(columns: &[Column]) -> String {
    let titles: Vec<_> = columns.iter().map(|(title, _)| *title).collect();
    let rule = vec!["---"; columns.len()];
    format!("| {} |\n|{}|", titles.join(" | "), rule.join("|"))
}

/// A workload's row.
pub(crate) fn row(columns: &[Column], row: &Row<'_>) -> String {
    let cells: Vec<_> = columns.iter().map(|(_, cell)| cell(row)).collect();
    format!("| {} |", cells.join(" | "))
}

fn at(latency: &Histogram<u64>, quantile: f64) -> String {
    if latency.is_empty() {
        return "–".to_owned();
    }
    format!("{:.1}", latency.value_at_quantile(quantile) as f64 / 1000.0)
}

fn processor(row: &Row<'_>) -> String {
    let Outcome {
        processor, took, ..
    } = row.outcome;
    let share = processor.as_secs_f64() / took.as_secs_f64();
    format!("{:.0} %", 100.0 * share)
}

fn bus(row: &Row<'_>) -> String {
    let Outcome {
        bus_bytes, tally, ..
    } = row.outcome;
    if tally.delivered == 0 {
        return "–".to_owned();
    }
    format!("{:.1}", *bus_bytes as f64 / tally.delivered as f64)
}

fn per(count: u64, time: Duration) -> String {
    if count == 0 || time.is_zero() {
        return "–".to_owned();
    }
    let rate = (count as f64 / time.as_secs_f64()).round();
    grouped(rate as u64)
}

/// 1234567 as 1,234,567.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1000), "1,000");
        assert_eq!(grouped(1_234_567), "1,234,567");
    }

    #[test]
    fn what_did_not_happen_has_no_rate() {
        assert_eq!(per(0, Duration::from_secs(1)), "–");
        assert_eq!(per(10, Duration::ZERO), "–");
        assert_eq!(per(10, Duration::from_secs(2)), "5");
    }
}
