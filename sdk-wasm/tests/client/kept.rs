//! Unsent writes that are kept over a reload.

use js_sys::Array;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{AUTH_OK, Page, first, get, json, memory_storage, set, show, text};

/// A page with this storage, let in as somebody.
fn page_of(storage: &JsValue, user: &str) -> Page {
    let options = json(r#"{"token":"t1"}"#);
    set(&options, "outboxStorage", storage);
    let page = Page::of(&options);
    page.call("connect", &[]);
    page.open();
    page.server(&AUTH_OK.replace("u1", user));
    page
}

/// What a reload does: the page is gone before it could do anything.
fn reload(page: Page) {
    std::mem::forget(page);
}

fn ack(page: &Page) {
    let op_id = page.last_op_id();
    page.server(&format!(r#"{{"type":"ack","opId":"{op_id}"}}"#));
}

#[wasm_bindgen_test]
fn a_write_survives_a_reload_and_keeps_its_name() {
    let storage = memory_storage();
    let page = page_of(&storage, "u1");
    page.call("createThread", &["precious".into()]);
    let op_id = page.last_op_id();
    reload(page);
    let page = page_of(&storage, "u1");
    assert_eq!(page.sent_kinds(), ["auth", "thread:create"]);
    assert_eq!(page.last_op_id(), op_id);
    let thread = first(&page.of_state("threads"));
    assert_eq!(get(&thread, "pending"), true);
    ack(&page);
    assert_eq!(get(&storage, "length"), 0.0);
    assert_eq!(show(&get(&page.client, "pending")), "[]");
}

#[wasm_bindgen_test]
fn what_was_written_before_the_server_knew_whose_it_is_is_kept_from_then_on() {
    let storage = memory_storage();
    let options = json(r#"{"token":"t1"}"#);
    set(&options, "outboxStorage", &storage);
    let page = Page::of(&options);
    page.call("createThread", &["early".into()]);
    assert_eq!(get(&storage, "length"), 0.0);
    page.call("connect", &[]);
    page.open();
    page.server(AUTH_OK);
    assert_eq!(get(&storage, "length"), 1.0);
}

#[wasm_bindgen_test]
fn nobody_gets_the_writes_of_another_person_or_room() {
    let storage = memory_storage();
    let page = page_of(&storage, "u1");
    page.call("createThread", &["mine".into()]);
    reload(page);
    let page = page_of(&storage, "u2");
    assert_eq!(page.sent_kinds(), ["auth"]);
    drop(page);
    let options = json(r#"{"token":"t1","room":"/r:u1"}"#);
    set(&options, "outboxStorage", &storage);
    let elsewhere = Page::of(&options);
    elsewhere.call("connect", &[]);
    elsewhere.open();
    elsewhere.server(AUTH_OK);
    assert_eq!(elsewhere.sent_kinds(), ["auth"]);
    drop(elsewhere);
    assert_eq!(
        page_of(&storage, "u1").sent_kinds(),
        ["auth", "thread:create"]
    );
}

#[wasm_bindgen_test]
fn destroying_a_client_keeps_what_it_could_not_deliver() {
    let storage = memory_storage();
    let page = page_of(&storage, "u1");
    page.call("createThread", &["kept".into()]);
    page.call("destroy", &[]);
    assert_eq!(
        page_of(&storage, "u1").sent_kinds(),
        ["auth", "thread:create"]
    );
}

#[wasm_bindgen_test]
fn a_storage_that_is_full_is_told_once() {
    let storage = memory_storage();
    let page = page_of(&storage, "u1");
    let errors = page.record("error");
    set(&storage, "full", &true.into());
    page.call("createThread", &["a".into()]);
    page.call("createThread", &["b".into()]);
    assert_eq!(errors.length(), 1);
    assert_eq!(text(&get(&errors.get(0), "code")), "outbox_full");
}

#[wasm_bindgen_test]
fn rubbish_in_the_storage_does_no_harm() {
    let storage = memory_storage();
    for (name, value) in [
        ("a", "rubbish"),
        ("b", "7 {}"),
        ("c", "x {\"type\":\"thread:create\"}"),
    ] {
        let key = format!("pulse:outbox:pk_1:%2Fr:u1:{name}");
        let put: js_sys::Function = wasm_bindgen::JsCast::unchecked_into(get(&storage, "setItem"));
        put.apply(&storage, &Array::of2(&key.into(), &value.into()))
            .unwrap();
    }
    let page = page_of(&storage, "u1");
    assert_eq!(page.sent_kinds(), ["auth"]);
    page.call("createThread", &["fine".into()]);
    assert_eq!(page.sent_kinds(), ["auth", "thread:create"]);
}
