//! Writes: acknowledged, shown to others, kept over a crash, delivered once.

use pulse_sdk::ErrorCode;
use pulse_sdk::realtime::{
    EndReason, Event, NewThread, PresenceStatus, Reply, ServerMessage, Status, Verbatim, WriteError,
};
use pulse_sdk::rest::UploadRequest;
use tokio::time::timeout;

use crate::support::{DEADLINE, TestServer, bodies, until, until_known};

/// A picture of one pixel.
const GIF: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\
    \x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";

#[tokio::test]
async fn what_one_writes_the_other_sees() {
    let server = TestServer::start().await;
    let (ada, bo) = (server.enter("ada").await, server.enter("bo").await);
    let mut heard = bo.events();

    let thread = ada.create_thread(NewThread::new("is it red?").mentions(["bo"]));
    let id = thread.id().clone();
    assert_eq!(bodies(&ada), [["is it red?"]], "shown at once");
    assert_eq!(thread.await.unwrap(), id);
    assert!(ada.pending().is_empty());

    let told = until(&mut heard, |event| match event {
        Event::Message(message) => match *message {
            ServerMessage::ThreadCreated(created) => Some(created.thread),
            _ => None,
        },
        _ => None,
    });
    assert_eq!(told.await.id, id);
    until_known(&bo, |bo| bo.notifications().len() == 1).await;
    bo.mark_all_read().await.unwrap();
    assert!(bo.notifications().iter().all(|seen| seen.read));

    let comment = bo.reply(&id, "it is").await.unwrap();
    bo.edit_comment(&comment, "it was").await.unwrap();
    let reaction = ada.react(&comment, "🎉").await.unwrap();
    until_known(&bo, |bo| !bo.reactions(comment.as_str()).is_empty()).await;
    ada.remove_reaction(&reaction).await.unwrap();
    bo.resolve(&id).await.unwrap();
    until_known(&ada, |ada| {
        ada.thread(&id).is_some_and(|thread| thread.resolved)
    })
    .await;
    assert_eq!(bodies(&ada), [["is it red?", "it was"]]);
    bo.reopen(&id).await.unwrap();
    bo.delete_comment(&comment).await.unwrap();
    ada.delete_thread(&id).await.unwrap();
    until_known(&bo, |bo| bo.threads().is_empty()).await;
}

#[tokio::test]
async fn files_go_along() {
    let server = TestServer::start().await;
    let (ada, bo) = (server.enter("ada").await, server.enter("bo").await);
    let uploads = server.pulse().uploads();
    let bring = async || {
        uploads
            .create(UploadRequest::new("ada", GIF))
            .await
            .unwrap()
    };

    let (first, second) = (bring().await, bring().await);
    let thread = NewThread::new("").attach(first.id.clone());
    let thread = ada.create_thread(thread).await.unwrap();
    let reply = Reply::new("and this").attach(second.id.clone());
    ada.reply(&thread, reply).await.unwrap();
    until_known(&bo, |bo| {
        bo.thread(&thread).is_some_and(|it| it.comments.len() == 2)
    })
    .await;
    let seen = bo.thread(&thread).unwrap();
    let files = seen
        .comments
        .iter()
        .map(|comment| &comment.attachments[0].id);
    assert_eq!(files.collect::<Vec<_>>(), [&first.id, &second.id]);

    // It is with a comment now, and nobody can take it along again.
    let again = ada.reply(&thread, Reply::new("").attach(first.id)).await;
    assert!(again.is_err());
}

#[tokio::test]
async fn a_refusal_says_why_and_leaves_no_trace() {
    let server = TestServer::start().await;
    let (ada, bo) = (server.enter("ada").await, server.enter("bo").await);
    let thread = ada.create_thread(NewThread::new("mine")).await.unwrap();
    until_known(&bo, |bo| bo.thread(&thread).is_some()).await;
    let comment = bo.thread(&thread).unwrap().comments[0].id.clone();

    let error = bo.edit_comment(&comment, "yours").await.unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::NotAuthor));
    assert!(!error.is_retryable());
    assert_eq!(bodies(&bo), [["mine"]]);
    assert!(bo.pending().is_empty());

    let long = "é".repeat(10_001);
    let error = bo.reply(&thread, long).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the write was refused: body is longer than 10000 characters: 10001"
    );
}

