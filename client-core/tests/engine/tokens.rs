//! Getting tokens, renewing them, and what a refusal means.

use pulse_client_core::{Command, Event, Part, Provider, Status, Token, TokenFailure, TokenReason};
use pulse_protocol::ErrorCode;
use pulse_protocol::claims::Role;
use serde_json::json;

use crate::driver::{SECRET, SERVER_TIME, World};

fn token() -> Token {
    Token::new(SECRET).unwrap()
}

fn errors(world: &mut World) -> Vec<ErrorCode> {
    let events = world.events().into_iter();
    events
        .filter_map(|event| match event {
            Event::Error(problem) => Some(problem.code),
            _ => None,
        })
        .collect()
}

/// Connected through a provider, with a token of this life.
fn provided(life_ms: u64) -> World {
    let mut world = World::with_provider();
    world.command(Command::Connect);
    world.give_token();
    world.let_in(json!({"tokenExpiresAt": SERVER_TIME + life_ms}));
    world.forget();
    world
}

#[test]
fn fetches_a_token_before_it_opens_a_socket() {
    let mut world = World::with_provider();
    world.command(Command::Connect);
    assert_eq!(world.opened, 0);
    assert_eq!(world.give_token(), TokenReason::Connect);
    assert_eq!(world.opened, 1);
}

#[test]
fn asks_one_request_at_a_time_and_gives_it_ten_seconds() {
    let mut world = World::with_provider();
    world.command(Command::Connect);
    world.command(Command::Connect);
    assert_eq!(world.fetches.len(), 1);
    world.advance(10_000);
    assert_eq!(errors(&mut world), [ErrorCode::TokenUnavailable]);
    world.advance(500);
    assert_eq!(world.fetches.len(), 2);
    // The answer to the first one is too late.
    world.give_token();
    assert_eq!(world.opened, 0);
    world.give_token();
    assert_eq!(world.opened, 1);
}

#[test]
fn renews_at_four_fifths_of_its_life_on_the_live_socket() {
    let mut world = provided(60_000);
    world.advance(43_000);
    assert!(world.fetches.is_empty());
    world.advance(5_000);
    assert_eq!(world.give_token(), TokenReason::Refresh);
    let frame = world.sent().pop().unwrap();
    assert_eq!(
        (frame["type"].as_str(), frame["token"].as_str()),
        (Some("auth:refresh"), Some(SECRET))
    );
    world.server(json!({"type":"auth:refreshed","tokenExpiresAt": SERVER_TIME + 108_000}));
    assert_eq!((world.opened, world.status()), (1, Status::Connected));
    world.advance(43_000);
    assert!(world.fetches.is_empty());
    world.advance(6_000);
    assert_eq!(world.fetches.len(), 1);
}

#[test]
fn what_the_token_allows_changes_with_it() {
    let mut world = provided(60_000);
    assert_eq!(world.view().role(), Role::Commenter);
    for (said, role, told) in [
        (None, Role::Commenter, false),
        (Some("viewer"), Role::Viewer, true),
        (Some("viewer"), Role::Viewer, false),
        (None, Role::Viewer, false),
        (Some("moderator"), Role::Moderator, true),
    ] {
        world.forget();
        let end = SERVER_TIME + 108_000;
        let mut refreshed = json!({"type":"auth:refreshed","tokenExpiresAt": end});
        if let Some(said) = said {
            refreshed["role"] = said.into();
        }
        world.server(refreshed);
        assert_eq!(world.view().role(), role);
        let is_auth = |event: &Event| matches!(event, Event::Changed(Part::Auth));
        assert_eq!(world.events().iter().any(is_auth), told, "{said:?}");
    }
}

