//! A server that says what no server should: the client keeps its wits.

use pulse_client_core::{Command, Event, Status};
use serde_json::json;

use crate::driver::{World, ack, auth_ok, comment, comment_created, refuse, thread};

/// What is known of the conversations.
fn picture(world: &World) -> String {
    let view = world.view();
    format!(
        "{:?} {:?} {:?}",
        view.threads(),
        view.reactions("c1"),
        view.notifications()
    )
}

#[test]
fn what_is_about_things_that_nobody_knows_changes_nothing() {
    let mut world = World::connected().with_thread();
    let before = picture(&world);
    for (seq, message) in (2..).zip([
        json!({"type":"thread:resolved","threadId":"t9","resolved":true}),
        json!({"type":"thread:moved","threadId":"t9","position":{"x":1}}),
        json!({"type":"thread:deleted","threadId":"t9"}),
        json!({"type":"comment:created","threadId":"t9","comment":comment("t9","c9","u2","hm")}),
        json!({"type":"comment:edited","threadId":"t9","comment":comment("t9","c9","u2","hm")}),
        json!({"type":"comment:deleted","threadId":"t9","commentId":"c9"}),
        json!({"type":"reaction:removed","targetId":"c1","reactionId":"r9"}),
    ]) {
        let mut message = message;
        message["seq"] = seq.into();
        world.server(message);
    }
    for message in [
        json!({"type":"notification:read","notificationId":"n9"}),
        json!({"type":"presence:leave","userId":"u9"}),
        json!({"type":"presence:update","userId":"u9","status":"idle"}),
        json!({"type":"ack","opId":"op9"}),
        refuse("op9", "not_found"),
        json!({"type":"events:page","events":[],"seq":8}),
    ] {
        world.server(message);
    }
    assert_eq!(picture(&world), before);
    assert_eq!((world.opened, world.status()), (1, Status::Connected));
}

#[test]
fn a_type_that_is_not_known_yet_takes_its_place_and_no_more() {
    let mut world = World::connected().with_thread();
    let before = picture(&world);
    world.server(json!({"type":"thread:glowed","seq":2,"threadId":"t1"}));
    world.server(json!({"type":"weather:report","sunny":true}));
    assert_eq!(picture(&world), before);
    world.server(comment_created(3, "c3", "next"));
    assert_eq!(world.bodies(), [["first", "next"]]);
    assert_eq!(
        world.sent_kinds(),
        Vec::<String>::new(),
        "nothing is missing"
    );
}

#[test]
fn a_frame_cut_anywhere_changes_nothing() {
    let mut world = World::connected().with_thread();
    let before = picture(&world);
    let whole = comment_created(2, "c2", "wh\u{e9}le").to_string();
    for end in (0..whole.len()).filter(|end| whole.is_char_boundary(*end)) {
        let connection = world.socket.unwrap();
        let text = whole[..end].to_owned();
        world.feed(pulse_client_core::Input::SocketMessage { connection, text });
    }
    assert_eq!(picture(&world), before);
    world.server(comment_created(2, "c2", "whole"));
    assert_eq!(world.bodies(), [["first", "whole"]]);
}

#[test]
fn a_welcome_that_comes_twice_is_taken_once() {
    let mut world = World::connected().with_thread();
    let before = picture(&world);
    world.server(auth_ok(world.now, json!({})));
    assert_eq!(picture(&world), before);
    assert_eq!((world.opened, world.status()), (1, Status::Connected));
}

#[test]
fn another_epoch_is_another_history() {
    let mut world = World::connected().with_thread();
    world.close(1006);
    world.advance(500);
    let other = thread("t5", "c5", "u2");
    world.let_in(json!({"epoch":"e2","seq":0,"resumed":false,"threads":[other]}));
    assert_eq!(world.view().threads()[0].id.as_str(), "t5");
    let mut event = comment_created(1, "c6", "goes on");
    event["threadId"] = "t5".into();
    event["comment"]["threadId"] = "t5".into();
    world.server(event);
    assert_eq!(world.bodies(), [["first", "goes on"]]);
    world.forget();
    world.close(1006);
    world.advance(1_000);
    world.open();
    let resume = world.sent().pop().unwrap()["resume"].take();
    assert_eq!(resume, json!({"epoch":"e2","seq":1}));
}

#[test]
fn a_history_that_ends_before_ones_own_place_is_not_gone_on_with() {
    let mut world = World::connected().with_thread();
    world.close(1006);
    world.advance(500);
    world.open();
    world.forget();
    world.server(auth_ok(world.now, json!({"resumed":true,"seq":0})));
    assert_eq!(world.status(), Status::Reconnecting);
    world.advance(30_000);
    world.open();
    assert_eq!(world.sent()[0].get("resume"), None);
}

