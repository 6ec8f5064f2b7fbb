//! What is known of the room: events in order, each once, nothing missing.

use std::sync::Arc;

use pulse_client_core::{Event, Part, Status};
use serde_json::{Value, json};

use crate::driver::{World, comment, comment_created, thread, user};

fn page(seq: u64, events: &[Value]) -> Value {
    json!({"type":"events:page","seq":seq,"events":events})
}

#[test]
fn an_event_that_comes_twice_is_applied_once() {
    let mut world = World::connected().with_thread();
    world.server(comment_created(2, "c2", "two"));
    world.forget();
    world.server(comment_created(2, "c2", "two"));
    assert_eq!(world.events(), []);
    assert_eq!(world.bodies(), [["first", "two"]]);
}

#[test]
fn a_gap_is_noticed_asked_for_and_filled_in_order() {
    let mut world = World::connected().with_thread();
    world.server(comment_created(4, "c4", "four"));
    world.server(comment_created(5, "c5", "five"));
    assert_eq!(world.bodies(), [["first"]]);
    assert_eq!(world.sent(), [json!({"type":"events:list","after":1})]);
    world.server(page(
        5,
        &[
            comment_created(2, "c2", "two"),
            comment_created(3, "c3", "three"),
        ],
    ));
    assert_eq!(world.sent(), [json!({"type":"events:list","after":3})]);
    world.server(page(
        5,
        &[
            comment_created(4, "c4", "four"),
            comment_created(5, "c5", "five"),
        ],
    ));
    assert_eq!(world.bodies(), [["first", "two", "three", "four", "five"]]);
    assert_eq!(world.sent(), Vec::<Value>::new());
}

#[test]
fn an_acknowledgement_of_something_unseen_is_a_gap_too() {
    let mut world = World::connected().with_thread();
    let op = world.write(json!({"type":"thread:resolve","threadId":"t1","resolved":true}));
    world.forget();
    world.server(json!({"type":"ack","opId":op,"seq":2}));
    assert_eq!(world.sent(), [json!({"type":"events:list","after":1})]);
}

#[test]
fn a_history_that_is_gone_makes_the_client_start_anew() {
    let mut world = World::connected().with_thread();
    world.server(comment_created(4, "c4", "four"));
    world.server(
        json!({"type":"error","code":"history_gone","message":"too old","retryable":false}),
    );
    assert_eq!((world.socket, world.status()), (None, Status::Reconnecting));
    world.advance(500);
    world.forget();
    world.open();
    assert_eq!(world.sent()[0].get("resume"), None);
}

#[test]
fn a_page_that_brings_nothing_makes_the_client_start_anew() {
    let mut world = World::connected().with_thread();
    world.server(comment_created(4, "c4", "four"));
    world.server(page(4, &[]));
    assert_eq!(world.status(), Status::Reconnecting);
}

#[test]
fn a_request_that_is_never_answered_makes_the_client_start_anew() {
    let mut world = World::connected().with_thread();
    world.server(comment_created(4, "c4", "four"));
    world.advance(10_000);
    assert_eq!(world.status(), Status::Reconnecting);
}

#[test]
fn a_frame_that_cannot_be_read_still_takes_its_place() {
    let mut world = World::connected().with_thread();
    world.server(json!({"type":"later:thing","seq":2}));
    world.server(json!({"type":"comment:created","seq":3,"threadId":7}));
    world.server(comment_created(4, "c4", "four"));
    assert_eq!(world.bodies(), [["first", "four"]]);
    assert_eq!(world.sent(), Vec::<Value>::new());
}

#[test]
fn hostile_frames_change_nothing() {
    let mut world = World::connected().with_thread();
    let deep = format!(
        r#"{{"type":"thread:moved","threadId":"t1","position":{}{}}}"#,
        "[".repeat(500),
        "]".repeat(500)
    );
    for text in [
        "",
        "{",
        "[]",
        "null",
        "7",
        r#"{"type":7}"#,
        r#"{"type":"ack"}"#,
        &deep,
        r#"{"type":"ack","opId":"nobody's"}"#,
        r#"{"type":"thread:created","thread":{"id":""}}"#,
    ] {
        let connection = world.socket.unwrap();
        let text = text.to_owned();
        world.feed(pulse_client_core::Input::SocketMessage { connection, text });
    }
    assert_eq!(
        (world.status(), world.bodies()),
        (Status::Connected, vec![vec!["first".to_owned()]])
    );
}

