//! Calls that are tried again, over real HTTP.

use std::time::Duration;

use crate::support::{Loopback, Reply, ada, secret_key};
use pulse_sdk::rest::{CommentRequest, CommentsOf};
use pulse_sdk::{CallError, Pulse, RestError, RetryStrategy};

const COMMENT: &str = r#"{"comment": {"id": "c", "threadId": "t", "userId": "u", "body": "hi",
    "mentions": [], "createdAt": "2026-05-01T09:00:00.000Z", "editedAt": null}}"#;
const BUSY: &str = r#"{"error": "the store is busy", "code": "unavailable", "requestId": "r-1"}"#;
const LIMITED: &str = r#"{"error": "slow down", "code": "rate_limited", "requestId": "r"}"#;
const GONE: &str =
    r#"{"error": "there is no such thread", "code": "not_found", "requestId": "r-2"}"#;

/// Patient, and quick about it.
fn pulse(server: &Loopback) -> Pulse {
    let retries = RetryStrategy::attempts(3).first_wait(Duration::from_millis(1));
    Pulse::new(&secret_key(), &server.url)
        .expect("the key and the address are right")
        .with_retries(retries)
}

fn comment() -> CommentRequest {
    CommentRequest::new("user-7", "hi")
}

#[tokio::test]
async fn a_server_that_fails_once_is_asked_again_under_the_same_key() {
    let replies = [Reply::json(500, BUSY), Reply::json(201, COMMENT)];
    let server = Loopback::answering_in_turn(replies).await;
    let written = pulse(&server)
        .comments("t")
        .create(comment())
        .await
        .unwrap();
    assert_eq!(written.body, "hi");
    let seen = server.seen();
    assert_eq!(seen.len(), 2);
    let key = |n: usize| &seen[n].headers["idempotency-key"];
    assert_eq!(key(0), key(1));
    assert_eq!(seen[0].body, seen[1].body);
    assert!(key(0).len() >= 22);
}

#[tokio::test]
async fn each_call_has_a_key_of_its_own_or_the_one_that_is_given() {
    let server = Loopback::answering(Reply::json(201, COMMENT)).await;
    let pulse = pulse(&server);
    for request in [comment(), comment(), comment().idempotency_key("mine")] {
        pulse.comments("t").create(request).await.unwrap();
    }
    let keys: Vec<_> = server
        .seen()
        .iter()
        .map(|seen| seen.headers["idempotency-key"].clone())
        .collect();
    assert_ne!(keys[0], keys[1]);
    assert_eq!(keys[2], "mine");
}

#[tokio::test]
async fn only_posts_have_a_key() {
    let server = Loopback::answering(Reply::json(200, r#"{"deleted": true}"#)).await;
    pulse(&server).thread("t").delete().await.unwrap();
    assert!(!server.seen()[0].headers.contains_key("idempotency-key"));
}

#[tokio::test]
async fn after_the_last_try_the_error_is_the_servers() {
    let server = Loopback::answering(Reply::json(503, BUSY)).await;
    let error = pulse(&server)
        .comments("t")
        .create(comment())
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "the server failed, try again later: \
         the store is busy (status 503, unavailable, request r-1)"
    );
    assert!(error.is_retryable());
    assert_eq!(server.seen().len(), 3);
}

#[tokio::test]
async fn a_mistake_is_not_repeated() {
    for (status, text) in [
        (
            401,
            "the server does not accept the secret key: there is no such thread (status 401, not_found, request r-2); it may be rotated, revoked or of another server",
        ),
        (
            403,
            "the server forbids this to the secret key: there is no such thread (status 403, not_found, request r-2)",
        ),
        (
            404,
            "the server does not have this: there is no such thread (status 404, not_found, request r-2)",
        ),
        (
            409,
            "the request conflicts with what is there: there is no such thread (status 409, not_found, request r-2); read it again and decide anew",
        ),
        (
            413,
            "the request is larger than the server takes: there is no such thread (status 413, not_found, request r-2); send less",
        ),
        (
            422,
            "the server rejects the request: there is no such thread (status 422, not_found, request r-2)",
        ),
    ] {
        let server = Loopback::answering(Reply::json(status, GONE)).await;
        let error = pulse(&server).thread("t").resolve().await.unwrap_err();
        assert_eq!(error.to_string(), text);
        assert_eq!(error.request_id(), Some("r-2"));
        assert!(!error.is_retryable());
        assert_eq!(server.seen().len(), 1, "{status}");
    }
}

#[tokio::test]
async fn a_proxys_limit_is_a_limit_and_its_other_pages_are_not_ours() {
    let server = Loopback::answering(Reply::html(413)).await;
    let error = pulse(&server).thread("t").get().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the request is larger than the server takes: \
         answered with text/html (status 413); send less"
    );
    let server = Loopback::answering(Reply::html(404)).await;
    let error = pulse(&server).thread("t").delete().await.unwrap_err();
    assert!(matches!(error, RestError::Call(CallError::NotPulse { .. })));
}

