//! From an `auth` message to a place in a room.

use std::sync::Arc;

use pulse_protocol::entity::{DeviceType, EnvConfig};
use pulse_protocol::key::PublishableKey;
use pulse_protocol::limits::HEARTBEAT_MS;
use pulse_protocol::{
    Auth, AuthOk, ConnectionId, ErrorCode, KeyId, PROTOCOL_VERSION, ServerFrame, ServerMessage,
    Timestamp,
};
use tokio::sync::oneshot;

use super::outbound::Outbound;
use super::room::{ConnectionKey, Member, RoomCommand, RoomHandle, with_present};
use super::settled::SettledCursor;
use super::version::Version;
use crate::auth::{TokenError, VerifiedToken};
use crate::metrics::Counted;
use crate::shell;
use crate::state::App;
use crate::storage::{Actor, Extent, Refusal, Snapshot, StoreError};
use crate::tenants::Followed;

/// A connection that was let in.
#[derive(Debug)]
pub(super) struct Entered {
    pub(super) key: ConnectionKey,
    pub(super) actor: Actor,
    pub(super) room: RoomHandle,
    pub(super) room_id: pulse_protocol::RoomId,
    pub(super) token: VerifiedToken,
    /// The pair of the publishable key it came with.
    pub(super) publishable: KeyId,
    pub(super) tenant: Followed,
    pub(super) outbound: Arc<Outbound>,
    /// Counts the connection while it is there.
    _counted: Counted,
}

impl Entered {
    /// When the first of the keys behind this connection stops working.
    pub(super) fn keys_end_at(&self) -> Option<Timestamp> {
        let keys = [&self.publishable, &self.token.key.id];
        self.tenant.borrow().keys_end_at(&keys)
    }
}

/// What the request that became this connection said.
#[derive(Debug, Clone)]
pub(super) struct Visitor {
    pub(super) connection: ConnectionId,
    pub(super) origin: Option<String>,
    pub(super) device: DeviceType,
}

/// Checks who it is, reads the room, joins it and leaves the greeting in the
/// lanes, before everything that happened since.
pub(super) async fn enter(app: &App, visitor: &Visitor, auth: Auth) -> Result<Entered, Refusal> {
    let version = Version::asked(auth.protocol);
    let (token, publishable, tenant) = admit(app, visitor, &auth).await?;
    let environment = token.key.environment.clone();
    let person = token.person();
    app.store
        .upsert_user(&environment, &person, shell::now())
        .await
        .map_err(|error| failed(&error))?;

    app.store
        .ensure_room(&environment, &auth.room, shell::now())
        .await
        .map_err(|error| failed(&error))?;
    // The room hears of commits from here on, so nothing falls between the
    // snapshot and the joining.
    let room = app.rooms.enter(&environment, &auth.room, &tenant);
    let since = auth
        .resume
        .filter(|resume| version >= Version::Two && resume.epoch == *app.store.epoch())
        .map(|resume| resume.seq);
    let extent = match version {
        Version::One => Extent::Everything,
        Version::Two => Extent::OpenThreads,
    };
    let read_from = SettledCursor::first(shell::now());
    let snapshot = app
        .store
        .snapshot(&environment, &auth.room, &person.id, since, extent)
        .await
        .map_err(|error| failed(&error))?;
    let known = room
        .people()
        .at(snapshot.seq, app.store.people(&environment, &auth.room))
        .await
        .map_err(|error| failed(&error))?;

    app.key_uses.note(&token.key.id, shell::now());
    app.key_uses.note(&publishable, shell::now());
    let key = app.rooms.connection_key();
    let outbound = Arc::new(Outbound::new(person.id.clone(), Arc::clone(&app.metrics)));
    let user = person.to_user();
    let member = Member {
        key,
        user: user.clone(),
        device: auth.device_type.unwrap_or(visitor.device),
        version,
        outbound: Arc::clone(&outbound),
        seq: snapshot.seq,
    };
    let (reply, presence) = oneshot::channel();
    room.tell(RoomCommand::Join(Box::new(member), reply)).await;
    let presence = presence.await.map_err(|_| unavailable())?;

    // Read after joining: what changes from here on, the room tells.
    let (config, limits) = {
        let tenant = tenant.borrow();
        (tenant.settings.config.clone(), tenant.settings.limits())
    };
    let next_cursor = snapshot.has_more.then(|| read_from.to_text());
    let mut greeting = greeting(snapshot, &known, user, presence, config);
    if version >= Version::Two {
        greeting.protocol = Some(PROTOCOL_VERSION);
        greeting.connection_id = Some(visitor.connection.clone());
        greeting.epoch = Some(app.store.epoch().clone());
        greeting.server_time = Some(shell::now().unix_ms());
        greeting.token_expires_at = Some(token.claims.exp * 1000);
        greeting.role = Some(token.claims.role);
        greeting.heartbeat_ms = Some(HEARTBEAT_MS);
        greeting.limits = Some(limits);
        greeting.next_cursor = next_cursor;
    } else {
        greeting.seq = None;
        greeting.resumed = None;
    }
    let greeting = ServerFrame::plain(ServerMessage::AuthOk(Box::new(greeting))).encode();
    outbound.with(|lanes| lanes.greet(greeting.into()));
    Ok(Entered {
        key,
        actor: Actor {
            environment,
            user: Some(person.id),
            role: token.claims.role,
        },
        room,
        room_id: auth.room,
        token,
        publishable,
        tenant,
        outbound,
        _counted: app.metrics.member(version),
    })
}