#[test]
fn a_wrong_local_clock_does_not_matter() {
    let mut world = World::of(|config| {
        config.unix_ms_at_start = 5;
        config.provider = Provider::Present;
    });
    world.command(Command::Connect);
    world.give_token();
    world.let_in(json!({"tokenExpiresAt": SERVER_TIME + 60_000}));
    world.advance(40_000);
    assert!(world.fetches.is_empty());
    world.advance(9_000);
    assert_eq!(world.fetches.len(), 1);
}

#[test]
fn a_provider_that_fails_is_asked_again_and_the_session_goes_on() {
    let mut world = provided(60_000);
    world.advance(48_000);
    world.answer_token(Err(TokenFailure::Unavailable("down".into())));
    assert_eq!(errors(&mut world), [ErrorCode::TokenUnavailable]);
    assert_eq!(world.status(), Status::Connected);
    world.advance(500);
    world.give_token();
    assert_eq!(world.sent().pop().unwrap()["type"], "auth:refresh");
}

#[test]
fn a_provider_that_refuses_makes_the_client_unauthorized_until_a_token_is_set() {
    let mut world = provided(60_000);
    world.advance(48_000);
    world.answer_token(Err(TokenFailure::Refused("signed out".into())));
    assert_eq!(world.status(), Status::Unauthorized);
    assert_eq!(world.socket, None);
    world.advance(600_000);
    assert!(world.fetches.is_empty());
    world.command(Command::SetToken(token()));
    world.let_in(json!({}));
    assert_eq!(world.status(), Status::Connected);
}

#[test]
fn connect_asks_a_refusing_provider_once_more() {
    let mut world = World::with_provider();
    world.command(Command::Connect);
    world.answer_token(Err(TokenFailure::Refused("no".into())));
    world.command(Command::Connect);
    world.give_token();
    assert_eq!(world.opened, 1);
}

#[test]
fn an_ended_token_is_replaced_before_the_next_attempt() {
    for end in ["auth:error", "close"] {
        let mut world = provided(60_000);
        if end == "close" {
            world.close(4401);
        } else {
            world.server(json!({"type":"auth:error","code":"token_expired","message":"ended","retryable":true}));
        }
        assert_eq!((world.opened, world.socket), (1, None), "{end}");
        assert_eq!(world.give_token(), TokenReason::Rejected, "{end}");
        assert_eq!(world.opened, 2, "{end}");
    }
}

#[test]
fn a_token_of_a_withdrawn_key_is_replaced_before_the_next_attempt() {
    let mut world = provided(60_000);
    world.server(
        json!({"type":"auth:error","code":"key_revoked","message":"rotated","retryable":true}),
    );
    assert_eq!((world.opened, world.socket), (1, None));
    assert_eq!(world.give_token(), TokenReason::Rejected);
    assert_eq!(world.opened, 2);
}

#[test]
fn a_provider_of_dead_tokens_is_asked_less_and_less_and_reported() {
    let mut world = World::with_provider();
    world.command(Command::Connect);
    let mut fetched = 0;
    let mut reported = 0;
    for _ in 0..600 {
        world.advance(100);
        if !world.fetches.is_empty() {
            fetched += 1;
            world.give_token();
            world.open();
            world.server(json!({"type":"auth:error","code":"token_expired","message":"ended","retryable":true}));
            reported += errors(&mut world).len();
        }
    }
    assert!((3..30).contains(&fetched), "{fetched} in a minute");
    assert!(reported >= fetched - 2, "{reported} of {fetched}");
}

#[test]
fn the_same_token_again_is_not_a_reason_to_ask_at_once() {
    let mut world = provided(60_000);
    let mut fetched = 0;
    for _ in 0..120 {
        world.advance(100);
        if world.now >= 47_000 && !world.fetches.is_empty() {
            fetched += 1;
            world.give_token();
            world.server(json!({"type":"auth:refreshed","tokenExpiresAt": SERVER_TIME + 60_000}));
        }
        if world.now < 47_000 {
            world.advance(1_000);
        }
    }
    assert!(fetched < 12, "{fetched}");
}

