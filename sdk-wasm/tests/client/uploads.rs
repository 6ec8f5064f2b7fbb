//! Uploading files.

use js_sys::{Array, Function};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{
    Page, answer_uploads, answerer, file, get, json, last_reason, outcome, recorder, set, show,
    text,
};

const ATTACHMENT: &str = r#"{"id":"a1","type":"image","filename":"cat.png"}"#;

fn answers(list: &[(u16, &str)]) -> JsValue {
    list.iter()
        .map(|(status, body)| -> JsValue { Array::of2(&(*status).into(), &(*body).into()).into() })
        .collect::<Array>()
        .into()
}

fn code(error: &JsValue) -> String {
    text(&get(error, "code"))
}

#[wasm_bindgen_test]
async fn a_file_becomes_an_attachment() {
    let asked = answer_uploads(answers(&[(200, ATTACHMENT)]));
    let page = Page::connected();
    let progress = Array::new();
    let options = json("{}");
    set(&options, "onProgress", &recorder(&progress).into());
    let promise = page.call("uploadFile", &[file("cat.png", 3), options]);
    assert_eq!(show(&outcome(promise).await.unwrap()), ATTACHMENT);
    assert_eq!(
        show(&asked),
        r#"[{"method":"POST","url":"http://host.example/pulse/api/v1/upload","headers":{"x-pulse-key":"pk_1","x-pulse-token":"t1"},"name":"cat.png","size":3}]"#
    );
    assert_eq!(show(&progress), r#"[{"loaded":1,"total":2}]"#);
}

#[wasm_bindgen_test]
async fn a_token_that_is_not_taken_any_more_is_replaced_once() {
    let ended = r#"{"error":"the token has ended","code":"token_expired"}"#;
    let asked = answer_uploads(answers(&[
        (401, ended),
        (200, ATTACHMENT),
        (401, ended),
        (401, ended),
    ]));
    let options = json(r#"{"token":"old"}"#);
    set(&options, "getToken", &answerer(&"new".into()));
    let page = Page::of(&options);
    let upload = || page.call("uploadFile", &[file("a", 1)]);
    assert!(outcome(upload()).await.is_ok());
    assert_eq!(last_reason(), "rejected");
    let tokens: Vec<String> = asked
        .iter()
        .map(|request| text(&get(&get(&request, "headers"), "x-pulse-token")))
        .collect();
    assert_eq!(tokens, ["old", "new"]);
    let error = outcome(upload()).await.unwrap_err();
    assert_eq!(
        (code(&error), asked.length()),
        ("token_expired".to_owned(), 4)
    );
}

#[wasm_bindgen_test]
async fn a_refusal_is_told_in_the_servers_words() {
    let page = Page::connected();
    for (status, body, code_told, message, retryable) in [
        (
            413,
            r#"{"error":"larger than 1 MB","code":"too_large"}"#,
            "too_large",
            "larger than 1 MB",
            false,
        ),
        (
            415,
            "{}",
            "unsupported_media",
            "the upload was answered with 415",
            false,
        ),
        (
            429,
            r#"{"error":"slowly","code":"rate_limited","retryAfterMs":7}"#,
            "rate_limited",
            "slowly",
            true,
        ),
        (
            502,
            "<html>",
            "unavailable",
            "the upload was answered with 502",
            true,
        ),
        (
            200,
            "<html>",
            "unknown",
            "the upload was answered with 200",
            false,
        ),
    ] {
        answer_uploads(answers(&[(status, body)]));
        let error = outcome(page.call("uploadFile", &[file("a", 1)]))
            .await
            .unwrap_err();
        assert_eq!(text(&get(&error, "name")), "PulseError");
        assert_eq!(
            (code(&error), text(&get(&error, "message"))),
            (code_told.to_owned(), message.to_owned())
        );
        assert_eq!(get(&error, "retryable"), retryable, "{status}");
        assert_eq!(
            get(&error, "retryAfterMs").as_f64(),
            (status == 429).then_some(7.0)
        );
    }
}

#[wasm_bindgen_test]
async fn what_cannot_go_is_refused_before_it_is_sent() {
    let asked = answer_uploads(answers(&[]));
    let page = Page::connected();
    let large = json(r#"{"size":10485761}"#);
    let error = outcome(page.call("uploadFile", &[large]))
        .await
        .unwrap_err();
    assert_eq!(
        text(&get(&error, "message")),
        "the file is larger than 10 MB"
    );
    let error = outcome(page.call("uploadFile", &["cat.png".into()]))
        .await
        .unwrap_err();
    assert_eq!(text(&get(&error, "name")), "TypeError");
    let nobody = Page::with("{}");
    let error = outcome(nobody.call("uploadFile", &[file("a", 1)]))
        .await
        .unwrap_err();
    assert_eq!(
        (code(&error), asked.length()),
        ("unauthorized".to_owned(), 0)
    );
}

#[wasm_bindgen_test]
async fn an_unreachable_server_is_worth_another_try() {
    answer_uploads(json(r#"["unreachable"]"#));
    let page = Page::connected();
    let error = outcome(page.call("uploadFile", &[file("a", 1)]))
        .await
        .unwrap_err();
    assert_eq!(
        (code(&error), get(&error, "retryable")),
        ("unavailable".to_owned(), true.into())
    );
}

#[wasm_bindgen_test]
async fn an_upload_ends_with_its_signal_and_with_the_client() {
    answer_uploads(json(r#"["never","never"]"#));
    let page = Page::connected();
    let abort: Function = get(&js_sys::global(), "AbortController").unchecked_into();
    let abort = js_sys::Reflect::construct(&abort, &Array::new()).unwrap();
    let options = json("{}");
    set(&options, "signal", &get(&abort, "signal"));
    let stopped = page.call("uploadFile", &[file("a", 1), options]);
    let left_open = page.call("uploadFile", &[file("b", 1)]);
    let stop: Function = get(&abort, "abort").unchecked_into();
    stop.call1(&abort, &"enough".into()).unwrap();
    assert_eq!(text(&outcome(stopped).await.unwrap_err()), "enough");
    page.call("destroy", &[]);
    assert_eq!(code(&outcome(left_open).await.unwrap_err()), "unavailable");
}

#[wasm_bindgen_test]
async fn shared_data_is_refused_in_a_promise() {
    let page = Page::connected();
    let error = outcome(get(&page.client, "p2p")).await.unwrap_err();
    assert_eq!(code(&error), "feature_disabled");
}
