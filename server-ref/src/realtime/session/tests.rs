use pulse_protocol::entity::PresenceStatus;
use pulse_protocol::limits::AUTH_TIMEOUT_MS;
use serde_json::{Value, json};

use super::*;

const AUTH: &str = r#"{"type":"auth","apiKey":"pk_1","token":"t","room":"/r","protocol":2}"#;

fn say(session: &mut Session, now_ms: u64, message: &Value) -> Vec<Effect> {
    session.on_text(now_ms, &message.to_string());
    effects(session)
}

fn effects(session: &mut Session) -> Vec<Effect> {
    std::iter::from_fn(|| session.poll_effect()).collect()
}

fn live_with(config: EnvConfig, auth: &str) -> Session {
    let mut session = Session::new(0, AUTH_TIMEOUT_MS);
    session.on_text(0, auth);
    assert!(matches!(
        effects(&mut session)[..],
        [Effect::Authenticate(_)]
    ));
    session.welcome(60_000);
    session.reconfigured(config, None);
    session
}

fn live() -> Session {
    live_with(EnvConfig::default(), AUTH)
}

/// The code of the one error, and the close after it if there is one.
fn refusal(effects: &[Effect]) -> (ErrorCode, Option<CloseCode>) {
    let code = match &effects[0] {
        Effect::Send(ServerMessage::Error(error)) => error.code,
        Effect::Send(ServerMessage::AuthError(error)) => error.code,
        other => panic!("no error but {other:?}"),
    };
    match effects.get(1) {
        Some(Effect::Close(close)) => (code, Some(*close)),
        None => (code, None),
        Some(other) => panic!("no close but {other:?}"),
    }
}

#[test]
fn the_first_message_is_auth_and_comes_in_time() {
    let mut session = Session::new(5, AUTH_TIMEOUT_MS);
    let heard = say(&mut session, 6, &json!({"type": "draw:clear"}));
    let early = (ErrorCode::AuthRequired, Some(CloseCode::Authentication));
    assert_eq!(refusal(&heard), early);

    let mut session = Session::new(5, AUTH_TIMEOUT_MS);
    session.on_text(6, "unreadable");
    assert_eq!(
        refusal(&effects(&mut session)),
        (ErrorCode::BadMessage, None)
    );
    assert_eq!(session.poll_timeout(6), Some(5 + AUTH_TIMEOUT_MS));
    session.on_time(4 + AUTH_TIMEOUT_MS);
    assert!(effects(&mut session).is_empty());
    session.on_time(5 + AUTH_TIMEOUT_MS);
    let late = (ErrorCode::AuthRequired, Some(CloseCode::AuthTimeout));
    assert_eq!(refusal(&effects(&mut session)), late);
    assert_eq!(session.poll_timeout(60_000), None);
}

#[test]
fn who_is_turned_away_learns_whether_to_come_back() {
    let cases = [
        (ErrorCode::InvalidKey, CloseCode::Forbidden),
        (ErrorCode::WrongEnvironment, CloseCode::Forbidden),
        (ErrorCode::Forbidden, CloseCode::Forbidden),
        (ErrorCode::InvalidToken, CloseCode::Authentication),
        (ErrorCode::TokenExpired, CloseCode::Authentication),
        (ErrorCode::Internal, CloseCode::TryLater),
    ];
    for (code, close) in cases {
        let mut session = Session::new(0, AUTH_TIMEOUT_MS);
        session.on_text(0, AUTH);
        session.poll_effect();
        session.turn_away(&Refusal::new(code, "no"));
        assert_eq!(refusal(&effects(&mut session)), (code, Some(close)));
    }
}