/// Checks a fresh token for a connection: same environment, person and room.
pub(super) async fn renew(
    app: &App,
    entered: &Entered,
    token: &str,
) -> Result<VerifiedToken, Refusal> {
    let fresh = verify(app, token).await?;
    if fresh.key.environment != entered.actor.environment {
        return Err(wrong_environment());
    }
    if fresh.claims.sub != entered.token.claims.sub {
        let words = "the fresh token is for another person";
        return Err(Refusal::new(ErrorCode::WrongUser, words));
    }
    check_room(&fresh, &entered.room_id)?;
    Ok(fresh)
}

async fn admit(
    app: &App,
    visitor: &Visitor,
    auth: &Auth,
) -> Result<(VerifiedToken, KeyId, Followed), Refusal> {
    let invalid_key = |words: String| Refusal::new(ErrorCode::InvalidKey, words);
    PublishableKey::parse(&auth.api_key).map_err(|error| invalid_key(error.to_string()))?;
    let key = app
        .store
        .key_by_publishable(&auth.api_key)
        .await
        .map_err(|error| failed(&error))?
        .ok_or_else(|| invalid_key("this publishable key is not known here".to_owned()))?;
    if !key.works_at(shell::now()) {
        let words = "this publishable key was revoked";
        return Err(Refusal::new(ErrorCode::KeyRevoked, words));
    }
    let token = verify(app, &auth.token).await?;
    if token.key.environment != key.environment {
        return Err(wrong_environment());
    }
    check_room(&token, &auth.room)?;
    let tenant = app.tenants.follow(&key.environment).await;
    let tenant = tenant
        .map_err(|error| failed(&error))?
        .ok_or_else(|| invalid_key("the environment of this key is gone".to_owned()))?;
    let name_chars = tenant.borrow().settings.limits().name_chars;
    if token.claims.name.chars().count() > name_chars {
        let words = format!("the token's name is longer than {name_chars} characters");
        return Err(Refusal::new(ErrorCode::InvalidToken, words));
    }
    let origins = tenant.borrow().settings.allowed_origins.clone();
    let known = |origin: &String| origins.contains(origin);
    if !origins.is_empty() && !visitor.origin.as_ref().is_some_and(known) {
        let words = "pages of this origin may not use this environment";
        return Err(Refusal::new(ErrorCode::Forbidden, words));
    }
    Ok((token, key.id, tenant))
}

async fn verify(app: &App, token: &str) -> Result<VerifiedToken, Refusal> {
    let verified = app.tokens.verify(&*app.store, token, shell::now()).await;
    verified.map_err(|error| match error {
        TokenError::Refused(refusal) => Refusal::new(refusal.code(), refusal.to_string()),
        TokenError::Store(error) => failed(&error),
    })
}

fn check_room(token: &VerifiedToken, room: &pulse_protocol::RoomId) -> Result<(), Refusal> {
    if token.claims.opens(room.as_str()) {
        return Ok(());
    }
    let words = "this token does not open this room";
    Err(Refusal::new(ErrorCode::Forbidden, words))
}

fn greeting(
    snapshot: Snapshot,
    known: &[pulse_protocol::entity::User],
    user: pulse_protocol::entity::User,
    presence: Vec<pulse_protocol::entity::Presence>,
    config: EnvConfig,
) -> AuthOk {
    let resumed = snapshot.events.is_some();
    let events = snapshot.events.unwrap_or_default();
    let raw = events
        .into_iter()
        .filter_map(|event| serde_json::value::RawValue::from_string(event.v2.to_string()).ok());
    AuthOk {
        users: with_present(known, &presence, &user),
        user,
        presence,
        threads: snapshot.threads,
        notifications: snapshot.notifications,
        reactions: snapshot.reactions,
        activity_logs: snapshot.activity,
        p2p_config: config.p2p(),
        config,
        protocol: None,
        connection_id: None,
        epoch: None,
        seq: Some(snapshot.seq),
        server_time: None,
        token_expires_at: None,
        role: None,
        heartbeat_ms: None,
        limits: None,
        resumed: Some(resumed),
        events: raw.collect(),
        next_cursor: None,
    }
}

/// The kind of device a browser's `User-Agent` tells of.
pub(super) fn device_of(user_agent: &str) -> DeviceType {
    let has = |word| user_agent.contains(word);
    if has("iPad") || has("Tablet") || (has("Android") && !has("Mobile")) {
        DeviceType::Tablet
    } else if has("Mobi") || has("iPhone") {
        DeviceType::Mobile
    } else {
        DeviceType::Desktop
    }
}

fn wrong_environment() -> Refusal {
    let words = "the token is for another environment than the publishable key";
    Refusal::new(ErrorCode::WrongEnvironment, words)
}

fn failed(error: &StoreError) -> Refusal {
    tracing::error!(
        error = error as &dyn std::error::Error,
        "a connection could not be let in"
    );
    let code = if error.is_passing() {
        ErrorCode::Unavailable
    } else {
        ErrorCode::Internal
    };
    Refusal::new(code, "the server could not read its store")
}

fn unavailable() -> Refusal {
    Refusal::new(ErrorCode::Unavailable, "the server is stopping")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_told_by_their_browsers() {
        let cases = [
            (
                "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0",
                DeviceType::Desktop,
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Mobile/15E148",
                DeviceType::Mobile,
            ),
            (
                "Mozilla/5.0 (Linux; Android 15; Pixel 9) Mobile Safari/537.36",
                DeviceType::Mobile,
            ),
            (
                "Mozilla/5.0 (Linux; Android 15; SM-X200) Safari/537.36",
                DeviceType::Tablet,
            ),
            (
                "Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X)",
                DeviceType::Tablet,
            ),
        ];
        for (browser, device) in cases {
            assert_eq!(device_of(browser), device, "{browser}");
        }
    }
}
