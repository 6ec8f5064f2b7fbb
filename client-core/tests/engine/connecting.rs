//! Getting in, staying in, coming back.

use pulse_client_core::{Command, Event, Page, Status};
use serde_json::json;

use crate::driver::World;

#[test]
fn is_connected_only_after_the_server_has_let_it_in() {
    let mut world = World::new();
    assert_eq!(world.status(), Status::Idle);
    world.command(Command::Connect);
    assert_eq!(world.status(), Status::Connecting);
    world.open();
    assert_eq!(world.status(), Status::Connecting);
    let auth = world.sent().remove(0);
    assert_eq!(auth["type"], "auth");
    assert_eq!(auth["protocol"], 2);
    assert!(
        auth["sdk"]
            .as_str()
            .unwrap()
            .starts_with("pulse-client-core/")
    );
    assert_eq!(auth.get("resume"), None);
    world.server(crate::driver::auth_ok(0, json!({})));
    assert_eq!(world.status(), Status::Connected);
    assert_eq!(world.view().user().unwrap().id.as_str(), "u1");
}

#[test]
fn connecting_twice_opens_one_socket() {
    let mut world = World::new();
    world.command(Command::Connect);
    world.command(Command::Connect);
    assert_eq!(world.opened, 1);
}

#[test]
fn a_socket_that_does_not_open_is_given_up_after_ten_seconds() {
    let mut world = World::new();
    world.command(Command::Connect);
    world.advance(9_999);
    assert_eq!(world.status(), Status::Connecting);
    world.advance(1);
    assert_eq!(world.status(), Status::Reconnecting);
    assert_eq!(world.socket, None);
}

#[test]
fn an_auth_that_is_not_answered_is_given_up_after_ten_seconds() {
    let mut world = World::new();
    world.command(Command::Connect);
    world.open();
    world.advance(10_000);
    assert_eq!(world.status(), Status::Reconnecting);
    world.advance(500);
    assert_eq!(world.opened, 2);
}

#[test]
fn waits_longer_after_each_failure_but_never_over_thirty_seconds() {
    let mut longest = 0;
    for seed in 0..40 {
        let mut world = World::seeded(seed, |config| {
            config.token = pulse_client_core::Token::new("t");
        });
        world.command(Command::Connect);
        for failure in 0..12 {
            world.close(1006);
            let wait = world.engine.poll_timeout().unwrap() - world.now;
            let ceiling = (500_u64 << failure).min(30_000);
            assert!((50..=ceiling).contains(&wait), "{failure}: {wait}");
            longest = longest.max(wait);
            world.advance(wait);
        }
    }
    assert!(longest > 25_000, "{longest}");
}

#[test]
fn only_ten_good_seconds_make_the_next_wait_short_again() {
    let mut world = World::connected();
    let mut longest = 0;
    for _ in 0..20 {
        world.close(1006);
        let wait = world.engine.poll_timeout().unwrap() - world.now;
        longest = longest.max(wait);
        world.advance(wait);
        world.let_in(json!({}));
        world.advance(9_000);
    }
    assert!(
        longest > 5_000,
        "a server that lets in and closes is hit every {longest} ms"
    );
    world.advance(1_000);
    world.close(1006);
    assert!(world.engine.poll_timeout().unwrap() - world.now <= 500);
}

#[test]
fn comes_back_at_once_when_the_page_has_news() {
    for page in [Page::Online, Page::Visible, Page::Resumed] {
        let mut world = World::connected();
        world.close(1006);
        assert_eq!(world.opened, 1);
        world.page(page);
        assert_eq!(world.opened, 2, "{page:?}");
    }
}

#[test]
fn does_not_try_while_the_browser_says_offline() {
    let mut world = World::connected();
    world.page(Page::Offline);
    world.close(1006);
    assert_eq!(world.status(), Status::Offline);
    world.advance(600_000);
    assert_eq!(world.opened, 1);
    world.page(Page::Online);
    assert_eq!(world.opened, 2);
}

#[test]
fn stops_trying_when_the_browser_goes_offline_meanwhile() {
    let mut world = World::connected();
    world.close(1006);
    world.page(Page::Offline);
    assert_eq!(world.status(), Status::Offline);
    assert_eq!(world.engine.poll_timeout(), None);
}

#[test]
fn asks_the_server_before_it_believes_the_browser() {
    let mut world = World::connected();
    world.page(Page::Offline);
    assert_eq!(world.sent_kinds(), ["ping"]);
    world.advance(10_000);
    assert_eq!(world.status(), Status::Connected);
}

