//! From the first connect to the end of everything.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{
    Page, count_listeners, first, get, last_socket, listener_count, outcome, socket_count, text,
    wait,
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
fn two_hundred_lives_leave_no_listener_behind() {
    count_listeners();
    let before = listener_count();
    for _ in 0..200 {
        let page = Page::connected();
        page.call("createThread", &["x".into()]);
        page.call("destroy", &[]);
    }
    assert_eq!(listener_count(), before);
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
