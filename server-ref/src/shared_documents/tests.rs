use proptest::prelude::*;
use yrs::{Array, Map};

use super::*;

/// A document of one client: a key of the map, and a text of the list.
fn written_by(client: u64, key: &str, text: &str) -> Doc {
    let document = Doc::with_client_id(client);
    let map = document.get_or_insert_map("m");
    let list = document.get_or_insert_array("l");
    let mut transaction = document.transact_mut();
    map.insert(&mut transaction, key, text);
    list.push_back(&mut transaction, text);
    drop(transaction);
    document
}

fn update_of(document: &Doc) -> Vec<u8> {
    document
        .transact()
        .encode_state_as_update_v1(&StateVector::default())
}

/// The values of the map and of the list.
fn read(update: &[u8]) -> (Vec<(String, String)>, Vec<String>) {
    let document = Doc::new();
    let map = document.get_or_insert_map("m");
    let list = document.get_or_insert_array("l");
    let mut transaction = document.transact_mut();
    transaction
        .apply_update(Update::decode_v1(update).unwrap())
        .unwrap();
    let mut entries: Vec<_> = map
        .iter(&transaction)
        .map(|(key, value)| (key.to_owned(), value.to_string(&transaction)))
        .collect();
    entries.sort();
    let items = list
        .iter(&transaction)
        .map(|value| value.to_string(&transaction));
    (entries, items.collect())
}

#[test]
fn what_two_have_written_is_in_the_merged_document() {
    let (one, two) = (written_by(1, "a", "x"), written_by(2, "b", "y"));
    let merged = merged(Some(&update_of(&one)), &update_of(&two)).unwrap();
    let (entries, items) = read(&merged);
    let entry = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    assert_eq!(entries, [entry("a", "x"), entry("b", "y")]);
    assert_eq!(items, ["x", "y"]);
}

#[test]
fn what_was_deleted_takes_no_room() {
    let document = written_by(1, "a", &"long ".repeat(1000));
    let before = update_of(&document);
    let map = document.get_or_insert_map("m");
    let list = document.get_or_insert_array("l");
    let mut transaction = document.transact_mut();
    map.remove(&mut transaction, "a");
    list.remove(&mut transaction, 0);
    drop(transaction);
    let merged = merged(Some(&before), &update_of(&document)).unwrap();
    assert_eq!(read(&merged), (vec![], vec![]));
    assert!(merged.len() < 200, "{}", merged.len());
}

#[test]
fn what_waits_for_something_else_is_kept() {
    let document = written_by(1, "a", "x");
    let seen = document.transact().state_vector();
    let map = document.get_or_insert_map("m");
    map.insert(&mut document.transact_mut(), "b", "y");
    let second = document.transact().encode_state_as_update_v1(&seen);
    let waiting = merged(None, &second).unwrap();
    let complete = merged(Some(&waiting), &update_of(&written_by(1, "a", "x"))).unwrap();
    assert_eq!(read(&complete).0.len(), 2);
}

#[test]
fn what_is_no_update_is_refused() {
    for bytes in [&b""[..], b"\x01", b"state", &[255; 40]] {
        assert!(
            matches!(merged(None, bytes), Err(SaveError::Unreadable)),
            "{bytes:?}"
        );
    }
}

#[test]
fn what_nobody_can_read_is_replaced() {
    let update = update_of(&written_by(1, "a", "x"));
    assert_eq!(merged(Some(b"state"), &update).unwrap(), update);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Bytes that were changed on the way are merged or refused. The library may stumble over them,
    /// which ends its task and nothing else; it must come back from them.
    #[test]
    fn changed_bytes_do_no_harm(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
    ) {
        let good = update_of(&written_by(1, "a", "x"));
        let mut bytes = update_of(&written_by(2, "b", "long enough to be changed"));
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        bytes.truncate(cut.index(bytes.len()) + 1);
        if let Ok(Ok(merged)) = std::panic::catch_unwind(|| merged(Some(&good), &bytes)) {
            let (entries, _) = read(&merged);
            prop_assert!(entries.iter().any(|(key, _)| key == "a"));
        }
    }
}