#[test]
fn another_epoch_cannot_be_gone_on_with_whatever_the_server_says() {
    let mut world = World::connected().with_thread();
    world.close(1006);
    world.advance(500);
    world.let_in(json!({"epoch":"e2","resumed":true,"seq":5,"events":[]}));
    assert_eq!(world.status(), Status::Reconnecting);
    world.forget();
    world.advance(30_000);
    world.open();
    assert_eq!(world.sent()[0].get("resume"), None);
}

#[test]
fn nothing_can_be_gone_on_with_that_was_never_begun() {
    let mut world = World::new();
    world.command(Command::Connect);
    world.let_in(json!({"resumed":true,"seq":5,"events":[]}));
    assert_eq!(world.status(), Status::Reconnecting);
    world.advance(1_000);
    world.let_in(json!({"seq":5}));
    assert_eq!(world.status(), Status::Connected);
}

#[test]
fn places_that_go_back_change_nothing() {
    let mut world = World::connected().with_thread();
    world.server(comment_created(2, "c2", "second"));
    let before = picture(&world);
    let op_id = world.write(json!({"type":"thread:resolve","threadId":"t1","resolved":true}));
    world.forget();
    world.server(comment_created(1, "c0", "from before"));
    world
        .server(json!({"type":"events:page","events":[comment_created(1, "c0", "again")],"seq":1}));
    world.server(refuse(&op_id, "not_found"));
    world.server(json!({"type":"ack","opId":op_id,"seq":1}));
    assert_eq!(picture(&world), before);
    assert_eq!(world.sent_kinds(), Vec::<String>::new());
    world.server(comment_created(3, "c3", "third"));
    assert_eq!(world.bodies(), [["first", "second", "third"]]);
}

#[test]
fn answers_in_another_order_than_the_writes_settle_each_its_own() {
    let mut world = World::connected().with_thread();
    let write = |world: &mut World, id: &str| {
        world.write(json!({"type":"comment:create","threadId":"t1","id":id,"body":id}))
    };
    let ids = [
        write(&mut world, "c2"),
        write(&mut world, "c3"),
        write(&mut world, "c4"),
    ];
    world.forget();
    world.server(ack(&ids[2]));
    world.server(refuse(&ids[0], "not_author"));
    world.server(ack(&ids[1]));
    let settled: Vec<String> = world
        .events()
        .into_iter()
        .filter_map(|event| match event {
            Event::Settled(op_id) => Some(op_id.to_string()),
            _ => None,
        })
        .collect();
    assert_eq!(settled, [ids[2].clone(), ids[1].clone()]);
    let failed: Vec<String> = world
        .view()
        .pending()
        .map(|w| w.op_id.to_string())
        .collect();
    assert_eq!(failed, [ids[0].clone()]);
}

#[test]
fn an_answer_may_take_its_time_as_long_as_the_server_lives() {
    let mut world = World::connected().with_thread();
    let op_id = world.write(json!({"type":"comment:create","threadId":"t1","id":"c2","body":"x"}));
    world.forget();
    world.advance(600_000);
    assert!(world.sent_kinds().iter().all(|kind| kind == "ping"));
    assert_eq!((world.opened, world.view().pending().count()), (1, 1));
    world.server(ack(&op_id));
    assert_eq!(world.view().pending().count(), 0);
}

#[test]
fn a_write_that_is_never_answered_is_sent_again_on_the_next_connection() {
    let mut world = World::connected().with_thread();
    let op_id = world.write(json!({"type":"comment:create","threadId":"t1","id":"c2","body":"x"}));
    world.silent = true;
    world.advance(120_000);
    assert_eq!(world.view().pending().count(), 1);
    world.silent = false;
    world.forget();
    if world.status() != Status::Connected {
        while world.socket.is_none() {
            world.advance(1_000);
        }
        world.let_in(json!({"resumed":true,"seq":1}));
    }
    let again = world
        .sent()
        .into_iter()
        .find(|frame| frame["opId"] == op_id.as_str());
    assert_eq!(again.unwrap()["body"], "x");
}

#[test]
fn a_server_that_hides_what_it_has_told_of_is_not_asked_for_ever() {
    let mut world = World::connected().with_thread();
    world.server(comment_created(9, "c9", "early"));
    assert_eq!(world.sent_kinds(), ["events:list"]);
    world.server(json!({"type":"events:page","events":[],"seq":1}));
    assert_eq!(world.sent_kinds(), Vec::<String>::new());
    assert_eq!(world.status(), Status::Reconnecting);
}
