//! Signals of the moment: thinned out, dropped when nobody is there, never kept.

use pulse_client_core::{Command, Event, Input, Page};
use pulse_protocol::entity::PresenceStatus;
use pulse_protocol::{ThreadId, Verbatim};
use serde_json::{Value, json};

use crate::driver::World;

fn cursor(x: u32) -> Command {
    Command::MoveCursor(Verbatim::parse(&format!(r#"{{"x":{x}}}"#)).unwrap())
}

fn typing(thread: &str) -> Command {
    Command::Typing(ThreadId::parse(thread).unwrap())
}

fn kinds_of_events(world: &mut World) -> Vec<String> {
    let events = world.events().into_iter();
    events
        .map(|event| match event {
            Event::Cursor(cursor) => format!("cursor {}", cursor.user_id),
            Event::Typing { user_id, .. } => format!("typing {user_id}"),
            Event::Message { kind, .. } => kind.to_owned(),
            other => format!("{other:?}"),
        })
        .collect()
}

#[test]
fn cursors_go_every_fifty_milliseconds_and_the_last_one_always() {
    let mut world = World::connected();
    for x in 0..100 {
        world.command(cursor(x));
        world.advance(5);
    }
    world.advance(100);
    let sent = world.sent();
    assert!((10..=12).contains(&sent.len()), "{}", sent.len());
    assert_eq!(sent.last().unwrap()["position"]["x"], 99);
}

#[test]
fn cursors_thin_out_while_the_network_is_slow() {
    let mut world = World::connected();
    for x in 0..100 {
        let connection = world.socket.unwrap();
        world.feed(Input::Backlog {
            connection,
            bytes: 100_000,
        });
        world.command(cursor(x));
        world.advance(10);
    }
    let slow = world.sent().len();
    assert!(slow <= 5, "{slow}");
    world.advance(250);
    assert_eq!(world.sent().last().unwrap()["position"]["x"], 99);
}

#[test]
fn typing_goes_once_in_two_seconds_for_each_thread() {
    let mut world = World::connected();
    for _ in 0..30 {
        world.command(typing("t1"));
        world.command(typing("t2"));
        world.advance(100);
    }
    assert_eq!(world.sent_kinds(), ["typing:start"; 4]);
}

#[test]
fn viewports_and_selections_have_their_own_pace() {
    let mut world = World::connected();
    for x in 0..20 {
        let viewport = json!({"scrollX":x,"scrollY":0,"viewportWidth":1,"viewportHeight":1,"pageWidth":1,"pageHeight":1});
        world.command(Command::SetViewport(
            serde_json::from_value(viewport).unwrap(),
        ));
        world.command(Command::SetSelection(None));
        world.advance(50);
    }
    let kinds = world.sent_kinds();
    let count = |kind| kinds.iter().filter(|sent| *sent == kind).count();
    assert_eq!(
        (count("viewport:update"), count("selection:update")),
        (6, 3)
    );
}

#[test]
fn signals_are_dropped_while_there_is_no_connection() {
    let mut world = World::connected();
    world.command(cursor(1));
    world.command(cursor(2));
    world.close(1006);
    world.command(cursor(3));
    world.command(typing("t1"));
    world.forget();
    world.advance(500);
    world.let_in(json!({}));
    world.advance(1_000);
    assert_eq!(world.sent_kinds(), ["auth"]);
}

#[test]
fn a_signal_over_its_limit_is_not_sent() {
    let mut world = World::connected();
    let large = json!({"x": "y".repeat(2_000)}).to_string();
    world.command(Command::Click(Verbatim::parse(&large).unwrap()));
    assert_eq!(world.sent(), Vec::<Value>::new());
}

#[test]
fn a_batch_of_cursors_is_unfolded_and_ones_own_left_out() {
    let mut world = World::connected();
    world.server(json!({"type":"cursor:batch","cursors":[
        {"userId":"u2","position":{}},{"userId":"u1","position":{}},{"userId":"u3","position":{}}]}));
    assert_eq!(
        kinds_of_events(&mut world),
        ["cursor u2", "cursor u3", "cursor:batch"]
    );
}

#[test]
fn signals_of_others_are_handed_on_and_ones_own_are_not() {
    let mut world = World::connected();
    for user_id in ["u1", "u2"] {
        world.server(json!({"type":"click:perform","userId":user_id,"position":{}}));
        world.server(json!({"type":"selection:update","userId":user_id,"selection":{"a":1}}));
        world.server(json!({"type":"viewport:update","userId":user_id,"scrollX":1}));
        world.server(json!({"type":"typing:indicator","threadId":"t1","userId":user_id}));
    }
    let told = kinds_of_events(&mut world);
    let told: Vec<&str> = told
        .iter()
        .map(String::as_str)
        .filter(|kind| *kind != "typing:indicator")
        .collect();
    assert_eq!(
        told,
        [
            "click:perform",
            "selection:update",
            "viewport:update",
            "typing u2"
        ]
    );
    let view = world.view();
    assert_eq!((view.viewports().len(), view.selections().len()), (1, 1));
    assert_eq!(view.typing("t1").count(), 1);
}

#[test]
fn somebody_who_stops_typing_is_not_shown_typing_after_three_seconds() {
    let mut world = World::connected();
    world.server(json!({"type":"typing:indicator","threadId":"t1","userId":"u2"}));
    world.forget();
    world.advance(2_999);
    assert_eq!(world.view().typing("t1").count(), 1);
    world.advance(1);
    assert_eq!(world.view().typing("t1").count(), 0);
    assert_eq!(kinds_of_events(&mut world), ["typing u2"]);
}

#[test]
fn who_has_written_does_not_type_any_more() {
    let mut world = World::connected().with_thread();
    world.server(json!({"type":"typing:indicator","threadId":"t1","userId":"u2"}));
    world.server(crate::driver::comment_created(2, "c2", "done"));
    assert_eq!(world.view().typing("t1").count(), 0);
}

#[test]
fn what_belonged_to_a_connection_does_not_outlive_it() {
    let mut world = World::connected();
    world.server(json!({"type":"typing:indicator","threadId":"t1","userId":"u2"}));
    world.server(json!({"type":"viewport:update","userId":"u2"}));
    world.server(json!({"type":"selection:update","userId":"u2","selection":{"a":1}}));
    world.reconnect(json!({"resumed":true}));
    let view = world.view();
    assert_eq!(
        (
            view.typing("t1").count(),
            view.viewports().len(),
            view.selections().len()
        ),
        (0, 0, 0)
    );
}

#[test]
fn appearing_offline_holds_over_reconnects() {
    let mut world = World::connected();
    world.command(Command::SetPresence(PresenceStatus::Offline));
    assert_eq!(
        world.sent(),
        [json!({"type":"presence:update","status":"offline"})]
    );
    world.close(1006);
    world.advance(500);
    world.let_in(json!({}));
    assert_eq!(
        world.sent().pop(),
        Some(json!({"type":"presence:update","status":"offline"}))
    );
}

fn with_idle_time() -> World {
    let mut world = World::of(|config| {
        config.token = pulse_client_core::Token::new("t");
        config.idle_after_ms = Some(60_000);
    });
    world.command(Command::Connect);
    world.let_in(json!({}));
    world.forget();
    world
}

/// What was told of oneself since the last look.
fn told(world: &mut World) -> Vec<String> {
    let frames = world.sent();
    let presence = frames.iter().filter(|one| one["type"] == "presence:update");
    presence
        .filter_map(|one| one["status"].as_str().map(str::to_owned))
        .collect()
}

#[test]
fn who_does_not_use_the_page_is_idle_until_they_do() {
    let mut world = with_idle_time();
    for _ in 0..10 {
        world.advance(50_000);
        world.page(Page::Used);
    }
    assert_eq!(told(&mut world), Vec::<String>::new());
    world.advance(59_999);
    assert_eq!(told(&mut world), Vec::<String>::new());
    world.advance(1);
    assert_eq!(told(&mut world), ["idle"]);
    world.advance(600_000);
    assert_eq!(told(&mut world), Vec::<String>::new(), "once");
    world.page(Page::Used);
    world.page(Page::Used);
    assert_eq!(told(&mut world), ["online"]);
}

#[test]
fn who_went_away_while_the_connection_was_is_idle_when_it_is_back() {
    let mut world = with_idle_time();
    world.page(Page::Offline);
    world.close(1006);
    world.advance(120_000);
    world.page(Page::Online);
    world.let_in(json!({}));
    assert_eq!(told(&mut world), ["idle"]);
    world.reconnect(json!({}));
    assert_eq!(told(&mut world), ["idle"], "holds over reconnects");
}

#[test]
fn who_appears_offline_is_neither_idle_nor_back() {
    let mut world = with_idle_time();
    world.command(Command::SetPresence(PresenceStatus::Offline));
    world.forget();
    world.advance(120_000);
    world.page(Page::Used);
    assert_eq!(told(&mut world), Vec::<String>::new());
    world.advance(120_000);
    world.command(Command::SetPresence(PresenceStatus::Online));
    assert_eq!(told(&mut world), ["idle"]);
}

#[test]
fn without_a_time_nobody_is_idle() {
    let mut world = World::connected();
    world.advance(3_600_000 / 4);
    assert_eq!(told(&mut world), Vec::<String>::new());
}
