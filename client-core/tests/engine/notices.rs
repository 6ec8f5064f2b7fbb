//! For whoever debugs: what was out of the ordinary, in fixed words and numbers.

use pulse_client_core::{Command, Input, Notice};
use pulse_protocol::Seq;
use serde_json::json;

use crate::driver::{World, ack, auth_ok, comment_created};

/// What somebody wrote: no notice may have it.
const CONTENT: &str = "hush";

/// The notices, each of them fit for a log.
fn notices(world: &mut World) -> Vec<Notice> {
    let notices = world.notices();
    for notice in &notices {
        let line = notice.to_string();
        assert!(!line.is_empty() && !line.contains(CONTENT), "{line}");
    }
    notices
}

#[test]
fn frames_that_are_of_no_use_are_noticed_by_their_length() {
    let mut world = World::connected().with_thread();
    let connection = world.socket.unwrap();
    let text = format!(r#"{{"type":"{CONTENT}"#);
    let bytes = text.len();
    world.feed(Input::SocketMessage { connection, text });
    assert_eq!(notices(&mut world), [Notice::Unreadable { bytes }]);
    for useless in [
        json!({"type": CONTENT}),
        json!({"type":"thread:created","thread": CONTENT}),
        json!({"type":"comment:deleted","body": CONTENT}),
    ] {
        let bytes = useless.to_string().len();
        world.server(useless);
        assert_eq!(notices(&mut world), [Notice::Unusable { bytes }]);
    }
}

#[test]
fn events_out_of_order_are_noticed_by_their_places() {
    let mut world = World::connected().with_thread();
    world.server(comment_created(1, "c1", CONTENT));
    let last = Seq(1);
    assert_eq!(notices(&mut world), [Notice::Again { seq: Seq(1), last }]);
    world.server(comment_created(5, "c5", CONTENT));
    let (early, missing) = (
        Notice::Early { seq: Seq(5), last },
        Notice::Missing { after: last },
    );
    assert_eq!(notices(&mut world), [early, missing]);
    world.server(json!({"type":"events:page","events":[],"seq":1}));
    assert_eq!(notices(&mut world), [Notice::Contradiction]);
}

#[test]
fn answers_that_nobody_waits_for_are_noticed() {
    let mut world = World::connected();
    world.server(ack(CONTENT));
    assert_eq!(notices(&mut world), [Notice::UnknownOperation]);
    world.server(auth_ok(world.now, json!({"seq": null})));
    assert_eq!(
        notices(&mut world),
        [Notice::Unexpected { kind: "auth:ok" }]
    );

    let mut world = World::with_provider();
    world.command(Command::Connect);
    world.advance(10_500);
    assert_eq!(notices(&mut world), [Notice::Overdue { what: "a token" }]);
    world.give_token();
    assert_eq!(notices(&mut world), [Notice::StaleToken]);
}

#[test]
fn what_comes_before_the_welcome_is_noticed() {
    let mut world = World::new();
    world.command(Command::Connect);
    world.open();
    world.server(comment_created(1, "c1", CONTENT));
    let kind = "comment:created";
    assert_eq!(notices(&mut world), [Notice::Unexpected { kind }]);
    world.advance(10_000);
    assert_eq!(
        notices(&mut world),
        [Notice::Overdue { what: "connecting" }]
    );
}

#[test]
fn silence_and_what_an_old_socket_says_are_noticed() {
    let mut world = World::connected();
    let connection = world.socket.unwrap();
    world.silent = true;
    world.advance(60_000);
    let what = "a sign of life";
    assert_eq!(notices(&mut world)[0], Notice::Overdue { what });
    let text = CONTENT.to_owned();
    world.feed(Input::SocketMessage { connection, text });
    world.feed(Input::SocketClosed {
        connection,
        code: 1006,
    });
    assert_eq!(
        notices(&mut world),
        [Notice::StaleSocket, Notice::StaleSocket]
    );
}

#[test]
fn notices_that_nobody_asks_for_are_bounded_and_counted() {
    let mut world = World::connected();
    let connection = world.socket.unwrap();
    for _ in 0..100 {
        let text = CONTENT.to_owned();
        world
            .engine
            .handle(world.now, Input::SocketMessage { connection, text });
    }
    let kept: Vec<Notice> = std::iter::from_fn(|| world.engine.poll_notice()).collect();
    assert_eq!(kept[0], Notice::Missed { notices: 36 });
    assert_eq!(kept[1..], [Notice::Unreadable { bytes: 4 }; 64]);
}
