//! One's own writes: shown at once, delivered once, rolled back without a trace.

use std::sync::Arc;

use pulse_client_core::{Command, Config, Effect, Event, Keeping, SavedWrite, Status, WriteStatus};
use pulse_protocol::limits::{OUTBOX_BYTES, OUTBOX_OPERATIONS};
use pulse_protocol::{ErrorCode, OpId};
use serde_json::{Value, json};

use crate::driver::{World, ack, comment, refuse, thread, user};

fn reply(id: &str, body: &str) -> Value {
    json!({"type":"comment:create","threadId":"t1","id":id,"body":body})
}

fn op_ids(frames: &[Value]) -> Vec<&str> {
    frames
        .iter()
        .filter_map(|frame| frame["opId"].as_str())
        .collect()
}

fn rejections(world: &mut World) -> Vec<(String, ErrorCode)> {
    let events = world.events().into_iter();
    events
        .filter_map(|event| match event {
            Event::Rejected(write) => Some((write.op_id.to_string(), write.error?.code)),
            _ => None,
        })
        .collect()
}

#[test]
fn an_ack_settles_whatever_places_in_the_sequence_were_seen() {
    let mut world = World::connected().with_thread();
    let op = world.write(json!({"type":"comment:create","threadId":"t1","id":"c9","body":"hello"}));
    let seen = world.view().threads()[0].comments.len();
    let (first, second) = (5, 6);
    for seq in 1..first {
        world.server(json!({"type":"thread:moved","seq":seq,"threadId":"t0","position":{}}));
    }
    let comment = comment("t1", "c9", "u1", "hello");
    world.server(json!({"type":"comment:created","seq":first,"threadId":"t1","comment":comment}));
    let log = json!({"id":"l1","type":"comment","userId":"u1","description":"replied","createdAt":"2026-05-01T09:00:00.000Z"});
    world.server(json!({"type":"activity:logged","seq":second,"activityLog":log}));
    // The server names the write's last event, which has come already.
    world.server(json!({"type":"ack","opId":op,"seq":second}));
    assert_eq!(world.view().pending().count(), 0);
    assert_eq!(world.view().threads()[0].comments.len(), seen);
}

#[test]
fn a_thread_is_shown_before_the_server_has_it_and_settled_when_it_has() {
    let mut world = World::connected();
    let op = world.write(json!({"type":"thread:create","id":"t9","commentId":"c9","body":"hello","position":{"x":1}}));
    let shown = Arc::clone(&world.view().threads()[0]);
    assert_eq!(shown.op_id.as_ref().map(OpId::as_str), Some(op.as_str()));
    assert_eq!(
        (
            shown.comments[0].body.as_str(),
            shown.comments[0].user_id.as_str()
        ),
        ("hello", "u1")
    );
    world.server(json!({"type":"thread:created","seq":1,"thread":thread("t9","c9","u1")}));
    world.server(ack(&op));
    let settled = &world.view().threads()[0];
    assert_eq!(
        (settled.op_id.clone(), settled.comments[0].op_id.clone()),
        (None, None)
    );
    assert_eq!(world.view().pending().count(), 0);
    assert!(
        world
            .events()
            .contains(&Event::Settled(OpId::parse(op).unwrap()))
    );
}

#[test]
fn every_kind_of_write_shows_at_once_and_leaves_no_trace_when_refused() {
    let reaction = json!({"id":"r1","targetId":"c1","targetType":"comment","userId":"u1","emoji":"👍",
        "createdAt":"2026-05-01T09:00:00.000Z"});
    let notification = json!({"id":"n1","type":"comment:reply","actorId":"u2","read":false,
        "createdAt":"2026-05-01T09:00:00.000Z"});
    for write in [
        json!({"type":"thread:create","id":"t9","body":"new"}),
        json!({"type":"thread:resolve","threadId":"t1","resolved":true}),
        json!({"type":"thread:move","threadId":"t1","position":{"x":2}}),
        json!({"type":"thread:delete","threadId":"t1"}),
        reply("c2", "more"),
        json!({"type":"comment:edit","commentId":"c1","body":"changed"}),
        json!({"type":"comment:delete","commentId":"c1"}),
        json!({"type":"reaction:add","targetId":"c1","targetType":"comment","emoji":"🎉"}),
        json!({"type":"reaction:remove","reactionId":"r1"}),
        json!({"type":"notification:read","notificationId":"n1"}),
        json!({"type":"notification:read-all"}),
    ] {
        let mut world = World::connected().with_thread();
        world.server(json!({"type":"reaction:added","seq":2,"reaction":reaction}));
        world.server(json!({"type":"notification","notification":notification}));
        let before = picture(&world);
        let op = world.write(write.clone());
        assert_ne!(picture(&world), before, "not shown: {write}");
        world.server(refuse(&op, "not_author"));
        assert_eq!(picture(&world), before, "left a trace: {write}");
        assert_eq!(
            rejections(&mut world),
            [(op, ErrorCode::NotAuthor)],
            "{write}"
        );
    }
}

