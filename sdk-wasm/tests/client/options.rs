//! What a client is made from.

use pulse_client::PulseClient;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Page, get, install, json, last_socket, text};

#[wasm_bindgen_test]
fn whatever_is_wrong_is_said_in_a_sentence_that_names_the_option() {
    for (options, message) in [
        ("null", "options must be an object with apiKey and room"),
        ("{}", "apiKey is missing"),
        (r#"{"apiKey":"pk_1"}"#, "room is missing"),
        (r#"{"apiKey":7,"room":"r"}"#, "apiKey must be a string"),
        (
            r#"{"apiKey":"pk_1","room":"r","endpoint":"ftp://x"}"#,
            "endpoint is no http(s) or ws(s) address: ftp://x",
        ),
        (
            r#"{"apiKey":"pk_1","room":"r","endpoint":"https://"}"#,
            "endpoint is no http(s) or ws(s) address: https://",
        ),
        (
            r#"{"apiKey":"pk_1","room":"r","getToken":"x"}"#,
            "getToken must be a function",
        ),
        (
            r#"{"apiKey":"pk_1","room":"r","WebSocket":"ws"}"#,
            "WebSocket must be a function",
        ),
        (
            r#"{"apiKey":"pk_1","room":"r","outboxStorage":{}}"#,
            "outboxStorage must be a storage such as localStorage",
        ),
        (
            r#"{"apiKey":"pk_1","room":"r","tokenEndpoint":[]}"#,
            "tokenEndpoint must be a string",
        ),
        (
            r#"{"apiKey":"pk_1","room":"r","deviceType":"watch"}"#,
            "deviceType must be desktop, mobile or tablet, not watch",
        ),
        (
            r#"{"apiKey":"pk_1","room":"r","idleAfterMs":500}"#,
            "idleAfterMs must be 10000 or more, or Infinity",
        ),
        (
            r#"{"apiKey":"pk_1","room":"r","idleAfterMs":"never"}"#,
            "idleAfterMs must be 10000 or more, or Infinity",
        ),
    ] {
        let error = PulseClient::new(&json(options)).unwrap_err();
        assert_eq!(text(&get(&error, "name")), "TypeError");
        assert_eq!(
            text(&get(&error, "message")),
            format!("PulseClient: {message}")
        );
    }
}

#[wasm_bindgen_test]
fn a_secret_key_is_refused_before_it_leaves_the_page() {
    let error = PulseClient::new(&json(r#"{"apiKey":"sk_secret","room":"r"}"#)).unwrap_err();
    let message = text(&get(&error, "message"));
    assert!(
        message.contains("secret key") && !message.contains("sk_secret"),
        "{message}"
    );
}

#[wasm_bindgen_test]
fn a_room_that_is_too_long_is_refused_with_its_limit() {
    let options = json(r#"{"apiKey":"pk_1"}"#);
    crate::stage::set(&options, "room", &"r".repeat(300).into());
    let error = PulseClient::new(&options).unwrap_err();
    assert_eq!(
        text(&get(&error, "message")),
        "PulseClient: room: room id is longer than 256 bytes: 300"
    );
}

#[wasm_bindgen_test]
fn the_endpoint_becomes_the_sockets_address() {
    for (endpoint, url) in [
        ("http://h:1/a?b", "ws://h:1/a?b"),
        ("https://h", "wss://h"),
        ("ws://h/", "ws://h/"),
        ("wss://h/x", "wss://h/x"),
    ] {
        let page = Page::with(&format!(r#"{{"endpoint":"{endpoint}","token":"t"}}"#));
        page.call("connect", &[]);
        assert_eq!(text(&get(&last_socket(), "url")), url);
    }
}

#[wasm_bindgen_test]
fn without_an_endpoint_the_pages_own_host_is_taken() {
    install();
    let client: JsValue = PulseClient::new(&json(r#"{"apiKey":"pk_1","room":"r","token":"t"}"#))
        .unwrap()
        .into();
    let page = Page { client };
    page.call("connect", &[]);
    let location = get(&js_sys::global(), "location");
    assert_eq!(
        text(&get(&last_socket(), "url")),
        format!("ws://{}/", text(&get(&location, "host")))
    );
}

#[wasm_bindgen_test]
fn the_device_is_told_to_the_server() {
    let page = Page::with(r#"{"token":"t","deviceType":"tablet"}"#);
    page.call("connect", &[]);
    page.open();
    assert_eq!(text(&get(&page.sent()[0], "deviceType")), "tablet");
}

#[wasm_bindgen_test]
fn sockets_may_be_of_another_class_than_the_browsers() {
    install();
    let fake = get(&js_sys::global(), "WebSocket");
    crate::stage::set(&js_sys::global(), "WebSocket", &JsValue::UNDEFINED);
    let options = json(r#"{"apiKey":"pk_1","room":"r","token":"t","endpoint":"ws://h"}"#);
    crate::stage::set(&options, "WebSocket", &fake);
    let page = Page {
        client: PulseClient::new(&options).unwrap().into(),
    };
    page.call("connect", &[]);
    assert_eq!(text(&get(&last_socket(), "url")), "ws://h");
}
