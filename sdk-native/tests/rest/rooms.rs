//! Rooms: what is kept about them, and all that is in them.

use pulse_sdk::{CallError, ErrorCode, RestError};
use serde_json::{Value, json};

use crate::{thread, two_people};

#[tokio::test]
async fn a_room_keeps_an_object_of_the_hosts_own() {
    let (server, pulse) = two_people().await;
    thread(&pulse, "/pricing", "hi").await;
    let about = json!({"title": "Pricing", "owner": "ada"});
    let room = pulse.room("/pricing").set_metadata(&about).await.unwrap();
    assert_eq!(room.environment_id.as_str(), server.environment_id());
    let kept: Value = room.metadata.unwrap().read().unwrap();
    assert_eq!(kept, about);
    let listed = pulse.rooms().list().all().await.unwrap();
    assert_eq!(listed[0].id.as_str(), "/pricing");

    let cleared = pulse.room("/pricing").clear_metadata().await.unwrap();
    assert_eq!(cleared.metadata, None);

    let list = pulse.room("/pricing").set_metadata(&[1]).await.unwrap_err();
    assert_eq!(list.to_string(), "metadata must be an object");
    let huge = json!({"text": "x".repeat(20_000)});
    let huge = pulse
        .room("/pricing")
        .set_metadata(&huge)
        .await
        .unwrap_err();
    assert!(matches!(huge, RestError::Call(CallError::TooLarge(_))));
    let text = huge.to_string();
    let expected =
        "the request is larger than the server takes: metadata is longer than 16384 bytes: 20011";
    assert!(
        text.starts_with(expected) && text.ends_with("; send less"),
        "{text}"
    );
}

#[tokio::test]
async fn a_room_is_read_with_its_threads_and_who_is_there() {
    let (_server, pulse) = two_people().await;
    let made = thread(&pulse, "/r", "hi").await;
    let whole = pulse.room("/r").get().await.unwrap();
    assert_eq!(
        (whole.room.id.as_str(), &whole.threads[0].id),
        ("/r", &made.id)
    );
    assert_eq!(pulse.presence("/r").await.unwrap(), []);
    let error = pulse.presence("/elsewhere").await.unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::NotFound));
}

#[tokio::test]
async fn all_of_a_room_comes_in_pieces_that_are_one_object() {
    let (_server, pulse) = two_people().await;
    for place in 0..30 {
        thread(&pulse, "/r", &format!("number {place}")).await;
    }
    let mut json = Vec::new();
    let mut export = pulse.room("/r").export().await.unwrap();
    while let Some(piece) = export.next().await {
        json.extend(piece.unwrap());
    }
    let room: Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(room["room"]["id"], "/r");
    assert_eq!(room["threads"].as_array().unwrap().len(), 30);
    assert_eq!(room["threads"][29]["comments"][0]["body"], "number 29");

    let error = pulse.room("/nowhere").export().await.unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::NotFound));
}
