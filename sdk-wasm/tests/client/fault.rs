//! A fault of the client's own.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{
    Page, dispatch, get, json, last_socket, outcome, read_without_maps, show, text,
};

/// A client that has failed in the middle of something. The exception of a function that may throw
/// none stops it where it is, as a trap does.
fn broken() -> Page {
    let page = Page::connected();
    page.server(r#"{"type":"viewport:update","userId":"u2","scrollX":1}"#);
    assert_eq!(
        read_without_maps(&page.state(), "viewports"),
        "no more maps"
    );
    page
}

#[wasm_bindgen_test]
fn closes_this_client_with_an_error_that_can_be_reported() {
    let page = broken();
    let socket = last_socket();
    let (errors, statuses) = (page.record("error"), page.record("status"));
    // Browsers tell an uncaught exception by this event.
    dispatch("window", "error");
    assert_eq!(text(&get(&errors.get(0), "code")), "internal");
    assert_eq!(text(&get(&statuses.get(0), "status")), "closed");
    assert_eq!((errors.length(), statuses.length()), (1, 1));
    assert_eq!(
        (get(&socket, "closed"), page.status()),
        (true.into(), "closed".to_owned())
    );
    dispatch("window", "error");
    assert_eq!(errors.length(), 1);
}

#[wasm_bindgen_test]
async fn is_noticed_by_the_next_use_and_rejects_what_waits() {
    let page = broken();
    let errors = page.record("error");
    let promise = page.call("resolveThread", &["t1".into()]);
    let error = outcome(promise).await.unwrap_err();
    assert_eq!(text(&get(&error, "code")), "internal");
    page.call("moveCursor", &[json(r#"{"x":1}"#)]);
    assert_eq!(errors.length(), 1);
    assert_eq!(page.status(), "closed");
    page.call("connect", &[]);
    page.call("destroy", &[]);
}

#[wasm_bindgen_test]
fn leaves_other_clients_alone() {
    let broken = broken();
    let sound = Page::connected();
    let errors = sound.record("error");
    dispatch("window", "error");
    assert_eq!(
        (broken.status(), sound.status()),
        ("closed".to_owned(), "connected".to_owned())
    );
    assert_eq!(show(&errors), "[]");
}