#[test]
fn resuming_brings_what_was_missed_and_nothing_else_changes() {
    let mut world = World::connected().with_thread();
    world.server(json!({"type":"thread:created","seq":2,"thread":thread("t2","c9","u2")}));
    let before = Arc::clone(&world.view().threads()[1]);
    world.close(1006);
    world.advance(500);
    world.let_in(json!({"resumed":true,"seq":3,"events":[comment_created(3, "c2", "missed")]}));
    assert_eq!(world.bodies(), [vec!["first", "missed"], vec!["first"]]);
    assert!(Arc::ptr_eq(&before, &world.view().threads()[1]));
}

#[test]
fn a_snapshot_keeps_the_identity_of_what_is_the_same() {
    let mut world = World::connected().with_thread();
    let before = Arc::clone(&world.view().threads()[0]);
    let someone = Arc::clone(world.view().user_by_id("u2").unwrap());
    world.close(1006);
    world.advance(500);
    let threads = [thread("t1", "c1", "u2"), thread("t2", "c2", "u2")];
    world.let_in(json!({"epoch":"e2","seq":9,"threads":threads}));
    assert_eq!(world.view().threads().len(), 2);
    assert!(Arc::ptr_eq(&before, &world.view().threads()[0]));
    assert!(Arc::ptr_eq(
        &someone,
        world.view().user_by_id("u2").unwrap()
    ));
}

#[test]
fn a_reply_leaves_the_comments_before_it_the_same_objects() {
    let mut world = World::connected().with_thread();
    let first = Arc::clone(&world.view().threads()[0].comments[0]);
    world.server(comment_created(2, "c2", "two"));
    assert!(Arc::ptr_eq(&first, &world.view().threads()[0].comments[0]));
}

#[test]
fn a_pending_write_keeps_its_object_while_others_go_on() {
    let mut world = World::connected().with_thread();
    world.write(json!({"type":"thread:create","id":"t9","body":"mine"}));
    let mine = Arc::clone(&world.view().threads()[1]);
    world.server(comment_created(2, "c2", "two"));
    assert!(Arc::ptr_eq(&mine, &world.view().threads()[1]));
}

#[test]
fn changes_are_told_in_the_order_of_the_original_and_before_the_message() {
    let mut world = World::new();
    world.command(pulse_client_core::Command::Connect);
    world.forget();
    world.let_in(json!({}));
    let parts: Vec<Option<Part>> = world
        .events()
        .into_iter()
        .filter_map(|event| match event {
            Event::Changed(part) => Some(Some(part)),
            Event::Message {
                kind: "auth:ok", ..
            } => Some(None),
            _ => None,
        })
        .collect();
    assert_eq!(
        parts,
        [
            Some(Part::Auth),
            Some(Part::Presence),
            Some(Part::Threads),
            Some(Part::Notifications),
            Some(Part::Reactions(None)),
            Some(Part::ActivityLogs),
            None,
        ]
    );
}

#[test]
fn people_come_go_and_change() {
    let mut world = World::connected();
    world.server(json!({"type":"presence:join","user":{"user":user("u3"),"status":"online"}}));
    world.server(json!({"type":"presence:update","userId":"u3","status":"idle"}));
    assert_eq!(world.view().presence().len(), 2);
    assert!(world.view().user_by_id("u3").is_some());
    world.server(json!({"type":"presence:leave","userId":"u3"}));
    assert_eq!(world.view().presence().len(), 1);
    assert!(world.view().user_by_id("u3").is_some());
}

#[test]
fn a_notification_read_in_another_tab_is_read_here() {
    let mut world = World::connected();
    for id in ["n1", "n2", "n1"] {
        world.server(
            json!({"type":"notification","notification":{"id":id,"type":"comment:reply",
            "actorId":"u2","read":false,"createdAt":"2026-05-01T09:00:00.000Z"}}),
        );
    }
    assert_eq!(
        (
            world.view().notifications().len(),
            world.view().unread_count()
        ),
        (2, 2)
    );
    world.server(json!({"type":"notification:read","notificationId":"n1"}));
    assert_eq!(world.view().unread_count(), 1);
    world.server(json!({"type":"notification:read-all"}));
    assert_eq!(world.view().unread_count(), 0);
}

#[test]
fn reading_a_notification_stays_done_after_the_acknowledgement() {
    let mut world = World::connected();
    world.server(
        json!({"type":"notification","notification":{"id":"n1","type":"comment:reply",
        "actorId":"u2","read":false,"createdAt":"2026-05-01T09:00:00.000Z"}}),
    );
    let op = world.write(json!({"type":"notification:read","notificationId":"n1"}));
    world.server(crate::driver::ack(&op));
    assert_eq!(world.view().unread_count(), 0);
}