#[tokio::test]
async fn a_short_wait_that_the_server_asks_for_is_waited_out() {
    let limited = || Reply::json(429, LIMITED);
    let in_seconds = limited().header("retry-after", "1");
    let as_a_date = limited()
        .header("date", "Fri, 01 May 2026 09:00:00 GMT")
        .header("retry-after", "Fri, 01 May 2026 09:00:01 GMT");
    let waited_out = async |refusal: Reply| {
        let replies = [refusal, Reply::json(201, COMMENT)];
        let server = Loopback::answering_in_turn(replies).await;
        let pulse = pulse(&server).with_timeout(Duration::from_secs(60));
        let written = pulse.comments("t").create(comment()).await.unwrap();
        assert_eq!(written.body, "hi");
        let seen = server.seen();
        let [refused, taken] = &seen[..] else {
            panic!("two tries, not {}", seen.len())
        };
        // Counted from before the refusal was sent, so no machine is too slow for this.
        let waited = taken.at - refused.at;
        assert!(waited >= Duration::from_secs(1), "{waited:?}");
        assert_eq!(
            refused.headers["idempotency-key"],
            taken.headers["idempotency-key"]
        );
    };
    tokio::join!(waited_out(in_seconds), waited_out(as_a_date));
}

#[tokio::test]
async fn a_longer_wait_than_there_is_time_for_is_told_at_once() {
    let reply = Reply::json(429, LIMITED).header("retry-after", "3600");
    let server = Loopback::answering(reply).await;
    let error = pulse(&server).users().list().all().await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    assert_eq!(server.seen().len(), 1);

    // Without a time of the server's, the strategy's serves.
    let server = Loopback::answering(Reply::json(429, LIMITED)).await;
    let error = pulse(&server).users().list().all().await.unwrap_err();
    assert_eq!(error.retry_after(), None);
    assert_eq!(server.seen().len(), 3);
}

#[tokio::test]
async fn a_delete_whose_answer_got_lost_is_done_when_nothing_is_there_any_more() {
    let replies = [Reply::json(502, BUSY), Reply::json(404, GONE)];
    let server = Loopback::answering_in_turn(replies).await;
    pulse(&server)
        .users()
        .erase("u", CommentsOf::Kept)
        .await
        .unwrap();

    // A server that was too busy did nothing: then it was not there.
    let replies = [Reply::json(429, BUSY), Reply::json(404, GONE)];
    let server = Loopback::answering_in_turn(replies).await;
    let error = pulse(&server)
        .users()
        .erase("u", CommentsOf::Kept)
        .await
        .unwrap_err();
    assert!(matches!(error, RestError::Call(CallError::NotFound(_))));
}

#[tokio::test]
async fn a_body_cut_in_the_middle_is_asked_for_again_and_never_half_believed() {
    let cut = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 80\r\n\r\n\
                {\"items\": [";
    let server = Loopback::raw(Some(cut)).await;
    let error = pulse(&server).rooms().list().all().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "the connection to {} broke before the answer was complete",
            server.url
        )
    );
    assert!(error.is_retryable());

    let mut export = pulse(&server).room("/r").export().await.unwrap();
    let mut last = None;
    while let Some(piece) = export.next().await {
        last = Some(piece);
    }
    assert!(matches!(last, Some(Err(CallError::Interrupted { .. }))));
}

#[tokio::test]
async fn a_list_that_leads_to_itself_ends() {
    let page = Reply::json(200, r#"{"items": [], "nextCursor": "same"}"#);
    let server = Loopback::answering(page).await;
    let error = pulse(&server).users().list().all().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "{} answered with a list that leads back to the same page (status 200): \
             check that the server URL leads to a Pulse server",
            server.url
        )
    );
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn the_time_limit_is_for_all_tries_together() {
    let server = Loopback::answering(Reply::json(503, BUSY)).await;
    let endless = RetryStrategy::attempts(u32::MAX)
        .first_wait(Duration::from_millis(20))
        .longest_wait(Duration::from_millis(20));
    let limit = Duration::from_millis(300);
    let pulse = Pulse::new(&secret_key(), &server.url)
        .unwrap()
        .with_retries(endless)
        .with_timeout(limit);
    let call = pulse.mint_token(ada());
    let ended = tokio::time::timeout(20 * limit, call).await;
    assert!(ended.is_ok_and(|minted| minted.is_err()));
    assert!(server.seen().len() > 1);
}
