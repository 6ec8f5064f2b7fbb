//! Servers of version 1: no acknowledgements, no pings, no sequence.

use pulse_client_core::{Command, Status, WriteStatus};
use serde_json::{Value, json};

use crate::driver::{World, auth_ok, comment, thread, user};

fn auth_ok_of_one() -> Value {
    let mut message = auth_ok(0, json!({"threads": [thread("t1", "c1", "u1")]}));
    let fields = message.as_object_mut().unwrap();
    for name in [
        "protocol",
        "epoch",
        "seq",
        "serverTime",
        "tokenExpiresAt",
        "heartbeatMs",
        "resumed",
    ] {
        fields.remove(name);
    }
    message
}

fn connected() -> World {
    let mut world = World::new();
    world.command(Command::Connect);
    world.open();
    world.server(auth_ok_of_one());
    world.forget();
    world
}

#[test]
fn tells_its_presence_every_thirty_seconds_and_never_pings() {
    let mut world = connected();
    world.advance(120_000);
    assert_eq!(world.sent_kinds(), ["presence:update"; 4]);
    assert_eq!(world.status(), Status::Connected);
}

#[test]
fn a_write_is_sent_without_a_name_and_settled_by_its_echo() {
    let mut world = connected();
    world.write(json!({"type":"comment:create","threadId":"t1","id":"c2","body":"hi"}));
    assert_eq!(world.sent()[0].get("opId"), None);
    assert_eq!(
        world.view().pending().next().unwrap().status,
        WriteStatus::Sent
    );
    world.server(
        json!({"type":"comment:created","threadId":"t1","comment":comment("t1","c2","u1","hi")}),
    );
    assert_eq!(world.view().pending().count(), 0);
    assert_eq!(world.bodies(), [["first", "hi"]]);
}

#[test]
fn what_is_not_echoed_is_settled_by_being_sent() {
    let mut world = connected();
    world.write(json!({"type":"thread:move","threadId":"t1","position":{"x":1}}));
    assert_eq!(world.view().pending().count(), 0);
    assert_eq!(
        world.view().threads()[0]
            .position
            .as_ref()
            .unwrap()
            .as_str(),
        r#"{"x":1}"#
    );
}

#[test]
fn a_snapshot_that_has_the_write_settles_it() {
    let mut world = connected();
    world.write(json!({"type":"comment:create","threadId":"t1","id":"c1","body":"first"}));
    world.close(1006);
    world.advance(30_000);
    world.open();
    world.forget();
    world.server(auth_ok_of_one());
    assert_eq!(world.sent(), Vec::<Value>::new());
    assert_eq!(world.view().pending().count(), 0);
}

#[test]
fn double_delivery_has_no_effect() {
    let mut world = connected();
    let reaction = json!({"type":"reaction:added","reaction":{"id":"r1","targetId":"c1","targetType":"comment",
        "userId":"u2","emoji":"👍","createdAt":"2026-05-01T09:00:00.000Z"}});
    for _ in 0..2 {
        world.server(json!({"type":"comment:created","threadId":"t1","comment":comment("t1","c2","u2","hi")}));
        world.server(reaction.clone());
        world.server(json!({"type":"presence:join","user":{"user":user("u2"),"status":"online"}}));
    }
    assert_eq!(world.bodies(), [["first", "hi"]]);
    assert_eq!(world.view().reactions("c1").len(), 1);
    assert_eq!(world.view().presence().len(), 2);
}
