//! Telling the page what happened.

use js_sys::{Array, Function};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{
    Page, collect_reports, dispatch, get, hold_time, pass_time, recorder, release_time, show, text,
    thrower, wait,
};

#[wasm_bindgen_test]
fn a_listener_that_throws_does_not_keep_others_from_hearing() {
    let reports = collect_reports();
    let page = Page::with(r#"{"token":"t"}"#);
    page.call("on", &["status".into(), thrower().into()]);
    let heard = page.record("status");
    page.call("connect", &[]);
    assert_eq!(
        show(&heard),
        r#"[{"status":"connecting","previous":"idle"}]"#
    );
    assert_eq!(show(&reports), r#"["boom"]"#);
}

#[wasm_bindgen_test]
fn listening_ends_by_off_by_the_returned_function_and_by_remove_all() {
    let page = Page::connected();
    let list = Array::new();
    let listener: JsValue = recorder(&list).into();
    let cursor = r#"{"type":"presence:leave","userId":"u9"}"#;
    for end in 0..3 {
        let unsubscribe: Function = page
            .call("on", &["presence:leave".into(), listener.clone()])
            .unchecked_into();
        page.call("on", &["presence:leave".into(), listener.clone()]);
        page.server(cursor);
        assert_eq!(list.length(), end + 1, "heard once though added twice");
        match end {
            0 => drop(page.call("off", &["presence:leave".into(), listener.clone()])),
            1 => drop(unsubscribe.call0(&JsValue::UNDEFINED)),
            _ => drop(page.call("removeAll", &[])),
        }
        page.server(cursor);
        assert_eq!(list.length(), end + 1);
    }
}

#[wasm_bindgen_test]
fn the_status_and_the_originals_connection_are_told() {
    let page = Page::with(r#"{"token":"t"}"#);
    let (status, connection) = (page.record("status"), page.record("connection"));
    page.call("connect", &[]);
    page.open();
    page.server(crate::stage::AUTH_OK);
    page.close(4403);
    let told: Vec<String> = status
        .iter()
        .map(|event| text(&get(&event, "status")))
        .collect();
    assert_eq!(told, ["connecting", "connected", "closed"]);
    assert_eq!(
        show(&connection),
        r#"["connecting","connected","disconnected"]"#
    );
    assert!(get(&status.get(2), "message").is_string());
    assert_eq!(text(&get(&page.client, "connectionState")), "disconnected");
}

#[wasm_bindgen_test]
fn every_server_message_is_told_under_its_type_after_the_state() {
    let page = Page::connected();
    let order = Array::new();
    let note = recorder(&order);
    let on: Function = get(&page.state(), "on").unchecked_into();
    on.call2(&page.state(), &"presence".into(), &note).unwrap();
    page.call("on", &["presence:join".into(), note.into()]);
    page.server(r##"{"type":"presence:join","user":{"user":{"id":"u2","name":"Bo","color":"#445566"},"status":"online"}}"##);
    assert_eq!(order.length(), 2);
    assert!(Array::is_array(&order.get(0)));
    assert_eq!(text(&get(&order.get(1), "type")), "presence:join");
}

#[wasm_bindgen_test]
fn a_batch_of_cursors_is_told_one_by_one() {
    let page = Page::connected();
    let cursors = page.record_state("cursor");
    let of_client = page.record("cursor:move");
    page.server(r#"{"type":"cursor:batch","cursors":[{"userId":"u2","position":{"x":1,"later":[2]}},{"userId":"u3","position":{"x":3}}]}"#);
    let expected =
        r#"[{"userId":"u2","position":{"x":1,"later":[2]}},{"userId":"u3","position":{"x":3}}]"#;
    assert_eq!(show(&cursors), expected);
    let expected = expected.replace(r#"{"userId"#, r#"{"type":"cursor:move","userId"#);
    assert_eq!(show(&of_client), expected);
}

#[wasm_bindgen_test]
fn a_cursor_is_told_whole_and_ones_own_not_at_all() {
    let page = Page::with(r#"{"token":"t1"}"#);
    let cursors = page.record_state("cursor");
    let of_client = page.record("cursor:move");
    page.call("connect", &[]);
    page.open();
    let message = r#"{"type":"cursor:move","userId":"u2","position":{"x":1},"later":true}"#;
    page.server(message);
    assert_eq!(cursors.length(), 0, "before the client is let in");
    page.server(crate::stage::AUTH_OK);
    page.server(message);
    page.server(&message.replace("u2", "u1"));
    for broken in [
        r#"{"type":"cursor:move","position":{}}"#,
        r#"{"type":"cursor:move","userId":"u2"}"#,
        r#"{"type":"cursor:batch","cursors":[null,7,{"userId":"u2"}]}"#,
        r#"{"type":"cursor:batch","cursors":{}}"#,
        r#"{"type":"cursor:move","#,
        r#""cursor:move""#,
    ] {
        page.server(broken);
    }
    assert_eq!(show(&cursors), r#"[{"userId":"u2","position":{"x":1}}]"#);
    assert_eq!(show(&of_client), format!("[{message}]"));
    page.close(1006);
    page.server_of_before(message);
    assert_eq!(cursors.length(), 1, "after the connection");
}

#[wasm_bindgen_test]
async fn cursors_alone_are_a_sign_of_life() {
    let page = Page::with(r#"{"token":"t1"}"#);
    page.call("connect", &[]);
    page.open();
    page.server(&crate::stage::AUTH_OK.replace("15000", "1000"));
    // A silent server would be taken for gone after two seconds.
    for _ in 0..32 {
        wait(100).await;
        page.server(r#"{"type":"cursor:move","userId":"u2","position":{"x":1}}"#);
    }
    assert!(page.sent_kinds().contains(&"ping".to_owned()));
    assert_eq!(page.status(), "connected");
}

#[wasm_bindgen_test]
fn a_message_is_told_as_it_came_and_the_parts_of_a_history_as_they_are() {
    let page = Page::connected();
    let created = page.record("comment:created");
    let comment = |seq: u32| {
        format!(
            r#"{{"type":"comment:created","seq":{seq},"threadId":"t1","comment":{{"id":"c{seq}","threadId":"t1","userId":"u2","body":"é","mentions":[],"createdAt":"2026-05-01T09:00:00.000Z","editedAt":null,"later":1}}}}"#
        )
    };
    page.server(&comment(1));
    page.server(&comment(4));
    assert_eq!(created.length(), 1, "two are missing before it");
    page.server(&format!(
        r#"{{"type":"events:page","events":[{},{},{}],"seq":4}}"#,
        comment(2),
        comment(3),
        comment(4)
    ));
    let expected: Vec<String> = (1..=4).map(comment).collect();
    assert_eq!(show(&created), format!("[{}]", expected.join(",")));
}

#[wasm_bindgen_test]
fn who_does_not_use_the_page_shows_as_idle_until_they_do() {
    let clock = hold_time();
    let page = Page::with(r#"{"token":"t1","idleAfterMs":10000}"#);
    page.call("connect", &[]);
    page.open();
    page.server(crate::stage::AUTH_OK);
    let told = || -> Vec<String> {
        let sent = page.sent();
        let presence = sent
            .iter()
            .filter(|frame| text(&get(frame, "type")) == "presence:update");
        presence.map(|frame| text(&get(frame, "status"))).collect()
    };
    assert!(told().is_empty());
    pass_time(9_000);
    dispatch("window", "keydown");
    pass_time(9_000);
    assert!(told().is_empty(), "used in between");
    pass_time(1_000);
    assert_eq!(told(), ["idle"]);
    dispatch("document", "scroll");
    assert_eq!(told(), ["idle", "online"]);
    drop(page);
    release_time(&clock);
}

#[wasm_bindgen_test]
fn signals_have_the_originals_state_events() {
    let page = Page::connected();
    for (message, event) in [
        (
            r#"{"type":"click:perform","userId":"u2","position":{"x":1}}"#,
            "click",
        ),
        (
            r#"{"type":"selection:update","userId":"u2","selection":{"startOffset":1}}"#,
            "selection",
        ),
        (
            r#"{"type":"draw:stroke","userId":"u2","points":[],"color":"red","width":3}"#,
            "draw-stroke",
        ),
        (r#"{"type":"draw:clear","userId":"u2"}"#, "draw-clear"),
        (
            r#"{"type":"emoji:drop","userId":"u2","emoji":"🎉","position":{}}"#,
            "emoji-drop",
        ),
        (
            r#"{"type":"viewport:update","userId":"u2","scrollX":1}"#,
            "viewport",
        ),
        (
            r#"{"type":"typing:indicator","threadId":"t1","userId":"u2"}"#,
            "typing",
        ),
    ] {
        let told = page.record_state(event);
        page.server(message);
        assert_eq!(text(&get(&told.get(0), "userId")), "u2", "{event}");
    }
    assert_eq!(show(&page.ask_state("getTypingUsers", "t1")), r#"["u2"]"#);
    assert_eq!(get(&page.ask_state("getViewport", "u2"), "scrollX"), 1.0);
    assert_eq!(get(&page.of_state("selections"), "size"), 1.0);
}

#[wasm_bindgen_test]
fn the_page_going_to_sleep_closes_the_socket_and_waking_opens_another() {
    let page = Page::connected();
    let before = crate::stage::last_socket();
    dispatch("document", "freeze");
    assert_eq!(get(&before, "closed"), true);
    dispatch("document", "resume");
    assert_eq!(page.status(), "reconnecting");
    page.open();
    page.server(crate::stage::AUTH_OK);
    assert_eq!(page.status(), "connected");
}

#[wasm_bindgen_test]
fn the_browser_going_offline_and_online_is_heard() {
    let page = Page::connected();
    dispatch("window", "offline");
    page.close(1006);
    assert_eq!(page.status(), "offline");
    dispatch("window", "online");
    assert_eq!(page.status(), "reconnecting");
}

#[wasm_bindgen_test]
async fn cursors_are_thinned_out_and_the_last_one_is_sent() {
    let page = Page::connected();
    for x in 0..50 {
        page.call(
            "moveCursor",
            &[crate::stage::json(&format!(r#"{{"x":{x}}}"#))],
        );
    }
    wait(120).await;
    let sent = page.sent();
    let cursors = page
        .sent_kinds()
        .iter()
        .filter(|kind| *kind == "cursor:move")
        .count();
    assert_eq!(cursors, 2);
    assert_eq!(get(&get(sent.last().unwrap(), "position"), "x"), 49.0);
}