#[test]
fn without_a_provider_the_host_is_told_in_time_and_sets_a_token_in_place() {
    let mut world = World::new();
    world.command(Command::Connect);
    world.let_in(json!({"tokenExpiresAt": SERVER_TIME + 60_000}));
    world.forget();
    world.advance(48_000);
    let expires_at = SERVER_TIME + 60_000;
    assert!(
        world
            .events()
            .contains(&Event::TokenExpiring { expires_at })
    );
    world.command(Command::SetToken(token()));
    assert_eq!(world.sent().pop().unwrap()["type"], "auth:refresh");
    assert_eq!(world.opened, 1);
}

#[test]
fn without_a_provider_an_ended_token_leaves_the_client_unauthorized() {
    let mut world = World::connected();
    world.close(4401);
    assert_eq!(world.status(), Status::Unauthorized);
    world.command(Command::Connect);
    assert_eq!(world.status(), Status::Unauthorized);
    world.command(Command::SetProvider(Provider::Present));
    world.give_token();
    assert_eq!(world.opened, 2);
}

#[test]
fn a_token_that_has_ended_meanwhile_is_not_tried() {
    let mut world = provided(60_000);
    world.close(1006);
    world.command(Command::Disconnect);
    world.now += 120_000;
    world.command(Command::Connect);
    assert_eq!((world.opened, world.fetches.len()), (1, 1));
}

#[test]
fn a_token_for_somebody_else_is_refused_and_the_session_goes_on() {
    let mut world = provided(60_000);
    world.command(Command::SetToken(token()));
    world.forget();
    world.server(
        json!({"type":"error","code":"wrong_user","message":"another person's","retryable":false}),
    );
    assert_eq!(errors(&mut world), [ErrorCode::WrongUser]);
    assert_eq!(world.status(), Status::Connected);
}

#[test]
fn a_token_for_another_environment_is_refused_and_the_session_goes_on() {
    let mut world = provided(60_000);
    world.command(Command::SetToken(token()));
    world.forget();
    world.server(
        json!({"type":"error","code":"wrong_environment","message":"another one's","retryable":false}),
    );
    assert_eq!(errors(&mut world), [ErrorCode::WrongEnvironment]);
    assert_eq!(world.status(), Status::Connected);
    // The one in use is renewed in time, as if nothing had been.
    world.advance(59_000);
    assert!(!world.fetches.is_empty());
}

#[test]
fn a_token_for_another_environment_does_not_let_in_and_is_told() {
    let mut world = World::new();
    world.command(Command::Connect);
    world.open();
    world.forget();
    world.server(
        json!({"type":"auth:error","code":"wrong_environment","message":"another one's","retryable":false}),
    );
    let events = world.events();
    let told = events.iter().any(
        |event| matches!(event, Event::Error(problem) if problem.message.contains("another one's")),
    );
    assert!(told, "{events:?}");
    assert_eq!(world.status(), Status::Unauthorized);
}

#[test]
fn a_token_that_ends_while_the_machine_sleeps_is_replaced_at_once() {
    let mut world = provided(60_000);
    world.sleep(7_200_000);
    assert_eq!(world.fetches.len(), 1);
    world.close(4401);
    assert_eq!(world.fetches.len(), 1, "one is on its way already");
    world.give_token();
    let ends = SERVER_TIME + world.now + 60_000;
    world.let_in(json!({"tokenExpiresAt": ends}));
    assert_eq!(world.status(), Status::Connected);
    world.advance(40_000);
    assert!(world.fetches.is_empty());
}

#[test]
fn an_answer_that_was_overtaken_by_a_token_of_the_host_is_dropped() {
    let mut world = World::with_provider();
    world.command(Command::Connect);
    world.command(Command::SetToken(token()));
    assert_eq!(world.opened, 1);
    world.answer_token(Err(TokenFailure::Refused("late".into())));
    world.let_in(json!({}));
    assert_eq!(world.status(), Status::Connected);
}
