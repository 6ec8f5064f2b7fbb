//! From the first connect to the end of everything.

use js_sys::WebAssembly::Memory;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{
    AUTH_OK, Page, count_listeners, count_timers, first, get, last_socket, listener_count, outcome,
    socket_count, text, timer_count, wait,
};

#[wasm_bindgen_test]
async fn destroy_ends_everything() {
    let page = Page::connected();
    let heard = page.record("presence:leave");
    let id = page.call("createThread", &["never to be acknowledged".into()]);
    let settled = page.call("settled", &[id]);
    let socket = last_socket();
    page.call("destroy", &[]);
    assert_eq!(
        (get(&socket, "closed"), page.status()),
        (true.into(), "closed".to_owned())
    );
    let error = outcome(settled).await.unwrap_err();
    assert_eq!(text(&get(&error, "code")), "unavailable");
    page.call("connect", &[]);
    page.call("destroy", &[]);
    wait(50).await;
    assert_eq!((socket_count(), heard.length()), (1, 0));
}

#[wasm_bindgen_test]
fn two_hundred_lives_leave_no_listener_timer_or_memory_behind() {
    count_listeners();
    count_timers();
    let before = (listener_count(), timer_count());
    // The page holds on to all of them, as one with a leak of its own would.
    let mut destroyed = Vec::new();
    let live = |destroyed: &mut Vec<Page>| {
        let page = crowded();
        page.call("destroy", &[]);
        destroyed.push(page);
    };
    for _ in 0..20 {
        live(&mut destroyed);
    }
    let bytes = memory_bytes();
    for _ in 0..200 {
        live(&mut destroyed);
    }
    assert_eq!((listener_count(), timer_count()), before);
    let grown = memory_bytes() - bytes;
    assert!(
        grown <= 200 * 8_192,
        "{grown} bytes of 200 clients are left"
    );
}

/// A client that holds 200 kB of comments, all of them shown, and a write that waits.
fn crowded() -> Page {
    let page = Page::with(r#"{"token":"t1"}"#);
    page.call("connect", &[]);
    page.open();
    let comment = format!(
        r#"{{"id":"c1","threadId":"t1","userId":"u2","body":"{}","mentions":[],"createdAt":"2026-05-01T09:00:00.000Z","editedAt":null}}"#,
        "x".repeat(9_000)
    );
    let threads: Vec<String> = (0..22)
        .map(|at| {
            format!(
                r#"{{"id":"t{at}","roomId":"/r","resolved":false,"position":null,"comments":[{}],"createdAt":"2026-05-01T09:00:00.000Z","updatedAt":"2026-05-01T09:00:00.000Z"}}"#,
                comment.replace("c1", &format!("c{at}")).replace("t1", &format!("t{at}"))
            )
        })
        .collect();
    let threads = format!(r#""threads":[{}]"#, threads.join(","));
    page.server(&AUTH_OK.replace(r#""threads":[]"#, &threads));
    assert_eq!(
        page.of_state("threads")
            .unchecked_ref::<js_sys::Array>()
            .length(),
        22
    );
    page.call("createThread", &["waits".repeat(1_000).into()]);
    page
}

fn memory_bytes() -> u32 {
    let memory: Memory = wasm_bindgen::memory().unchecked_into();
    let buffer: js_sys::ArrayBuffer = memory.buffer().unchecked_into();
    buffer.byte_length()
}

#[wasm_bindgen_test]
fn a_client_can_be_used_from_inside_its_own_events() {
    let page = Page::connected();
    let threads = page.record_state("threads");
    let client = page.client.clone();
    let reply =
        wasm_bindgen::prelude::Closure::<dyn FnMut(wasm_bindgen::JsValue)>::new(move |_| {
            let page = std::mem::ManuallyDrop::new(Page {
                client: client.clone(),
            });
            page.call("createThread", &["from inside".into()]);
        });
    page.call("on", &["presence:leave".into(), reply.as_ref().clone()]);
    page.server(r#"{"type":"presence:leave","userId":"u2"}"#);
    assert_eq!(threads.length(), 1);
    let comment = first(&get(&first(&page.of_state("threads")), "comments"));
    assert_eq!(text(&get(&comment, "body")), "from inside");
}

#[wasm_bindgen_test]
fn disconnecting_forgets_and_connecting_begins_again() {
    let page = Page::connected();
    page.call("disconnect", &[]);
    assert_eq!(page.status(), "closed");
    assert!(page.of_state("user").is_null());
    page.call("connect", &[]);
    assert_eq!(
        (page.status(), socket_count()),
        ("connecting".to_owned(), 2)
    );
}
