//! Attempts to sign in, in SQL.

use pulse_protocol::Timestamp;

use super::super::Connection;
use super::super::rows::time_column;
use crate::storage::{AdminOutcome, AttemptSubject, StoreError, delay_ms};

pub(super) async fn attempt(
    connection: &mut Connection,
    subjects: &[AttemptSubject],
    now: Timestamp,
) -> Result<AdminOutcome, StoreError> {
    let mut wait = 0;
    for subject in subjects {
        let row: Option<(i64, i64)> =
            sqlx::query_as("SELECT failures, last_at FROM admin_failures WHERE subject = $1")
                .bind(subject.name.as_str())
                .fetch_optional(&mut *connection)
                .await?;
        let Some((failures, last_at)) = row else {
            continue;
        };
        let since = now.unix_ms().saturating_sub(last_at.unsigned_abs());
        let delay = delay_ms(failures.unsigned_abs(), subject.free);
        wait = wait.max(delay.saturating_sub(since));
    }
    if wait > 0 {
        return Ok(AdminOutcome::Wait(wait));
    }
    for subject in subjects {
        sqlx::query(
            "INSERT INTO admin_failures (subject, failures, last_at) VALUES ($1, 1, $2) \
             ON CONFLICT (subject) DO UPDATE \
             SET failures = admin_failures.failures + 1, last_at = excluded.last_at",
        )
        .bind(subject.name.as_str())
        .bind(time_column(now))
        .execute(&mut *connection)
        .await?;
    }
    Ok(AdminOutcome::Done)
}

pub(super) async fn succeeded(
    connection: &mut Connection,
    subjects: &[AttemptSubject],
) -> Result<AdminOutcome, StoreError> {
    for (place, subject) in subjects.iter().enumerate() {
        let sql = match place {
            0 => "DELETE FROM admin_failures WHERE subject = $1",
            _ => {
                "UPDATE admin_failures SET failures = failures - 1 \
                 WHERE subject = $1 AND failures > 0"
            }
        };
        sqlx::query(sql)
            .bind(subject.name.as_str())
            .execute(&mut *connection)
            .await?;
    }
    Ok(AdminOutcome::Done)
}
