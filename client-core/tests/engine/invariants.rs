//! What holds whatever happens. The world checks at every step that there is
//! one socket at most, that nothing is sent into the void, that no output has
//! a token in it and that no timer is busy.

use proptest::prelude::*;
use pulse_client_core::{Command, Input, Page, Status, Token, TokenFailure};
use pulse_protocol::OpId;
use serde_json::json;

use crate::driver::{SECRET, World, ack, auth_ok, comment_created, refuse, thread};

/// Something that can happen.
#[derive(Debug, Clone, Copy)]
enum Happening {
    Connect,
    Disconnect,
    SetToken,
    Write,
    Cursor,
    Retry,
    Discard,
    Open,
    LetIn,
    Resume,
    Event(u64),
    Ack(u8),
    Refuse(u8),
    Busy(u8),
    AuthError,
    Draining,
    Rubbish,
    Close(u16),
    Token(u8),
    Page(u8),
    Pass(u64),
    Sleep(u64),
    Stale,
}

fn happening() -> impl Strategy<Value = Happening> {
    use Happening as H;
    prop_oneof![
        2 => Just(H::Connect),
        1 => Just(H::Disconnect),
        1 => Just(H::SetToken),
        6 => Just(H::Write),
        2 => Just(H::Cursor),
        1 => Just(H::Retry),
        1 => Just(H::Discard),
        6 => Just(H::Open),
        6 => Just(H::LetIn),
        3 => Just(H::Resume),
        4 => (0_u64..12).prop_map(H::Event),
        4 => any::<u8>().prop_map(H::Ack),
        2 => any::<u8>().prop_map(H::Refuse),
        2 => any::<u8>().prop_map(H::Busy),
        1 => Just(H::AuthError),
        1 => Just(H::Draining),
        1 => Just(H::Rubbish),
        3 => prop_oneof![Just(1006), Just(1012), Just(4401), Just(4403), Just(4500)].prop_map(H::Close),
        4 => any::<u8>().prop_map(H::Token),
        4 => any::<u8>().prop_map(H::Page),
        8 => (1_u64..20_000).prop_map(H::Pass),
        1 => (1_u64..7_200_000).prop_map(H::Sleep),
        2 => Just(H::Stale),
    ]
}

fn live(world: &World) -> Vec<OpId> {
    world.view().pending().map(|write| write.op_id).collect()
}

fn pick(world: &World, n: u8) -> Option<OpId> {
    let ids = live(world);
    (!ids.is_empty()).then(|| ids[usize::from(n) % ids.len()].clone())
}

fn happen(world: &mut World, happening: Happening, step: usize) {
    use Happening as H;
    let in_session = world.status() == Status::Connected;
    match happening {
        H::Connect => world.command(Command::Connect),
        H::Disconnect => world.command(Command::Disconnect),
        H::SetToken => world.command(Command::SetToken(Token::new(SECRET).unwrap())),
        H::Write => {
            let id = format!("w{step}");
            world.write(json!({"type":"comment:create","threadId":"t1","id":id,"body":"text"}));
        }
        H::Cursor => world.command(Command::MoveCursor(
            pulse_protocol::Verbatim::parse("{}").unwrap(),
        )),
        H::Retry => {
            if let Some(op_id) = pick(world, 0) {
                world.command(Command::Retry(op_id));
            }
        }
        H::Discard => {
            if let Some(op_id) = pick(world, 1) {
                world.command(Command::Discard(op_id));
            }
        }
        H::Open if world.socket.is_some() => world.open(),
        H::LetIn | H::Resume if world.socket.is_some() && !in_session => {
            let resumed = matches!(happening, H::Resume);
            let threads = if resumed {
                vec![]
            } else {
                vec![thread("t1", "c1", "u2")]
            };
            world.server(auth_ok(
                world.now,
                json!({"threads": threads, "seq": 1, "resumed": resumed,
                "tokenExpiresAt": crate::driver::SERVER_TIME + world.now + 60_000}),
            ));
        }
        H::Event(seq) if in_session => {
            world.server(comment_created(seq, &format!("c{seq}"), "event"))
        }
        H::Ack(n) if in_session => {
            if let Some(op_id) = pick(world, n) {
                world.server(ack(op_id.as_str()));
            }
        }
        H::Refuse(n) if in_session => {
            if let Some(op_id) = pick(world, n) {
                world.server(refuse(op_id.as_str(), "not_author"));
            }
        }
        H::Busy(n) if in_session => {
            if let Some(op_id) = pick(world, n) {
                world.server(refuse(op_id.as_str(), "unavailable"));
            }
        }
        H::AuthError if world.socket.is_some() => {
            world.server(json!({"type":"auth:error","code":"token_expired","message":"ended","retryable":true}));
        }
        H::Draining if in_session => {
            world.server(json!({"type":"server:draining","reconnectInMs":3000}))
        }
        H::Rubbish if world.socket.is_some() => {
            world.server(json!({"type":"thread:created","thread":[]}))
        }
        H::Close(code) if world.socket.is_some() => world.close(code),
        H::Token(n) if !world.fetches.is_empty() => {
            let result = match n % 4 {
                0 => Err(TokenFailure::Unavailable("down".into())),
                1 if n < 32 => Err(TokenFailure::Refused("no".into())),
                _ => Ok(Token::new(SECRET).unwrap()),
            };
            world.answer_token(result);
        }
        H::Page(n) => world.page(
            [
                Page::Online,
                Page::Offline,
                Page::Visible,
                Page::Hidden,
                Page::Frozen,
                Page::Resumed,
                Page::Online,
            ][usize::from(n) % 7],
        ),
        H::Pass(ms) => world.advance(ms),
        H::Sleep(ms) => world.sleep(ms),
        H::Stale => stale(world),
        _ => {}
    }
}