#[test]
fn version_one_is_not_told_of_what_passes() {
    let mut session = Session::new(0, AUTH_TIMEOUT_MS);
    session.on_text(0, r#"{"type":"auth","apiKey":"pk","token":"t","room":"r"}"#);
    session.poll_effect();
    session.turn_away(&Refusal::new(ErrorCode::Internal, "no"));
    assert_eq!(effects(&mut session), [Effect::Close(CloseCode::TryLater)]);
}

#[test]
fn unreadable_frames_are_answered_and_twenty_in_a_row_close() {
    let mut session = live();
    for _ in 1..BAD_MESSAGES {
        session.on_text(0, "{");
        assert_eq!(
            refusal(&effects(&mut session)),
            (ErrorCode::BadMessage, None)
        );
    }
    say(
        &mut session,
        0,
        &json!({"type": "presence:update", "status": "online"}),
    );
    for _ in 1..BAD_MESSAGES {
        session.on_text(0, "[]");
        effects(&mut session);
    }
    session.on_text(0, r#"{"type":"comment:delete"}"#);
    let last = (ErrorCode::InvalidField, Some(CloseCode::BadMessage));
    assert_eq!(refusal(&effects(&mut session)), last);
}

#[test]
fn unknown_types_are_named_to_version_two_and_ignored_from_version_one() {
    let mut session = live();
    for _ in 0..100 {
        let heard = say(&mut session, 0, &json!({"type": "later:thing"}));
        assert_eq!(refusal(&heard), (ErrorCode::UnknownType, None));
    }
    let old = r#"{"type":"auth","apiKey":"pk","token":"t","room":"r"}"#;
    let mut session = live_with(EnvConfig::default(), old);
    for op_id in [Value::Null, json!("o1")] {
        let later = json!({"type": "later:thing", "opId": op_id});
        assert!(say(&mut session, 0, &later).is_empty());
    }
}

#[test]
fn over_the_rate_the_newest_signal_of_each_kind_is_kept() {
    let mut session = live();
    let cursor = |x: u32| json!({"type": "cursor:move", "position": {"x": x}});
    let passed: usize = (0..250)
        .map(|x| say(&mut session, 0, &cursor(x)).len())
        .sum();
    assert_eq!(passed, 200);
    let idle = json!({"type": "presence:update", "status": "idle"});
    assert!(say(&mut session, 0, &idle).is_empty());
    assert!(
        say(
            &mut session,
            0,
            &json!({"type": "click:perform", "position": {}})
        )
        .is_empty()
    );
    assert_eq!(session.poll_timeout(0), Some(10));
    session.on_time(20);
    let heard = effects(&mut session);
    let [Effect::Signal(first), Effect::Signal(second)] = &heard[..] else {
        panic!("{heard:?}")
    };
    let ClientMessage::CursorMove(first) = first else {
        panic!("{first:?}")
    };
    assert_eq!(first.position.as_str(), r#"{"x":249}"#);
    assert!(matches!(second, ClientMessage::PresenceUpdate(m) if m.status == PresenceStatus::Idle));
}

#[test]
fn over_the_rate_writes_are_slowed_and_none_is_refused() {
    let mut session = live();
    let write = json!({"type": "comment:delete", "commentId": "c"});
    for _ in 0..1000 {
        assert_eq!(say(&mut session, 0, &write).len(), 1);
    }
    assert!(!session.is_paused());
    assert!(matches!(
        say(&mut session, 0, &write)[..],
        [Effect::Write(..)]
    ));
    assert!(session.is_paused());
    assert_eq!(session.poll_timeout(0), Some(20));
    session.on_time(20);
    assert!(!session.is_paused());
}

#[test]
fn a_token_ends_unless_it_was_renewed_and_version_one_is_left_in_peace() {
    let mut session = live();
    session.renewed(90_000);
    session.on_time(60_000);
    assert!(effects(&mut session).is_empty());
    session.on_time(90_000);
    let ended = (ErrorCode::TokenExpired, Some(CloseCode::Authentication));
    assert_eq!(refusal(&effects(&mut session)), ended);

    let auth = r#"{"type":"auth","apiKey":"pk","token":"t","room":"r"}"#;
    let mut session = live_with(EnvConfig::default(), auth);
    session.on_time(1_000_000);
    assert!(effects(&mut session).is_empty());
}

#[test]
fn what_is_too_large_is_refused_with_its_limit_and_counts_as_readable() {
    let mut session = live();
    let body = "x".repeat(10_001);
    let edit = json!({"type": "comment:edit", "commentId": "c", "body": body, "opId": "o"});
    for _ in 0..100 {
        let heard = say(&mut session, 0, &edit);
        assert_eq!(refusal(&heard), (ErrorCode::TooLarge, None));
    }
}

#[test]
fn what_is_switched_off_is_refused_or_hidden() {
    let config = EnvConfig {
        allow_drawing: false,
        allow_reactions: false,
        allow_mentions: false,
        show_cursors: false,
        show_typing_indicators: false,
        ..EnvConfig::default()
    };
    let mut session = live_with(config, AUTH);
    let refused = [
        json!({"type": "draw:clear"}),
        json!({"type": "reaction:add", "targetId": "c", "targetType": "comment", "emoji": "a"}),
        json!({"type": "p2p:sync", "update": ""}),
    ];
    for message in refused {
        let heard = say(&mut session, 0, &message);
        assert_eq!(
            refusal(&heard),
            (ErrorCode::FeatureDisabled, None),
            "{message}"
        );
    }
    let hidden = [
        json!({"type": "cursor:move", "position": {}}),
        json!({"type": "typing:start", "threadId": "t"}),
    ];
    for message in hidden {
        assert!(say(&mut session, 0, &message).is_empty(), "{message}");
    }
    let naming = json!({"type": "comment:edit", "commentId": "c", "body": "@a", "mentions": ["a"]});
    let heard = say(&mut session, 0, &naming);
    let [Effect::Write(None, Action::EditComment(edit))] = &heard[..] else {
        panic!("{heard:?}")
    };
    assert!(edit.mentions.is_empty());
}

#[test]
fn nothing_comes_out_of_a_closed_session() {
    let mut session = live();
    session.on_violation(CloseCode::TooLarge, ErrorCode::TooLarge, "x".to_owned());
    assert_eq!(effects(&mut session).len(), 2);
    assert!(say(&mut session, 0, &json!({"type": "draw:clear"})).is_empty());
    session.on_text(0, "{");
    session.on_time(1_000_000);
    assert!(effects(&mut session).is_empty());
}