#[tokio::test]
async fn what_is_written_while_the_server_is_gone_arrives_once_when_it_is_back() {
    let mut server = TestServer::start().await;
    let (ada, bo) = (server.enter("ada").await, server.enter("bo").await);
    let thread = ada.create_thread(NewThread::new("before")).await.unwrap();
    until_known(&bo, |bo| bo.thread(&thread).is_some()).await;

    server.kill();
    until_known(&ada, |ada| ada.status() == Status::Reconnecting).await;
    let replies: Vec<_> = ["one", "two", "three"]
        .map(|body| ada.reply(&thread, body))
        .into();
    assert_eq!(ada.pending().len(), 3);
    server.start_again().await;
    ada.hurry();
    bo.hurry();
    for reply in replies {
        timeout(DEADLINE, reply).await.unwrap().unwrap();
    }
    let all = [["before", "one", "two", "three"]];
    assert_eq!(bodies(&ada), all);
    until_known(&bo, |bo| bodies(bo) == all).await;
    let late = server.enter("cy").await;
    assert_eq!(bodies(&late), all, "as it is kept");
}

#[tokio::test]
async fn closing_waits_for_what_was_written() {
    let server = TestServer::start().await;
    let (ada, bo) = (server.enter("ada").await, server.enter("bo").await);
    let write = ada.create_thread(NewThread::new("last words"));
    ada.close().await.unwrap();
    write.await.unwrap();
    until_known(&bo, |bo| bodies(bo) == [["last words"]]).await;
    // The goodbye was said: nobody has to find out by silence.
    until_known(&bo, |bo| bo.presence().len() == 1).await;
}

#[tokio::test]
async fn dropping_the_last_handle_delivers_and_leaves() {
    let server = TestServer::start().await;
    let (ada, bo) = (server.enter("ada").await, server.enter("bo").await);
    let mut events = ada.events();
    let same = ada.clone();
    drop(ada.create_thread(NewThread::new("by the way")));
    drop((ada, same));
    until_known(&bo, |bo| bodies(bo) == [["by the way"]]).await;
    let reason = until(&mut events, |event| match event {
        Event::Ended(reason) => Some(reason),
        _ => None,
    });
    assert_eq!(reason.await, EndReason::Closed);
    assert_eq!(events.next().await, None);
}

#[tokio::test]
async fn a_client_that_was_closed_takes_no_writes() {
    let server = TestServer::start().await;
    let ada = server.enter("ada").await;
    ada.clone().close().await.unwrap();
    assert_eq!(ada.status(), Status::Closed);
    let refused = ada.create_thread(NewThread::new("too late")).await;
    assert_eq!(refused, Err(WriteError::Ended(EndReason::Closed)));
    assert_eq!(
        ada.events().next().await,
        Some(Event::Ended(EndReason::Closed))
    );
}

#[tokio::test]
async fn closing_without_a_server_says_what_was_left_behind() {
    let mut server = TestServer::start().await;
    let ada = server.enter("ada").await;
    server.kill();
    until_known(&ada, |ada| ada.status() == Status::Reconnecting).await;
    let write = ada.create_thread(NewThread::new("into the void"));
    let limit = std::time::Duration::from_millis(50);
    let error = ada.close_within(limit).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the server had not acknowledged 1 writes within 50 ms"
    );
    assert_eq!(write.await, Err(WriteError::Ended(EndReason::Closed)));
}

#[tokio::test]
async fn signals_reach_the_others() {
    let server = TestServer::start().await;
    let (ada, bo) = (server.enter("ada").await, server.enter("bo").await);
    let thread = ada.create_thread(NewThread::new("hm")).await.unwrap();
    let mut heard = bo.events();
    ada.typing(&thread);
    let typing = until(&mut heard, |event| match event {
        Event::Typing { user_id, .. } => Some(user_id),
        _ => None,
    });
    assert_eq!(typing.await.as_str(), "ada");
    assert_eq!(bo.typing_in(&thread)[0].as_str(), "ada");
    assert!(ada.typing_in(&thread).is_empty(), "not oneself");
    ada.move_cursor(Verbatim::parse(r#"{"x":1,"y":2}"#).unwrap());
    let cursor = until(&mut heard, |event| match event {
        Event::Cursor(cursor) => Some(cursor),
        _ => None,
    });
    assert_eq!(cursor.await.position.as_str(), r#"{"x":1,"y":2}"#);
    ada.set_presence(PresenceStatus::Idle);
    until_known(&bo, |bo| {
        let mut here = bo.presence().into_iter();
        here.any(|one| one.user.id.as_str() == "ada" && one.status == PresenceStatus::Idle)
    })
    .await;
}