#[test]
fn a_frozen_page_lets_go_of_its_socket_and_takes_it_up_again() {
    let mut world = World::connected();
    world.page(Page::Frozen);
    assert_eq!(world.socket, None);
    assert_eq!(world.engine.poll_timeout(), None);
    world.page(Page::Resumed);
    world.let_in(json!({}));
    assert_eq!(world.status(), Status::Connected);
}

#[test]
fn silence_is_answered_with_a_ping_and_then_with_a_new_socket() {
    let mut world = World::connected();
    world.silent = true;
    world.advance(15_000);
    assert_eq!(world.sent_kinds(), ["ping"]);
    world.advance(14_999);
    assert_eq!(world.status(), Status::Connected);
    world.advance(1);
    assert_eq!(world.status(), Status::Reconnecting);
}

#[test]
fn a_server_that_answers_is_kept() {
    let mut world = World::connected();
    for _ in 0..700 {
        world.advance(15_000);
        if world.sent_kinds().contains(&"ping".to_owned()) {
            world.server(
                json!({"type":"pong","t":0,"serverTime":crate::driver::SERVER_TIME + world.now}),
            );
        }
    }
    assert_eq!((world.opened, world.status()), (1, Status::Connected));
}

#[test]
fn after_sleep_a_dead_socket_is_found_within_seconds() {
    let mut world = World::connected();
    world.silent = true;
    world.sleep(3_600_000 / 2);
    assert_eq!(world.sent_kinds(), ["ping"]);
    world.advance(5_000);
    assert_eq!(world.opened, 1);
    world.advance(500);
    assert_eq!(world.opened, 2);
}

#[test]
fn after_sleep_a_waiting_client_tries_at_once() {
    let mut world = World::connected();
    world.close(1006);
    world.sleep(1_800_000);
    assert_eq!(world.opened, 2);
}

#[test]
fn connecting_while_it_waits_tries_at_once() {
    let mut world = World::connected();
    world.close(1006);
    assert_eq!(world.status(), Status::Reconnecting);
    assert_eq!(world.opened, 1);
    world.command(Command::Connect);
    assert_eq!(world.opened, 2);
    world.command(Command::Connect);
    assert_eq!(world.opened, 2, "one socket at most");
}

#[test]
fn stays_away_as_long_as_a_draining_server_asked() {
    let mut world = World::connected();
    world.server(json!({"type":"server:draining","reconnectInMs":4321}));
    assert_eq!(world.status(), Status::Connected);
    world.close(1012);
    world.page(Page::Visible);
    world.advance(4_320);
    assert_eq!(world.opened, 1);
    world.advance(1);
    assert_eq!(world.opened, 2);
}

#[test]
fn a_terminal_close_is_final_until_connect() {
    let mut world = World::connected();
    world.close(4403);
    assert_eq!(world.status(), Status::Closed);
    for page in [Page::Online, Page::Visible, Page::Resumed] {
        world.page(page);
    }
    world.advance(1_800_000);
    assert_eq!(world.opened, 1);
    world.command(Command::Connect);
    assert_eq!(world.opened, 2);
}

#[test]
fn a_refusal_that_no_token_can_cure_is_final_and_says_why() {
    let mut world = World::new();
    world.command(Command::Connect);
    world.open();
    world.server(
        json!({"type":"auth:error","code":"invalid_key","message":"no such key","retryable":false}),
    );
    assert_eq!(world.status(), Status::Closed);
    let told = world.events().into_iter().any(
        |event| matches!(event, Event::Status { message: Some(text), .. } if text == "no such key"),
    );
    assert!(told);
}

#[test]
fn a_server_that_is_busy_is_asked_again() {
    let mut world = World::new();
    world.command(Command::Connect);
    world.open();
    world.server(
        json!({"type":"auth:error","code":"unavailable","message":"busy","retryable":true}),
    );
    assert_eq!(world.status(), Status::Reconnecting);
    world.advance(500);
    assert_eq!(world.opened, 2);
}

#[test]
fn disconnecting_forgets_the_room_and_stays() {
    let mut world = World::connected().with_thread();
    world.command(Command::Disconnect);
    assert_eq!(world.status(), Status::Closed);
    assert!(world.view().threads().is_empty() && world.view().user().is_none());
    world.advance(600_000);
    assert_eq!(world.opened, 1);
    world.command(Command::Connect);
    world.open();
    assert_eq!(world.sent()[0].get("resume"), None);
}

#[test]
fn an_unreadable_welcome_is_reported_and_tried_again() {
    let mut world = World::new();
    world.command(Command::Connect);
    world.open();
    world.server(json!({"type":"auth:ok","user":{"id":"u1"}}));
    let reported = world
        .events()
        .into_iter()
        .any(|event| matches!(event, Event::Error(problem) if problem.message.contains("auth:ok")));
    assert!(reported);
    assert_eq!(world.status(), Status::Reconnecting);
}
