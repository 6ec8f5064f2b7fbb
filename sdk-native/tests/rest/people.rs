//! People: listed and erased.

use pulse_sdk::ErrorCode;
use pulse_sdk::rest::CommentsOf;

use crate::{thread, two_people};

#[tokio::test]
async fn everybody_with_a_token_is_listed() {
    let (server, pulse) = two_people().await;
    let users = pulse.users().list().all().await.unwrap();
    let mut names: Vec<_> = users.iter().map(|user| user.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["Ada Byron", "Grace Hopper"]);
    let expected = format!("{}:{}", server.environment_id(), users[0].external_id);
    assert_eq!(users[0].id, expected);
}

#[tokio::test]
async fn an_erased_persons_comments_stay_without_a_name_or_go() {
    let (_server, pulse) = two_people().await;
    thread(&pulse, "/r", "hi").await;
    pulse.users().erase("ada", CommentsOf::Kept).await.unwrap();
    let row = pulse.threads("/r").list().next().await.unwrap().unwrap();
    let kept = pulse.thread(&row.id).get().await.unwrap();
    assert_ne!(kept.comments[0].user_id.as_str(), "ada");

    let error = pulse
        .users()
        .erase("ada", CommentsOf::Kept)
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::UnknownUser));
}

#[tokio::test]
async fn an_erased_persons_threads_go_when_that_is_asked() {
    let (_server, pulse) = two_people().await;
    thread(&pulse, "/r", "hi").await;
    pulse
        .users()
        .erase("ada", CommentsOf::Removed)
        .await
        .unwrap();
    assert!(pulse.threads("/r").list().all().await.unwrap().is_empty());
}
