//! The beginning of a connection: who it is, and into which room.

use std::sync::Arc;

use futures_util::{SinkExt, StreamExt};
use pulse_protocol::{Auth, CloseCode};

use super::super::answers::text;
use super::super::entrance::{Visitor, enter};
use super::super::outbound::within;
use super::super::session::{Effect, Session};
use super::super::socket::Said;
use super::{Connection, SocketSink, SocketStream, Writes, as_ms, count_refusal, ends_on, hear};
use crate::shell::Stopwatch;
use crate::state::App;

/// From the first frame into the room; nothing when it does not come so far.
pub(super) async fn begin(
    app: Arc<App>,
    visitor: &Visitor,
    sink: &mut SocketSink,
    stream: &mut SocketStream,
) -> Option<Box<Connection>> {
    let clock = Stopwatch::start();
    let mut session = Session::new(clock.elapsed_ms(), as_ms(app.timings.auth));
    let auth = await_auth(&app, &clock, &mut session, sink, stream).await?;
    let entered = match enter(&app, visitor, auth).await {
        Ok(entered) => entered,
        Err(refusal) => {
            session.turn_away(&refusal);
            while let Some(effect) = session.poll_effect() {
                let _ = say(&app, sink, effect).await;
            }
            return None;
        }
    };
    session.welcome(ends_on(&clock, entered.token.refused_from_ms()));
    let mut connection = Box::new(Connection {
        app,
        clock,
        session,
        entered,
        writes: Writes::new(),
        heard_ms: clock.elapsed_ms(),
        pinged: false,
    });
    connection.reconfigure();
    Some(connection)
}

/// Answers what comes before `auth`, and gives that back.
async fn await_auth(
    app: &App,
    clock: &Stopwatch,
    session: &mut Session,
    sink: &mut SocketSink,
    stream: &mut SocketStream,
) -> Option<Auth> {
    loop {
        while let Some(effect) = session.poll_effect() {
            match effect {
                Effect::Authenticate(auth) => return Some(auth),
                effect => say(app, sink, effect).await?,
            }
        }
        let timeout = session.poll_timeout(clock.elapsed_ms());
        tokio::select! {
            biased;
            () = app.draining.cancelled() => {
                let _ = say(app, sink, Effect::Close(CloseCode::Restart)).await;
                return None;
            }
            () = clock.reaches(timeout) => session.on_time(clock.elapsed_ms()),
            message = stream.next() => hear(app, session, clock, message)?,
        }
    }
}

/// Writes an answer straight to the socket; nothing after a close.
async fn say(app: &App, sink: &mut SocketSink, effect: Effect) -> Option<()> {
    let message = match effect {
        Effect::Send(message) => {
            count_refusal(&app.metrics, &message);
            Said::Text(text(message))
        }
        Effect::Close(code) => {
            within(app.timings.write, sink.send(Said::Close(code))).await;
            return None;
        }
        _ => return Some(()),
    };
    within(app.timings.write, sink.send(message)).await
}
