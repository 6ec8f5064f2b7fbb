//! Getting in, staying in with fresh tokens, and being turned away.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use pulse_sdk::realtime::{
    ConnectError, EndReason, Event, NewThread, Realtime, ServerMessage, Status, TokenFailure,
    TokenReason, WriteError,
};
use pulse_sdk::{ErrorCode, Role, TokenRequest};

use crate::support::{DEADLINE, ROOM, TestServer, until, until_known};

#[tokio::test]
async fn a_token_may_be_signed_minted_or_fetched() {
    let server = TestServer::start().await;
    let ada = || TokenRequest::new("ada", "Ada");
    let fetched = server.signer().sign_token(ada()).unwrap();
    let text = fetched.expose().to_owned();
    for builder in [
        server.builder().signed_by(&server.signer(), ada()),
        server.builder().minted_by(&server.pulse(), ada()),
        server.builder().token(&text),
        server.builder().tokens(move |reason| {
            assert_eq!(reason, TokenReason::Connect);
            std::future::ready(Ok(text.clone()))
        }),
    ] {
        let client = builder.connect().await.unwrap();
        assert_eq!(client.status(), Status::Connected);
        assert_eq!(client.user().unwrap().name, "Ada");
        client.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_token_is_renewed_on_the_live_connection() {
    let server = TestServer::start().await;
    let ada = server.enter("ada").await;
    let mut events = ada.events();
    let fresh = TokenRequest::new("ada", "Ada").lifetime(Duration::from_secs(7200));
    let fresh = server.signer().sign_token(fresh).unwrap();
    ada.set_token(fresh.expose());
    let renewed = until(&mut events, |event| match event {
        Event::Status { .. } => panic!("the connection stays: {event:?}"),
        Event::Message(message) => match *message {
            ServerMessage::AuthRefreshed(refreshed) => Some(refreshed.token_expires_at),
            _ => None,
        },
        _ => None,
    });
    let ends_at = fresh.expires_at();
    let ends_at = ends_at.duration_since(std::time::UNIX_EPOCH).unwrap();
    assert_eq!(u128::from(renewed.await), ends_at.as_millis());
}

#[tokio::test]
async fn a_refused_token_ends_the_client_with_the_reason() {
    let server = TestServer::start().await;
    let error = server.builder().token("eyJ.nonsense").connect().await;
    let Err(ConnectError::Ended(EndReason::Unauthorized { message })) = error else {
        panic!("{error:?}");
    };
    assert!(!message.contains("nonsense"), "{message}");

    let refused = || std::future::ready(Err(TokenFailure::Refused("you are not ada".to_owned())));
    let error = server.builder().tokens(move |_| refused()).connect().await;
    assert_eq!(
        error.unwrap_err().to_string(),
        "there is no token that the server takes: you are not ada"
    );
}

#[tokio::test]
async fn a_key_that_the_server_does_not_know_is_final() {
    let server = TestServer::start().await;
    let stranger = pulse_protocol::key::PublishableKey::from_bytes(
        &[9; pulse_protocol::key::PublishableKey::BYTES],
    );
    let error = Realtime::builder(server.url(), stranger.as_str(), ROOM)
        .signed_by(&server.signer(), TokenRequest::new("ada", "Ada"))
        .connect()
        .await
        .unwrap_err();
    let ConnectError::Ended(EndReason::TurnedAway { code, message }) = error else {
        panic!("{error:?}");
    };
    assert_eq!(code, Some(ErrorCode::InvalidKey));
    assert_eq!(message, "this publishable key is not known here");
}

#[tokio::test]
async fn a_client_that_was_turned_away_later_says_so_everywhere() {
    let mut server = TestServer::start().await;
    let asked = Arc::new(AtomicUsize::new(0));
    let (signer, times) = (server.signer(), Arc::clone(&asked));
    let short = TokenRequest::new("ada", "Ada");
    let ada = server
        .builder()
        .tokens(move |_| {
            let first = times.fetch_add(1, Ordering::Relaxed) == 0;
            let token = signer.sign_token(short.clone()).unwrap();
            std::future::ready(if first {
                Ok(token.expose().to_owned())
            } else {
                Err(TokenFailure::Refused("ada has left the company".to_owned()))
            })
        })
        .connect()
        .await
        .unwrap();
    let mut events = ada.events();
    server.kill();
    until_known(&ada, |ada| ada.status() == Status::Reconnecting).await;
    let write = ada.create_thread(NewThread::new("from outside"));
    // A token of somebody else than the environment knows: the host is asked, and says no.
    ada.set_token("eyJ.nonsense");
    server.start_again().await;
    let end = EndReason::Unauthorized {
        message: "ada has left the company".to_owned(),
    };
    assert_eq!(write.await, Err(WriteError::Ended(end.clone())));
    assert_eq!(ada.ended().await, end);
    let told = until(&mut events, |event| match event {
        Event::Ended(reason) => Some(reason),
        _ => None,
    });
    assert_eq!(told.await, end);
    assert_eq!(asked.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn a_server_that_is_not_there_is_waited_for_up_to_the_limit() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    let error = Realtime::builder(&url, "pk_1", ROOM)
        .token("t")
        .connect_limit(Duration::from_millis(200))
        .connect()
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("{url} has not let this client in within 200 ms")
    );
}

#[tokio::test]
async fn a_server_that_comes_later_is_found() {
    let mut server = TestServer::start().await;
    server.kill();
    let request = TokenRequest::new("ada", "Ada");
    let builder = server.builder().signed_by(&server.signer(), request);
    let ada = builder.start().unwrap();
    let write = ada.create_thread(NewThread::new("early"));
    until_known(&ada, |ada| ada.status() == Status::Reconnecting).await;
    server.start_again().await;
    tokio::time::timeout(DEADLINE, write)
        .await
        .unwrap()
        .unwrap();
}

#[tokio::test]
async fn a_viewer_may_look_and_not_write() {
    let server = TestServer::start().await;
    let request = TokenRequest::new("eve", "Eve").role(Role::Viewer);
    let builder = server.builder().signed_by(&server.signer(), request);
    let eve = builder.connect().await.unwrap();
    let error = eve.create_thread(NewThread::new("hello")).await;
    assert_eq!(error.unwrap_err().code(), Some(ErrorCode::Forbidden));
}

#[tokio::test]
async fn wrong_settings_are_said_before_anything_is_tried() {
    let refused = |url: &str, room: &str, origin: &str| {
        let builder = Realtime::builder(url, "pk_1", room).origin(origin);
        builder.start().unwrap_err().to_string()
    };
    let (url, origin) = ("http://127.0.0.1:1", "https://example.com");
    assert_eq!(
        refused("ftp://127.0.0.1", ROOM, origin),
        "the server URL must begin with http:// or https://, not ftp:"
    );
    assert_eq!(refused(url, "", origin), "room: room id is empty");
    assert_eq!(
        refused(url, ROOM, "https://ex\nample"),
        "the origin must be like https://example.com"
    );
}

#[tokio::test]
async fn no_token_is_in_any_debug_text() {
    let server = TestServer::start().await;
    let builder = server.builder().token("eyJ.secret");
    assert!(!format!("{builder:?}").contains("secret"));
    let client = server.enter("ada").await;
    let token = server
        .signer()
        .sign_token(TokenRequest::new("ada", "ada"))
        .unwrap();
    client.set_token(token.expose());
    let debug = format!("{client:?}");
    assert!(!debug.contains("eyJ"), "{debug}");
}
