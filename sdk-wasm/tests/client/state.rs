//! `client.state`: the right things, and the same objects for what did not change.

use js_sys::{Array, Object};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Page, first, get, json, show, text};

const THREAD: &str = r#"{"type":"thread:created","seq":1,"thread":{"id":"t1","roomId":"/r","resolved":false,
    "position":{"x":0.5,"later":{"deep":[1,2]}},"comments":[{"id":"c1","threadId":"t1","userId":"u2",
    "body":"\"quotes\", \\ 界 🎉 \u0000\n","mentions":["u1"],"attachments":[],
    "createdAt":"2026-05-01T09:00:00.000Z","editedAt":null}],
    "createdAt":"2026-05-01T09:00:00.000Z","updatedAt":"2026-05-01T09:00:00.000Z"}}"#;
const REPLY: &str = r#"{"type":"comment:created","seq":2,"threadId":"t1","comment":{"id":"c2","threadId":"t1",
    "userId":"u2","body":"more","mentions":[],"createdAt":"2026-05-01T09:01:00.000Z","editedAt":null}}"#;

fn same(a: &JsValue, b: &JsValue) -> bool {
    Object::is(a, b)
}

#[wasm_bindgen_test]
fn a_thread_comes_out_as_it_went_in() {
    let page = Page::connected();
    page.server(THREAD);
    let expected = get(&json(THREAD), "thread");
    let thread = first(&page.of_state("threads"));
    for field in [
        "id",
        "roomId",
        "resolved",
        "position",
        "createdAt",
        "updatedAt",
        "comments",
    ] {
        assert_eq!(
            show(&get(&thread, field)),
            show(&get(&expected, field)),
            "{field}"
        );
    }
    assert!(get(&thread, "pending").is_undefined() && get(&thread, "opId").is_undefined());
}