/// Everything a person sees that writes can change.
fn picture(world: &World) -> String {
    let view = world.view();
    format!(
        "{:?}{:?}{:?}",
        view.threads(),
        view.reactions("c1"),
        view.notifications()
    )
}

#[test]
fn a_refused_text_is_kept_for_another_try_under_a_new_name() {
    let mut world = World::connected().with_thread();
    let op = world.write(reply("c2", "precious"));
    world.server(refuse(&op, "feature_disabled"));
    let refused = world.view().pending().next().unwrap();
    assert_eq!(
        (refused.status, refused.body.as_deref()),
        (WriteStatus::Failed, Some("precious"))
    );
    world.forget();
    world.command(Command::Retry(refused.op_id));
    let frame = world.sent().remove(0);
    assert_eq!(frame["body"], "precious");
    assert_ne!(frame["opId"], op.as_str());
    assert_eq!(world.bodies(), [["first", "precious"]]);
}

#[test]
fn discarding_gives_a_write_up() {
    let mut world = World::connected().with_thread();
    let op = world.write(reply("c2", "oops"));
    world.command(Command::Discard(OpId::parse(op).unwrap()));
    assert_eq!(world.bodies(), [["first"]]);
    assert_eq!(world.view().pending().count(), 0);
}

#[test]
fn the_outbox_is_rebuilt_on_reconnect_in_order_under_the_same_names() {
    let mut world = World::connected().with_thread();
    let sent = [
        world.write(reply("c2", "two")),
        world.write(reply("c3", "three")),
    ];
    world.server(json!({"type":"comment:created","seq":2,"threadId":"t1","comment":comment("t1","c2","u1","two")}));
    world.close(1006);
    let offline = [
        world.write(reply("c4", "four")),
        world.write(reply("c5", "five")),
    ];
    assert_eq!(world.bodies(), [["first", "two", "three", "four", "five"]]);
    assert!(
        world
            .view()
            .pending()
            .all(|write| write.status == WriteStatus::Queued)
    );
    world.advance(500);
    world.open();
    assert_eq!(
        world.sent().pop().unwrap()["resume"],
        json!({"epoch":"e1","seq":2})
    );
    world.server(crate::driver::auth_ok(
        world.now,
        json!({"resumed":true,"seq":2}),
    ));
    let frames = world.sent();
    assert_eq!(
        op_ids(&frames),
        [&sent[0], &sent[1], &offline[0], &offline[1]]
    );
    for op in sent.iter().chain(&offline) {
        world.server(ack(op));
    }
    assert_eq!(world.view().pending().count(), 0);
}

#[test]
fn nothing_is_sent_before_the_client_is_let_in() {
    let mut world = World::new();
    world.command(Command::Connect);
    world.write(json!({"type":"thread:create","id":"t9","body":"early"}));
    world.open();
    assert_eq!(world.sent_kinds(), ["auth"]);
    world.server(crate::driver::auth_ok(0, json!({})));
    assert_eq!(world.sent_kinds(), ["thread:create"]);
    assert_eq!(world.bodies(), [["early"]]);
}

#[test]
fn a_full_outbox_says_so_and_drops_nothing() {
    let mut world = World::connected().with_thread();
    world.close(1006);
    for n in 0..OUTBOX_OPERATIONS {
        world.write(reply(&format!("n{n}"), "x"));
    }
    assert_eq!(rejections(&mut world), []);
    let op = world.write(reply("last", "straw"));
    assert_eq!(rejections(&mut world), [(op, ErrorCode::OutboxFull)]);
    assert_eq!(world.view().pending().count(), OUTBOX_OPERATIONS);
    assert_eq!(world.bodies()[0].len(), OUTBOX_OPERATIONS + 1);
}

#[test]
fn the_outbox_is_bounded_in_bytes_too() {
    let mut world = World::connected().with_thread();
    world.close(1006);
    let body = "x".repeat(9_000);
    let mut taken = 0;
    while rejections(&mut world).is_empty() {
        world.write(reply(&format!("n{taken}"), &body));
        taken += 1;
    }
    assert!(
        taken * 9_000 > OUTBOX_BYTES - 20_000 && taken * 9_000 < OUTBOX_BYTES + 20_000,
        "{taken}"
    );
}

#[test]
fn what_the_server_would_not_take_is_refused_at_once_with_its_limit() {
    let mut world = World::connected().with_thread();
    let op = world.write(reply("c2", &"é".repeat(10_001)));
    assert_eq!(world.sent(), Vec::<Value>::new());
    assert_eq!(world.bodies(), [["first"]]);
    let refused = world.view().pending().next().unwrap().error.unwrap();
    assert_eq!(
        refused.message,
        "body is longer than 10000 characters: 10001"
    );
    assert_eq!(rejections(&mut world), [(op, ErrorCode::TooLarge)]);
}

