//! What the fuzzer of `fuzz/` checks of the engine, on a stable compiler and
//! bounded: the scripts it begins with, and others made of whole and damaged
//! frames, of time, and of all that can happen to a page.

#![allow(
    unreachable_pub,
    clippy::allow_attributes,
    reason = "the target is public in its own crate"
)]

use proptest::prelude::*;
use pulse_protocol::Document;

#[path = "../../fuzz/src/engine.rs"]
mod engine;

/// The scripts that the fuzzer begins with.
fn seeds() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../fuzz/seeds/engine");
    let scripts = std::fs::read_dir(folder).expect("the seeds");
    let read = |script: std::io::Result<std::fs::DirEntry>| script.expect("a seed").path();
    let mut paths: Vec<_> = scripts.map(read).collect();
    paths.sort();
    let read = |path| std::fs::read_to_string(path).expect("a text");
    paths.into_iter().map(read).collect()
}

/// Every message of a server, as JSON.
fn frames() -> Vec<String> {
    let vectors = include_str!("../../tests/vectors/server-messages.json");
    let document = Document::parse(vectors).expect("the vectors are JSON");
    let vectors = document.root().items().expect("the vectors are a list");
    let json = vectors.map(|vector| {
        vector
            .field("json")
            .expect("each has its JSON")
            .as_str()
            .to_owned()
    });
    let seeds = seeds();
    let lines = seeds.iter().flat_map(|script| script.lines());
    let spoken = lines
        .filter(|line| line.starts_with('{'))
        .map(str::to_owned);
    json.map(|frame| frame.replace('\n', " "))
        .chain(spoken)
        .collect()
}

fn happening() -> impl Strategy<Value = String> {
    let words = vec![
        ":open",
        ":token",
        ":token",
        ":no-token",
        ":refused",
        ":write",
        ":write",
        ":retry",
        ":discard",
        ":connect",
        ":disconnect",
        ":set-token",
        ":stale",
    ];
    prop_oneof![
        4 => prop::sample::select(words).prop_map(str::to_owned),
        2 => (0_u64..20_000).prop_map(|ms| format!(":+{ms}")),
        1 => (0_u64..4_000_000).prop_map(|ms| format!(":~{ms}")),
        1 => (0_u8..7).prop_map(|page| format!(":page {page}")),
        1 => prop::sample::select(vec![1000, 1006, 1012, 4401, 4403, 4500])
            .prop_map(|code| format!(":close {code}")),
    ]
}

/// A frame of which a piece is another's, or gone, or there twice.
fn damaged(frames: Vec<String>) -> impl Strategy<Value = String> {
    let frame = prop::sample::select(frames);
    let place = any::<prop::sample::Index>;
    (frame.clone(), frame, place(), place(), place()).prop_map(|(into, from, at, begin, end)| {
        let (into, from) = (into.into_bytes(), from.into_bytes());
        let at = at.index(into.len());
        let (begin, end) = (begin.index(from.len()), end.index(from.len()));
        let piece = from.get(begin..end).unwrap_or_default();
        let bytes = [&into[..at], piece, &into[at..]].concat();
        String::from_utf8_lossy(&bytes).replace('\n', " ")
    })
}

fn script() -> impl Strategy<Value = String> {
    let frames = frames();
    let line = prop_oneof![
        6 => happening(),
        5 => prop::sample::select(frames.clone()),
        2 => damaged(frames),
        1 => any::<String>().prop_map(|text| text.replace('\n', " ")),
    ];
    // After a beginning that gets far, or from nothing.
    let beginning = prop::sample::select([vec![String::new()], seeds()].concat());
    (beginning, prop::collection::vec(line, 0..60))
        .prop_map(|(beginning, lines)| format!("{beginning}\n{}", lines.join("\n")))
}

#[test]
fn the_scripts_that_fuzzers_begin_with_pass() {
    let seeds = seeds();
    assert!(seeds.len() > 4);
    seeds.iter().for_each(|script| engine::run(script));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_sequence_of_frames_and_happenings_breaks_an_engine(script in script()) {
        engine::run(&script);
    }
}
