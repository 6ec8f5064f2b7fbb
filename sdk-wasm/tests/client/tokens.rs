//! Every way to get a token.

use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{
    Page, answer_fetch, answerer, get, json, last_reason, refuser, set, show, socket_count, text,
    wait,
};

fn with_provider(provider: &JsValue) -> Page {
    let options = json("{}");
    set(&options, "getToken", provider);
    Page::of(&options)
}

/// The token that the client introduces itself with.
async fn introduced(page: &Page) -> String {
    page.call("connect", &[]);
    wait(20).await;
    page.open();
    text(&get(&page.sent()[0], "token"))
}

#[wasm_bindgen_test]
async fn a_function_may_give_a_text_a_promise_or_an_object() {
    let promise = js_sys::Promise::resolve(&JsValue::from("later"));
    for (answer, token) in [
        (JsValue::from("now"), "now"),
        (promise.into(), "later"),
        (json(r#"{"token":"inside"}"#), "inside"),
    ] {
        let page = with_provider(&answerer(&answer));
        assert_eq!(introduced(&page).await, token);
        assert_eq!(last_reason(), "connect");
    }
}

#[wasm_bindgen_test]
async fn a_function_that_says_401_or_403_leaves_the_client_unauthorized_and_resumable() {
    for status in [401, 403] {
        let page = with_provider(&refuser(status));
        let told = page.record("status");
        page.call("connect", &[]);
        wait(20).await;
        assert_eq!(
            (page.status(), socket_count()),
            ("unauthorized".to_owned(), 0)
        );
        assert_eq!(text(&get(&told.pop(), "message")), "signed out");
        page.call("setToken", &["fresh".into()]);
        page.open();
        assert_eq!(text(&get(&page.sent()[0], "token")), "fresh");
    }
}

#[wasm_bindgen_test]
async fn a_function_that_fails_or_gives_nothing_is_asked_again() {
    for provider in [refuser(500), answerer(&JsValue::NULL)] {
        let page = with_provider(&provider);
        let errors = page.record("error");
        page.call("connect", &[]);
        wait(20).await;
        assert_eq!(page.status(), "reconnecting");
        assert_eq!(text(&get(&errors.get(0), "code")), "token_unavailable");
        assert_eq!(get(&errors.get(0), "retryable"), true);
        set(&page.client, "getToken", &answerer(&"good".into()));
        wait(600).await;
        page.open();
        assert_eq!(text(&get(&page.sent()[0], "token")), "good");
    }
}

#[wasm_bindgen_test]
async fn an_address_is_asked_with_the_pages_cookies() {
    for body in [r#"{"token":"t7"}"#, r#""t7""#] {
        let asked = answer_fetch(200, body);
        let page = Page::with(r#"{"tokenEndpoint":"/api/collab-token"}"#);
        assert_eq!(introduced(&page).await, "t7");
        assert_eq!(
            show(&asked),
            r#"[{"url":"/api/collab-token","credentials":"same-origin"}]"#
        );
    }
}

#[wasm_bindgen_test]
async fn an_address_that_answers_401_leaves_the_client_unauthorized() {
    answer_fetch(401, "");
    let page = Page::with(r#"{"tokenEndpoint":"/token"}"#);
    page.call("connect", &[]);
    wait(20).await;
    assert_eq!(page.status(), "unauthorized");
}

#[wasm_bindgen_test]
async fn an_address_that_is_broken_is_asked_again() {
    for (status, body) in [(500, ""), (200, "<html>"), (200, "{}")] {
        let asked = answer_fetch(status, body);
        let page = Page::with(r#"{"tokenEndpoint":"/token"}"#);
        page.call("connect", &[]);
        wait(20).await;
        assert_eq!(page.status(), "reconnecting", "{status} {body}");
        wait(600).await;
        assert!(asked.length() >= 2, "{status} {body}");
    }
}

#[wasm_bindgen_test]
fn a_token_is_renewed_on_the_live_socket() {
    let page = Page::connected();
    page.call("setToken", &["fresh".into()]);
    let frame = page.sent().pop().unwrap();
    assert_eq!(show(&frame), r#"{"type":"auth:refresh","token":"fresh"}"#);
    assert_eq!(socket_count(), 1);
}

#[wasm_bindgen_test]
fn what_is_no_provider_or_token_is_refused() {
    let page = Page::with("{}");
    let error = js_sys::Reflect::set(&page.client, &"getToken".into(), &7.into()).unwrap_err();
    assert_eq!(
        text(&get(&error, "message")),
        "PulseClient: getToken must be a function"
    );
    let error = page.try_call("setToken", &["".into()]).unwrap_err();
    assert_eq!(text(&get(&error, "message")), "PulseClient: token is empty");
    assert!(get(&page.client, "getToken").is_undefined());
}