#[test]
fn resolved_threads_come_page_by_page_until_there_are_no_more() {
    let mut world = World::new();
    world.command(pulse_client_core::Command::Connect);
    world.let_in(json!({"nextCursor":"p2"}));
    assert_eq!(
        world.sent().pop(),
        Some(json!({"type":"threads:list","cursor":"p2"}))
    );
    world.server(json!({"type":"threads:page","threads":[thread("t1","c1","u2")],"reactions":[],"nextCursor":"p3"}));
    assert_eq!(world.sent(), [json!({"type":"threads:list","cursor":"p3"})]);
    world.server(json!({"type":"threads:page","threads":[thread("t2","c2","u2")],"reactions":[]}));
    assert_eq!(world.sent(), Vec::<Value>::new());
    assert_eq!(world.view().threads().len(), 2);
}

#[test]
fn the_last_comment_takes_its_thread_and_its_reactions_along() {
    let mut world = World::connected().with_thread();
    world.server(json!({"type":"reaction:added","seq":2,"reaction":{"id":"r1","targetId":"c1","targetType":"comment",
        "userId":"u2","emoji":"👍","createdAt":"2026-05-01T09:00:00.000Z"}}));
    world.server(json!({"type":"comment:deleted","seq":3,"threadId":"t1","commentId":"c1"}));
    assert!(world.view().threads().is_empty() && world.view().reactions("c1").is_empty());
}

#[test]
fn an_edit_replaces_and_a_setting_changes_at_once() {
    let mut world = World::connected().with_thread();
    world.server(json!({"type":"comment:edited","seq":2,"threadId":"t1","comment":comment("t1","c1","u2","better")}));
    assert_eq!(world.bodies(), [["better"]]);
    world.server(json!({"type":"config:updated","config":{"allowDrawing":false}}));
    assert!(!world.view().config().allow_drawing);
    assert!(world.events().contains(&Event::Changed(Part::Config)));
}

#[test]
fn comments_are_in_the_order_of_the_room_whatever_clocks_say() {
    let mut world = World::connected().with_thread();
    let times = [
        "2026-05-01T09:00:02.000Z",
        "2026-05-01T09:00:02.000Z",
        "2026-05-01T08:00:00.000Z",
    ];
    for (seq, (id, time)) in (2..).zip(["c9", "c5", "c7"].into_iter().zip(times)) {
        let mut event = comment_created(seq, id, id);
        event["comment"]["createdAt"] = time.into();
        world.server(event);
    }
    assert_eq!(world.bodies(), [["first", "c9", "c5", "c7"]]);
}

#[test]
fn marking_all_as_seen_is_about_those_that_were_there() {
    let notification = |id: &str| {
        json!({"id":id,"type":"comment:reply","actorId":"u2","read":false,
            "createdAt":"2026-05-01T09:00:00.000Z"})
    };
    let mut world = World::connected();
    world.server(json!({"type":"notification","notification":notification("n1")}));
    let op = world.write(json!({"type":"notification:read-all"}));
    assert_eq!(world.view().unread_count(), 0);
    let sent = world.sent().pop().unwrap();
    assert_eq!(sent["notificationIds"], json!(["n1"]));
    // The server has done it, but its answer is lost, and then something new comes.
    let mut done = notification("n1");
    done["read"] = true.into();
    world.reconnect(json!({"notifications":[notification("n2"), done]}));
    assert_eq!(world.view().unread_count(), 1);
    world.server(json!({"type":"ack","opId":op}));
    let view = world.view();
    let unread = view.notifications().iter().filter(|seen| !seen.read);
    assert_eq!(
        unread.map(|seen| seen.id.as_str()).collect::<Vec<_>>(),
        ["n2"]
    );
}

#[test]
fn what_another_tab_has_seen_together_is_not_what_came_since() {
    let notification = |id: &str| {
        json!({"type":"notification","notification":{"id":id,"type":"comment:reply",
            "actorId":"u2","read":false,"createdAt":"2026-05-01T09:00:00.000Z"}})
    };
    let mut world = World::connected();
    for id in ["n1", "n2", "n3"] {
        world.server(notification(id));
    }
    world.server(json!({"type":"notification:read-all","notificationIds":["n1","n2","n9"]}));
    assert_eq!(world.view().unread_count(), 1);
    // A server that names none means all.
    world.server(json!({"type":"notification:read-all"}));
    assert_eq!(world.view().unread_count(), 0);
}

#[test]
fn no_more_notifications_are_kept_than_a_snapshot_has() {
    let mut world = World::connected();
    for number in 0..130 {
        world.server(
            json!({"type":"notification","notification":{"id":format!("n{number}"),
            "type":"comment:reply","actorId":"u2","read":false,
            "createdAt":"2026-05-01T09:00:00.000Z"}}),
        );
    }
    let view = world.view();
    assert_eq!(view.notifications().len(), 100);
    assert_eq!(view.notifications()[0].id.as_str(), "n129");
}