#[wasm_bindgen_test]
fn what_the_token_allows_is_told_with_a_new_one() {
    let page = Page::connected();
    let told = page.record_state("auth");
    assert_eq!(page.of_state("role"), "commenter");
    page.server(r#"{"type":"auth:refreshed","tokenExpiresAt":1800007200000,"role":"viewer"}"#);
    assert_eq!(page.of_state("role"), "viewer");
    assert_eq!(told.length(), 1);
}

#[wasm_bindgen_test]
fn what_did_not_change_is_the_same_object() {
    let page = Page::connected();
    page.server(THREAD);
    let before = page.of_state("threads");
    assert!(same(&before, &page.of_state("threads")));
    let comment = first(&get(&first(&before), "comments"));
    page.server(
        &THREAD
            .replace("t1", "t2")
            .replace("c1", "c9")
            .replace("\"seq\":1", "\"seq\":2"),
    );
    let after = page.of_state("threads");
    assert!(!same(&before, &after));
    assert!(same(&first(&before), &first(&after)));
    page.server(&REPLY.replace("\"seq\":2", "\"seq\":3"));
    let replied = page.of_state("threads");
    assert!(!same(&first(&after), &first(&replied)));
    assert!(same(&comment, &first(&get(&first(&replied), "comments"))));
    assert!(same(
        &after.unchecked_ref::<Array>().get(1),
        &replied.unchecked_ref::<Array>().get(1)
    ));
}

#[wasm_bindgen_test]
fn a_snapshot_is_shown_as_it_came_and_goes_on_though_the_page_sorts_its_lists() {
    let page = Page::with(r#"{"token":"t1"}"#);
    // Who listens is told while the message is there to take the objects from.
    page.record_state("threads");
    page.call("connect", &[]);
    page.open();
    let thread = text_of_thread();
    // The second is older, and so comes first; the first comment lacks what servers may leave out.
    let second = thread
        .replace("t1", "t0")
        .replace("c1", "c0")
        .replace("2026", "2025")
        .replace(r#""attachments":[],"#, "")
        .replace(r#","editedAt":null"#, "");
    let threads = format!(r#""threads":[{thread},{second}]"#);
    page.server(&crate::stage::AUTH_OK.replace(r#""threads":[]"#, &threads));
    let list: Array = page.of_state("threads").unchecked_into();
    let ids =
        |list: &Array| -> Vec<String> { list.iter().map(|one| text(&get(&one, "id"))).collect() };
    assert_eq!(ids(&list), ["t0", "t1"]);
    assert_eq!(show(&list.get(1)), show(&json(&thread)));
    let comment = first(&get(&list.get(0), "comments"));
    assert_eq!(show(&get(&comment, "attachments")), "[]");
    assert!(get(&comment, "editedAt").is_null());

    page.server(&REPLY.replace("\"seq\":2", "\"seq\":1"));
    let list: Array = page.of_state("threads").unchecked_into();
    let comments: Array = get(&list.get(1), "comments").unchecked_into();
    comments.reverse();
    list.reverse();
    page.server(&REPLY.replace("c2", "c3"));
    let list: Array = page.of_state("threads").unchecked_into();
    assert_eq!(ids(&list), ["t0", "t1"]);
    let comments: Array = get(&list.get(1), "comments").unchecked_into();
    assert_eq!(ids(&comments), ["c1", "c2", "c3"]);
    assert_eq!(
        text(&get(&list.get(1), "updatedAt")),
        "2026-05-01T09:01:00.000Z"
    );
}

#[wasm_bindgen_test]
fn ones_own_writes_come_and_go_on_threads_of_the_snapshot() {
    let page = Page::with(r#"{"token":"t1"}"#);
    page.call("connect", &[]);
    page.open();
    let threads = format!(r#""threads":[{}]"#, text_of_thread());
    page.server(&crate::stage::AUTH_OK.replace(r#""threads":[]"#, &threads));
    let before = first(&page.of_state("threads"));
    page.call("resolveThread", &["t1".into()]);
    let resolved = first(&page.of_state("threads"));
    assert_eq!(
        (get(&resolved, "resolved"), get(&resolved, "pending")),
        (true.into(), true.into())
    );
    page.call(
        "updateThreadPosition",
        &["t1".into(), json(r#"{"x":0.25}"#)],
    );
    let moved = first(&page.of_state("threads"));
    assert_eq!(show(&get(&moved, "position")), r#"{"x":0.25}"#);
    page.call("editComment", &["c1".into(), "other words".into()]);
    let edited = first(&page.of_state("threads"));
    let comment = first(&get(&edited, "comments"));
    assert_eq!(
        (text(&get(&comment, "body")), get(&comment, "pending")),
        ("other words".to_owned(), true.into())
    );
    let pending: Array = get(&page.client, "pending").unchecked_into();
    for write in pending.iter() {
        page.call("discard", &[get(&write, "opId")]);
    }
    let after = first(&page.of_state("threads"));
    assert_eq!(show(&after), show(&before));
}

fn text_of_thread() -> String {
    show(&get(&json(THREAD), "thread"))
}

#[wasm_bindgen_test]
fn people_settings_and_reactions_keep_their_objects_too() {
    let page = Page::connected();
    page.server(r#"{"type":"reaction:added","seq":1,"reaction":{"id":"r1","targetId":"c1","targetType":"comment","userId":"u2","emoji":"👍","createdAt":"2026-05-01T09:00:00.000Z"}}"#);
    let looks = || {
        [
            page.of_state("user"),
            page.of_state("users"),
            page.of_state("presence"),
            page.of_state("config"),
            page.of_state("notifications"),
            page.of_state("activityLogs"),
            page.ask_state("getUser", "u2"),
            page.ask_state("getReactions", "c1"),
            page.ask_state("getReactions", "nothing"),
            page.state(),
        ]
    };
    for (a, b) in looks().iter().zip(&looks()) {
        assert!(same(a, b), "{}", show(a));
    }
    assert_eq!(text(&get(&page.ask_state("getUser", "u2"), "name")), "Bo");
    assert!(page.ask_state("getUser", "nobody").is_undefined());
    assert_eq!(get(&page.of_state("config"), "allowReactions"), true);
}

#[wasm_bindgen_test]
fn events_carry_what_the_getters_give() {
    let page = Page::connected();
    let threads = page.record_state("threads");
    let reactions = page.record_state("reactions");
    page.server(THREAD);
    assert!(same(&threads.get(0), &page.of_state("threads")));
    page.server(r#"{"type":"reaction:added","seq":2,"reaction":{"id":"r1","targetId":"c1","targetType":"comment","userId":"u2","emoji":"👍","createdAt":"2026-05-01T09:00:00.000Z"}}"#);
    assert_eq!(text(&get(&reactions.get(0), "targetId")), "c1");
    assert!(same(
        &get(&reactions.get(0), "reactions"),
        &page.ask_state("getReactions", "c1")
    ));
}

#[wasm_bindgen_test]
fn notifications_are_counted_and_read() {
    let page = Page::connected();
    page.server(r#"{"type":"notification","notification":{"id":"n1","type":"comment:reply","actorId":"u2","threadId":"t1","read":false,"createdAt":"2026-05-01T09:00:00.000Z"}}"#);
    assert_eq!(page.of_state("unreadCount"), 1.0);
    page.call("markRead", &["n1".into()]);
    assert_eq!(page.of_state("unreadCount"), 0.0);
    assert_eq!(
        show(&first(&page.of_state("notifications"))),
        r#"{"id":"n1","type":"comment:reply","actorId":"u2","threadId":"t1","read":true,"createdAt":"2026-05-01T09:00:00.000Z"}"#
    );
}

#[wasm_bindgen_test]
fn before_the_client_is_let_in_there_is_nothing() {
    let page = Page::with(r#"{"token":"t"}"#);
    assert!(page.of_state("user").is_null());
    assert_eq!(show(&page.of_state("threads")), "[]");
    assert_eq!(show(&page.of_state("users")), "[]");
}
