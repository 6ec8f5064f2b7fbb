//! The table that goes into the server's documents.

use std::time::Duration;

use anyhow::Result;
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

/// The table's head.
pub(crate) fn head() -> String {
    let columns = [
        "Workload",
        "Members",
        "Sent/s",
        "Delivered/s",
        "Delivered per CPU-second",
        "Writes/s",
        "p50 ms",
        "p99 ms",
        "Max ms",
        "Lost",
        "Server CPU",
        "kB per connection",
        "Seconds",
    ];
    let rule = vec!["---"; columns.len()];
    format!("| {} |\n|{}|", columns.join(" | "), rule.join("|"))
}

/// A workload's row.
pub(crate) fn row(name: &str, outcome: &Outcome) -> String {
    let tally = &outcome.tally;
    let latency = |quantile| {
        if tally.latency.is_empty() {
            return "–".to_owned();
        }
        format!(
            "{:.1}",
            tally.latency.value_at_quantile(quantile) as f64 / 1000.0
        )
    };
    let cells = [
        name.to_owned(),
        outcome.members.to_string(),
        per(tally.sent, outcome.took),
        per(tally.delivered, outcome.took),
        per(tally.delivered, outcome.processor),
        per(tally.acknowledged, outcome.took),
        latency(0.5),
        latency(0.99),
        latency(1.0),
        tally.lost.to_string(),
        format!(
            "{:.0} %",
            100.0 * outcome.processor.as_secs_f64() / outcome.took.as_secs_f64()
        ),
        format!("{:.1}", outcome.memory_per_connection as f64 / 1000.0),
        format!("{:.1}", outcome.took.as_secs_f64()),
    ];
    format!("| {} |", cells.join(" | "))
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
