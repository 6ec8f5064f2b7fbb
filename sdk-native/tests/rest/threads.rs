//! Threads: made, read, settled, opened again, deleted.

use pulse_sdk::rest::ThreadRequest;
use pulse_sdk::{CallError, ErrorCode, RestError};
use serde_json::json;

use crate::{thread, two_people};

#[tokio::test]
async fn a_thread_is_made_with_its_pin_settled_opened_and_deleted() {
    let (_server, pulse) = two_people().await;
    let position = json!({"x": 0.5, "y": 0.25, "selector": "#hero", "own": [1]});
    let request = ThreadRequest::new("ada", "@Grace, look")
        .mention("grace")
        .position(&position);
    let made = pulse
        .threads("/a room/価格?#%2F")
        .create(request)
        .await
        .unwrap();
    assert_eq!(made.room_id.as_str(), "/a room/価格?#%2F");
    assert_eq!(made.comments[0].mentions, ["grace"]);
    let kept: serde_json::Value = made.position.unwrap().read().unwrap();
    assert_eq!(kept, position);

    let handle = pulse.thread(&made.id).by("grace");
    assert!(handle.resolve().await.unwrap().resolved);
    let whole = handle.get().await.unwrap();
    assert!(whole.thread.resolved);
    assert_eq!(whole.comments[0].body, "@Grace, look");
    assert!(!pulse.thread(&made.id).reopen().await.unwrap().resolved);

    handle.delete().await.unwrap();
    let error = handle.get().await.unwrap_err();
    assert!(matches!(error, RestError::Call(CallError::NotFound(_))));
    let text = error.to_string();
    let expected =
        "the server does not have this: there is no such thread (status 404, not_found, request ";
    assert!(text.starts_with(expected), "{text}");
    assert!(error.request_id().is_some());
}

#[tokio::test]
async fn deleting_what_is_not_there_is_said() {
    let (_server, pulse) = two_people().await;
    let error = pulse.thread("nothing").delete().await.unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::NotFound));
}

#[tokio::test]
async fn a_stranger_as_author_comes_with_the_way_out() {
    let (_server, pulse) = two_people().await;
    let request = ThreadRequest::new("nobody", "hi");
    let error = pulse.threads("/r").create(request).await.unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::UnknownUser));
    assert!(
        error
            .to_string()
            .ends_with("; mint a token for this person first")
    );
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn lists_are_of_open_or_settled_or_recent_threads() {
    let (_server, pulse) = two_people().await;
    let (open, settled) = (
        thread(&pulse, "/r", "a").await,
        thread(&pulse, "/r", "b").await,
    );
    pulse.thread(&settled.id).resolve().await.unwrap();
    let list = || pulse.threads("/r").list();
    let ids = |rows: Vec<pulse_sdk::rest::ThreadRow>| -> Vec<_> {
        rows.into_iter().map(|row| row.id).collect()
    };
    assert_eq!(list().all().await.unwrap().len(), 2);
    assert_eq!(ids(list().open().all().await.unwrap()), [open.id]);
    assert_eq!(ids(list().resolved().all().await.unwrap()), [settled.id]);
    let long_ago = std::time::SystemTime::UNIX_EPOCH;
    assert_eq!(list().since(long_ago).all().await.unwrap().len(), 2);
    let far_ahead = long_ago + std::time::Duration::from_secs(253_000_000_000);
    assert!(list().since(far_ahead).all().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_key_of_ones_own_makes_a_thread_once_and_no_other_thread() {
    let (_server, pulse) = two_people().await;
    let request = |body: &str| ThreadRequest::new("ada", body).idempotency_key("build-4711");
    let first = pulse.threads("/r").create(request("failed")).await.unwrap();
    let again = pulse.threads("/r").create(request("failed")).await.unwrap();
    assert_eq!(first.id, again.id);
    assert_eq!(pulse.threads("/r").list().all().await.unwrap().len(), 1);
    let error = pulse
        .threads("/r")
        .create(request("passed"))
        .await
        .unwrap_err();
    assert!(
        matches!(error, RestError::Call(CallError::Conflict(_))),
        "{error}"
    );
    assert!(
        error
            .to_string()
            .starts_with("the request conflicts with what is there: ")
    );
}

#[tokio::test]
async fn what_breaks_a_rule_is_not_sent() {
    let (server, pulse) = two_people().await;
    server.stop().await;
    let create = |room: &'static str, request| {
        let pulse = pulse.clone();
        async move {
            pulse
                .threads(room)
                .create(request)
                .await
                .unwrap_err()
                .to_string()
        }
    };
    let ok = || ThreadRequest::new("ada", "hi");
    assert_eq!(create("", ok()).await, "room id is empty");
    assert_eq!(
        create("..", ok()).await,
        "an id must not be ..: no address can carry it"
    );
    assert_eq!(
        create("/r", ThreadRequest::new("", "hi")).await,
        "user id is empty"
    );
    assert_eq!(
        create("/r", ThreadRequest::new("ada", " ")).await,
        "body is empty"
    );
    assert_eq!(
        create("/r", ok().position(&7)).await,
        "position must be an object"
    );
}
