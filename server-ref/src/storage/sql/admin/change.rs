//! Does a change in the writer's transaction, with its entry.

use sqlx::Connection as _;

use super::super::Connection;
use super::super::dialect::ONE_AT_A_TIME;
use super::super::rows::time_column;
use super::{accounts, attempts, environments, sessions};
use crate::storage::{AdminChange, AdminOutcome, AuditEntry, StoreError};

/// Does a change; its entry is kept when it was done.
pub(in super::super) async fn change(
    connection: &mut Connection,
    change: &AdminChange,
    entry: Option<&AuditEntry>,
) -> Result<AdminOutcome, StoreError> {
    if let Some(wait) = ONE_AT_A_TIME {
        // Whether somebody else may do everything, and how often somebody tried
        // to sign in, is true for all nodes at once.
        sqlx::query(wait).execute(&mut *connection).await?;
    }
    // Within the writer's own: what is not done leaves nothing behind.
    let mut part = connection.begin().await?;
    let outcome = done(&mut part, change).await?;
    if outcome != AdminOutcome::Done {
        part.rollback().await?;
        return Ok(outcome);
    }
    if let Some(entry) = entry {
        note(&mut part, entry).await?;
    }
    part.commit().await?;
    Ok(outcome)
}

async fn done(
    connection: &mut Connection,
    change: &AdminChange,
) -> Result<AdminOutcome, StoreError> {
    use AdminChange as C;
    match change {
        C::Note => Ok(AdminOutcome::Done),
        C::OfferSetup(hash, at) => {
            sqlx::query(
                "INSERT INTO admin_setup (id, hash, made_at) VALUES (1, $1, $2) \
                 ON CONFLICT (id) DO UPDATE \
                 SET hash = excluded.hash, made_at = excluded.made_at",
            )
            .bind(hash.0.as_slice())
            .bind(time_column(*at))
            .execute(connection)
            .await?;
            Ok(AdminOutcome::Done)
        }
        C::AddFirst(admin, link) => accounts::add_first(connection, admin, link.as_ref()).await,
        C::Add(admin) => accounts::add(connection, admin).await,
        C::SetRole(id, role) => accounts::set_role(connection, id, *role).await,
        C::SetName(id, name) => {
            let sql = "UPDATE admins SET name = $1 WHERE id = $2";
            accounts::set(connection, sql, Some(name), id).await
        }
        C::SetPassword(id, password, kept) => {
            accounts::set_password(connection, id, password, kept.as_ref()).await
        }
        C::SetTotp(id, totp) => {
            let sql = "UPDATE admins SET totp = $1 WHERE id = $2";
            accounts::set(connection, sql, totp.as_deref(), id).await
        }
        C::UseTotp(id, step) => accounts::use_totp(connection, id, *step).await,
        C::Remove(id) => accounts::remove(connection, id).await,
        C::Attempt(subjects, now) => attempts::attempt(connection, subjects, *now).await,
        C::AttemptSucceeded(subjects) => attempts::succeeded(connection, subjects).await,
        C::BeginSession(session) => sessions::begin(connection, session).await,
        C::TouchSession(hash, now, end) => sessions::touch(connection, hash, *now, *end).await,
        C::EndSession(admin, id) => sessions::end_session(connection, admin, id).await,
        C::EndSessions(admin, kept) => {
            sessions::end_sessions(connection, admin, kept.as_ref()).await
        }
        C::AddToken(token, most) => sessions::add_token(connection, token, *most).await,
        C::TouchToken(id, now) => sessions::touch_token(connection, id, *now).await,
        C::RevokeToken(admin, id) => sessions::revoke_token(connection, admin, id).await,
        C::AddEnvironment(environment, key) => {
            environments::add(connection, environment, key).await
        }
        C::Configure {
            environment,
            before,
            after,
        } => environments::configure(connection, environment, [&**before, &**after]).await,
        C::RotateKey(environment, key, now, others_end_at) => {
            let times = [*now, *others_end_at];
            environments::rotate_key(connection, environment, key, times).await
        }
        C::RevokeKey(id, now) => environments::revoke_key(connection, id, *now).await,
        C::RenameEnvironment(id, name) => environments::rename(connection, id, name).await,
        C::DeleteEnvironment(id) => environments::delete(connection, id).await,
        C::RevokeUser(id, user, at) => environments::revoke_user(connection, id, user, *at).await,
        C::KeysUsed(uses) => environments::keys_used(connection, uses).await,
        C::AddSample(sample) => environments::add_sample(connection, sample).await,
        C::Sweep {
            audit_since,
            samples_since,
            now,
            at_once,
        } => {
            let times = [*audit_since, *samples_since, *now];
            environments::sweep(connection, times, *at_once).await
        }
    }
}

/// Keeps an entry.
pub(in super::super) async fn note(
    connection: &mut Connection,
    entry: &AuditEntry,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO audit \
         (at, id, actor, actor_name, address, action, environment, target, detail) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(time_column(entry.at))
    .bind(entry.id.as_str())
    .bind(entry.actor.as_str())
    .bind(entry.actor_name.as_str())
    .bind(entry.address.as_str())
    .bind(entry.action.as_str())
    .bind(entry.environment.as_ref().map(|id| id.as_str()))
    .bind(entry.target.as_str())
    .bind(entry.detail.as_str())
    .execute(connection)
    .await?;
    Ok(())
}
