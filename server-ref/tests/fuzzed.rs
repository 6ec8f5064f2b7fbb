//! What the fuzzers of `fuzz/` check, on a stable compiler and bounded: the
//! seeds they begin with, every wire message whole and damaged, and any text.

#![allow(
    unreachable_pub,
    clippy::allow_attributes,
    reason = "the targets are public in their own crate"
)]

use proptest::prelude::*;
use serde_json::Value;

#[path = "../../fuzz/src/decoder.rs"]
mod decoder;
#[path = "../../fuzz/src/raw_frame.rs"]
mod raw_frame;

/// Every message of the wire, as JSON.
fn frames() -> Vec<String> {
    let vectors = [
        include_str!("../../tests/vectors/client-messages.json"),
        include_str!("../../tests/vectors/server-messages.json"),
    ];
    let read = |text| serde_json::from_str::<Vec<Value>>(text).expect("vectors");
    let all = vectors.into_iter().flat_map(read);
    all.map(|vector| vector["json"].to_string()).collect()
}

/// A message of which some bytes are another's, or gone, or there twice.
fn damaged() -> impl Strategy<Value = String> {
    let frame = || prop::sample::select(frames());
    let place = any::<prop::sample::Index>;
    (frame(), frame(), place(), place(), place()).prop_map(|(into, from, at, begin, end)| {
        let (into, from) = (into.into_bytes(), from.into_bytes());
        let at = at.index(into.len());
        let (begin, end) = (begin.index(from.len()), end.index(from.len()));
        let piece = from.get(begin..end).unwrap_or_default();
        let bytes = [&into[..at], piece, &into[at..]].concat();
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => prop::sample::select(frames()),
        6 => damaged(),
        1 => any::<String>(),
        1 => "[{}\\[\\]\",:a-z0-9\\\\ -]{0,80}",
    ]
}

#[test]
fn every_message_of_the_wire_passes() {
    let beyond = r#"{"type":"pong","t":1e99999,"serverTime":1}"#.to_owned();
    for frame in frames().into_iter().chain([beyond]) {
        decoder::run(&frame);
        raw_frame::run(&frame);
    }
}

#[test]
fn fuzzers_begin_with_every_message_of_the_wire() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../fuzz/seeds/frames");
    let entries = std::fs::read_dir(folder).expect("the seeds");
    let seeds: Vec<String> = entries
        .map(|entry| std::fs::read_to_string(entry.expect("a seed").path()).expect("a text"))
        .collect();
    for seed in &seeds {
        decoder::run(seed);
        raw_frame::run(seed);
    }
    let known: Vec<Value> = seeds
        .iter()
        .flat_map(|seed| serde_json::from_str(seed))
        .collect();
    for frame in frames() {
        let frame: Value = serde_json::from_str(&frame).expect("a vector");
        assert!(known.contains(&frame), "no seed is {frame}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_text_comes_is_a_frame_or_an_error_in_words(text in text()) {
        decoder::run(&text);
    }

    #[test]
    fn a_frame_read_step_by_step_is_the_frame_read_as_a_whole(text in text()) {
        raw_frame::run(&text);
    }
}
