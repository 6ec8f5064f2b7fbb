//! Writes and their promises.

use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Page, collect_unhandled, first, get, json, outcome, show, text, wait};

const THREAD: &str = r#"{"type":"thread:created","seq":1,"thread":{"id":"t1","roomId":"/r","resolved":false,
    "position":null,"comments":[{"id":"c1","threadId":"t1","userId":"u1","body":"first","mentions":[],
    "createdAt":"2026-05-01T09:00:00.000Z","editedAt":null}],
    "createdAt":"2026-05-01T09:00:00.000Z","updatedAt":"2026-05-01T09:00:00.000Z"}}"#;

fn ack(page: &Page) {
    let op_id = page.last_op_id();
    page.server(&format!(r#"{{"type":"ack","opId":"{op_id}"}}"#));
}

fn refuse(page: &Page, code: &str) {
    let op_id = page.last_op_id();
    page.server(&format!(
        r#"{{"type":"error","opId":"{op_id}","code":"{code}","message":"no","retryable":false}}"#
    ));
}

#[wasm_bindgen_test]
async fn a_thread_has_its_id_at_once_and_is_settled_by_the_acknowledgement() {
    let page = Page::connected();
    let id = page.call(
        "createThread",
        &[
            "hello @Bo".into(),
            json(r#"{"mentions":["u2"],"position":{"x":1,"later":true}}"#),
        ],
    );
    let shown = first(&page.of_state("threads"));
    assert_eq!(get(&shown, "id"), id);
    assert_eq!(get(&shown, "pending"), true);
    assert_eq!(get(&first(&get(&shown, "comments")), "pending"), true);
    assert_eq!(
        show(&get(&page.sent().pop().unwrap(), "position")),
        r#"{"x":1,"later":true}"#
    );
    let settled = page.call("settled", &[id]);
    assert_eq!(
        text(&get(&first(&get(&page.client, "pending")), "status")),
        "sent"
    );
    ack(&page);
    assert!(outcome(settled).await.unwrap().is_undefined());
    assert_eq!(show(&get(&page.client, "pending")), "[]");
}

#[wasm_bindgen_test]
async fn a_refusal_rejects_with_a_pulse_error_and_is_told_with_its_text() {
    let page = Page::connected();
    page.server(THREAD);
    let (errors, rejected) = (page.record("error"), page.record("write:rejected"));
    let id = page.call("reply", &["t1".into(), "precious".into()]);
    let settled = page.call("settled", std::slice::from_ref(&id));
    refuse(&page, "feature_disabled");
    let error = outcome(settled).await.unwrap_err();
    assert_eq!(text(&get(&error, "name")), "PulseError");
    assert_eq!(text(&get(&error, "code")), "feature_disabled");
    assert_eq!(get(&error, "retryable"), false);
    assert_eq!(
        text(&get(&errors.get(0), "opId")),
        text(&get(&error, "opId"))
    );
    assert_eq!(text(&get(&rejected.get(0), "body")), "precious");
    let late = outcome(page.call("settled", &[id])).await.unwrap_err();
    assert_eq!(text(&get(&late, "code")), "feature_disabled");
}

#[wasm_bindgen_test]
async fn every_write_without_an_id_returns_a_promise() {
    let page = Page::connected();
    page.server(THREAD);
    let (t1, c1): (JsValue, JsValue) = ("t1".into(), "c1".into());
    for (method, arguments, kind) in [
        (
            "editComment",
            vec![c1.clone(), "changed".into()],
            "comment:edit",
        ),
        ("resolveThread", vec![t1.clone()], "thread:resolve"),
        (
            "updateThreadPosition",
            vec![t1.clone(), json(r#"{"x":1}"#)],
            "thread:move",
        ),
        (
            "addReaction",
            vec![c1.clone(), "comment".into(), "👍".into()],
            "reaction:add",
        ),
        ("removeReaction", vec!["r1".into()], "reaction:remove"),
        ("markRead", vec!["n1".into()], "notification:read"),
        ("markAllRead", vec![], "notification:read-all"),
        ("deleteComment", vec![c1.clone()], "comment:delete"),
        ("deleteThread", vec![t1.clone()], "thread:delete"),
    ] {
        let promise = page.call(method, &arguments);
        assert_eq!(page.sent_kinds().pop().unwrap(), kind);
        ack(&page);
        assert!(outcome(promise).await.is_ok(), "{method}");
    }
}

#[wasm_bindgen_test]
async fn a_rejection_that_nobody_looks_at_does_not_raise() {
    let unhandled = collect_unhandled();
    let page = Page::connected();
    page.server(THREAD);
    page.call("editComment", &["c1".into(), "changed".into()]);
    refuse(&page, "not_author");
    let id = page.call("reply", &["t1".into(), "x".into()]);
    page.call("settled", &[id]);
    refuse(&page, "not_author");
    wait(50).await;
    assert_eq!(show(&unhandled), "[]");
}

#[wasm_bindgen_test]
async fn a_text_that_is_too_long_is_refused_at_once() {
    let page = Page::connected();
    let id = page.call("createThread", &["x".repeat(10_001).into()]);
    assert_eq!(page.sent_kinds(), ["auth"]);
    let error = outcome(page.call("settled", &[id])).await.unwrap_err();
    assert_eq!(
        text(&get(&error, "message")),
        "body is longer than 10000 characters: 10001"
    );
}

#[wasm_bindgen_test]
fn what_is_retried_gets_a_new_name_and_what_is_discarded_goes() {
    let page = Page::connected();
    page.server(THREAD);
    page.call("reply", &["t1".into(), "again".into()]);
    let refused = page.last_op_id();
    refuse(&page, "feature_disabled");
    let pending = page.record("pending");
    page.call("retry", &[refused.as_str().into()]);
    assert_ne!(page.last_op_id(), refused);
    page.call("discard", &[page.last_op_id().into()]);
    assert_eq!(show(&pending.pop()), "[]");
}

#[wasm_bindgen_test]
async fn a_write_made_offline_is_sent_when_the_connection_is_back() {
    let page = Page::connected();
    page.close(1006);
    page.call("createThread", &["written in a tunnel".into()]);
    assert_eq!(
        text(&get(&first(&get(&page.client, "pending")), "status")),
        "queued"
    );
    wait(600).await;
    page.open();
    page.server(crate::stage::AUTH_OK);
    assert_eq!(page.sent_kinds(), ["auth", "thread:create"]);
}

#[wasm_bindgen_test]
fn arguments_that_make_no_sense_are_refused_by_name() {
    let page = Page::connected();
    for (method, arguments, message) in [
        (
            "addReaction",
            vec!["c1".into(), "page".into(), "👍".into()],
            "targetType must be comment or thread",
        ),
        ("deleteComment", vec!["".into()], "comment id is empty"),
        (
            "updateThreadPosition",
            vec!["t1".into(), JsValue::UNDEFINED],
            "position must be an object",
        ),
    ] {
        let error = page.try_call(method, &arguments).unwrap_err();
        assert_eq!(
            text(&get(&error, "message")),
            format!("PulseClient: {message}")
        );
    }
}