/// News of a socket that is not the current one.
fn stale(world: &mut World) {
    let Some(current) = world.socket else {
        return;
    };
    let Some(old) = world.old_socket.filter(|old| *old != current) else {
        return;
    };
    let before = (world.log.len(), world.engine.poll_timeout());
    world.feed(Input::SocketOpened { connection: old });
    let text = auth_ok(world.now, json!({})).to_string();
    world.feed(Input::SocketMessage {
        connection: old,
        text,
    });
    world.feed(Input::SocketClosed {
        connection: old,
        code: 4403,
    });
    assert_eq!(
        (world.log.len(), world.engine.poll_timeout()),
        before,
        "stale news had an effect"
    );
}

fn run(seed: u64, provider: bool, happenings: &[Happening]) -> World {
    let mut world = World::seeded(seed, |config| {
        config.token = Token::new(SECRET);
        if provider {
            config.provider = pulse_client_core::Provider::Present;
        }
    });
    for (step, happening) in happenings.iter().enumerate() {
        happen(&mut world, *happening, step);
        check(&world);
    }
    world
}

fn check(world: &World) {
    if world.status() == Status::Connected {
        assert!(world.socket.is_some());
        assert!(
            world.engine.poll_timeout().is_some(),
            "a session without a heartbeat"
        );
    }
    let waits_for_somebody = matches!(
        world.status(),
        Status::Idle | Status::Closed | Status::Unauthorized | Status::Offline
    );
    let has_plan = world.engine.poll_timeout().is_some();
    assert!(
        waits_for_somebody || world.frozen || has_plan,
        "stuck: {:?}",
        world.status()
    );
    let threads = world.view().threads();
    for thread in threads {
        let mut ids: Vec<_> = thread.comments.iter().map(|comment| &comment.id).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), thread.comments.len(), "a comment is shown twice");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_the_invariants_hold(
        seed: u64,
        provider: bool,
        happenings in proptest::collection::vec(happening(), 1..120),
    ) {
        run(seed, provider, &happenings);
    }

    #[test]
    fn the_same_seed_and_inputs_give_the_same_effects(
        seed: u64,
        happenings in proptest::collection::vec(happening(), 1..80),
    ) {
        prop_assert_eq!(run(seed, true, &happenings).log, run(seed, true, &happenings).log);
    }

    #[test]
    fn once_the_world_is_well_again_every_write_is_sent_in_order(
        seed: u64,
        happenings in proptest::collection::vec(happening(), 1..80),
    ) {
        let mut world = run(seed, true, &happenings);
        let waiting: Vec<String> = world.view().pending()
            .filter(|write| write.status != pulse_client_core::WriteStatus::Failed)
            .map(|write| write.op_id.to_string())
            .collect();
        world.page(Page::Online);
        world.page(Page::Resumed);
        if world.socket.is_some() {
            world.close(1006);
        }
        world.command(Command::Connect);
        world.forget();
        for _ in 0..20 {
            while !world.fetches.is_empty() {
                world.give_token();
            }
            if world.socket.is_some() && world.status() != Status::Connected {
                world.open();
            }
            // The token may have ended while the socket was being opened.
            if world.socket.is_some() && world.status() != Status::Connected {
                let snapshot = json!({"seq": 1, "threads": [thread("t1", "c1", "u2")]});
                world.server(auth_ok(world.now, snapshot));
            }
            world.advance(5_000);
        }
        prop_assert_eq!(world.status(), Status::Connected);
        let sent: Vec<String> = world.sent().iter()
            .filter_map(|frame| frame["opId"].as_str().map(str::to_owned))
            .collect();
        prop_assert_eq!(sent, waiting);
    }
}
