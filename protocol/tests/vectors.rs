//! The shared vectors: every message as JSON, read and written without loss.

use std::collections::BTreeSet;

use pulse_protocol::{ClientFrame, ClientMessage, ServerFrame, ServerMessage};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct Vector {
    name: String,
    json: Value,
}

#[test]
fn client_messages_are_read_and_written_without_loss() {
    let mut seen = BTreeSet::new();
    let mut lines = Vec::new();
    for vector in read(include_str!("../../tests/vectors/client-messages.json")) {
        let text = vector.json.to_string();
        let frame = ClientFrame::decode(&text).unwrap_or_else(|e| panic!("{}: {e}", vector.name));
        assert_same(&vector, &frame.encode());
        lines.push(format!("{}: {frame:?}", vector.name));
        seen.insert(frame.message.kind());
    }
    assert_eq!(
        seen,
        ClientMessage::KINDS.iter().copied().collect(),
        "a vector for each type"
    );
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn server_messages_are_read_and_written_without_loss() {
    let mut seen = BTreeSet::new();
    let mut lines = Vec::new();
    for vector in read(include_str!("../../tests/vectors/server-messages.json")) {
        let text = vector.json.to_string();
        let frame = ServerFrame::decode(&text).unwrap_or_else(|e| panic!("{}: {e}", vector.name));
        assert_same(&vector, &frame.encode());
        lines.push(format!("{}: {frame:?}", vector.name));
        seen.insert(frame.message.kind());
    }
    assert_eq!(
        seen,
        ServerMessage::KINDS.iter().copied().collect(),
        "a vector for each type"
    );
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn no_debug_output_has_a_token() {
    for vector in read(include_str!("../../tests/vectors/client-messages.json")) {
        let frame = ClientFrame::decode(&vector.json.to_string()).unwrap();
        assert!(!format!("{frame:?}").contains("eyJ"), "{}", vector.name);
    }
}

#[test]
fn a_missing_field_is_refused_by_name_in_every_message() {
    for vector in read(include_str!("../../tests/vectors/client-messages.json")) {
        let Value::Object(whole) = &vector.json else {
            panic!("{}", vector.name)
        };
        for field in whole.keys().filter(|field| *field != "type") {
            let mut part = whole.clone();
            part.remove(field);
            let read = ClientFrame::decode(&Value::Object(part).to_string());
            if let Err(error) = read {
                assert!(
                    error.to_string().contains(field.as_str()),
                    "{}: {error}",
                    vector.name
                );
            }
        }
    }
}

fn read(text: &str) -> Vec<Vector> {
    serde_json::from_str(text).expect("the vectors are a list of names and JSON")
}

/// What version 1 leaves out may come back as an explicit default.
fn assert_same(vector: &Vector, written: &str) {
    let written: Value = serde_json::from_str(written).expect("what was written is JSON");
    assert_eq!(vector.json, written, "{}", vector.name);
}