#[test]
fn a_write_that_cannot_be_taken_now_is_sent_again_and_not_overtaken() {
    let mut world = World::connected().with_thread();
    let first = world.write(reply("c2", "two"));
    world.forget();
    world.server(json!({"type":"error","opId":first,"code":"unavailable","message":"busy","retryable":true,"retryAfterMs":700}));
    let second = world.write(reply("c3", "three"));
    world.advance(699);
    assert_eq!(world.sent(), Vec::<Value>::new());
    world.advance(1);
    assert_eq!(op_ids(&world.sent()), [&first, &second]);
    assert_eq!(rejections(&mut world), []);
}

#[test]
fn a_server_that_is_never_ready_is_not_asked_for_ever() {
    let mut world = World::connected().with_thread();
    let op = world.write(reply("c2", "two"));
    for _ in 0..20 {
        world.server(json!({"type":"error","opId":op,"code":"unavailable","message":"busy","retryable":true}));
        world.advance(1_000);
    }
    assert_eq!(rejections(&mut world), [(op, ErrorCode::Unavailable)]);
}

#[test]
fn a_reply_waits_for_the_thread_it_replies_to() {
    let mut world = World::connected();
    let thread =
        world.write(json!({"type":"thread:create","id":"t1","commentId":"c1","body":"new"}));
    let answer = world.write(reply("c2", "answer"));
    world.server(json!({"type":"error","opId":thread,"code":"unavailable","message":"busy","retryable":true}));
    world.server(refuse(&answer, "not_found"));
    world.forget();
    world.advance(1_000);
    world.advance(1_000);
    assert_eq!(op_ids(&world.sent()), [&thread, &answer]);
    assert_eq!(world.bodies(), [["new", "answer"]]);
}

#[test]
fn an_answer_that_comes_twice_has_no_second_effect() {
    let mut world = World::connected().with_thread();
    let op = world.write(reply("c2", "two"));
    world.server(json!({"type":"comment:created","seq":2,"threadId":"t1","comment":comment("t1","c2","u1","two")}));
    world.server(ack(&op));
    world.forget();
    world.server(ack(&op));
    let settled = world
        .events()
        .into_iter()
        .filter(|event| matches!(event, Event::Settled(_)));
    assert_eq!(settled.count(), 0);
    assert_eq!(world.bodies(), [["first", "two"]]);
}

#[test]
fn one_persons_writes_are_not_sent_as_anothers() {
    let mut world = World::connected().with_thread();
    world.close(1006);
    let op = world.write(reply("c2", "mine"));
    world.forget();
    world.advance(500);
    world.let_in(json!({"user": user("u2"), "threads": [thread("t1","c1","u2")], "seq": 1}));
    assert_eq!(world.sent_kinds(), ["auth"]);
    assert_eq!(rejections(&mut world), [(op, ErrorCode::WrongUser)]);
    assert_eq!(world.bodies(), [["first"]]);
}

#[test]
fn unsent_writes_survive_a_restart() {
    let keep = |config: &mut Config| {
        config.token = pulse_client_core::Token::new("t");
        config.outbox = Keeping::Saved;
    };
    let mut world = World::of(keep);
    world
        .engine
        .handle(0, pulse_client_core::Input::Command(Command::Connect));
    let message = json!({"type":"thread:create","id":"t9","body":"kept"}).to_string();
    let message = pulse_protocol::ClientFrame::decode(&message)
        .unwrap()
        .message;
    let op_id = OpId::parse("op1").unwrap();
    world.engine.handle(
        0,
        pulse_client_core::Input::Command(Command::Write { op_id, message }),
    );
    let saved: Vec<SavedWrite> = std::iter::from_fn(|| world.engine.poll_effect())
        .filter_map(|effect| match effect {
            Effect::SaveOutbox(writes) => Some(writes),
            _ => None,
        })
        .last()
        .unwrap();

    let mut world = World::of(keep);
    world.engine.restore(
        saved
            .into_iter()
            .chain([SavedWrite::new(0, None, "rubbish".into())]),
    );
    world.command(Command::Connect);
    world.let_in(json!({}));
    assert_eq!(op_ids(&world.sent()), ["op1"]);
    assert_eq!(
        (world.status(), world.bodies()),
        (Status::Connected, vec![vec!["kept".to_owned()]])
    );
}

#[test]
fn disconnecting_keeps_what_was_not_sent() {
    let mut world = World::connected();
    let op = world.write(json!({"type":"thread:create","id":"t9","body":"kept"}));
    world.command(Command::Disconnect);
    world.forget();
    world.command(Command::Connect);
    world.let_in(json!({}));
    assert_eq!(op_ids(&world.sent()), [&op]);
}
