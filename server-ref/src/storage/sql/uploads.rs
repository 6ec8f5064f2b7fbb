//! Files that came for comments, in SQL.

use super::Connection;
use async_trait::async_trait;
use pulse_protocol::entity::Attachment;
use pulse_protocol::{AttachmentId, CommentId, EnvironmentId, Timestamp, UserId};

use super::Backend;
use super::jobs::Job;
use super::ledger::SqlLedger;
use super::rows::{parse, read_json, time_column, write_json};
use crate::storage::uploads::UploadLedger;
use crate::storage::{Keeping, StoreError, Upload, UploadAddress, UploadAttempt, UploadStore};

/// What the writer does about files outside of a room's writes.
#[derive(Debug)]
pub(crate) enum UploadChange {
    /// Makes one known, unless its uploader has so many unclaimed ones.
    Keep(EnvironmentId, Box<Upload>, u32),
    /// Ends one that nobody claimed.
    End(UploadAddress),
    /// Forgets some.
    Forget(Vec<UploadAddress>),
}

impl UploadChange {
    pub(super) fn at(&self) -> Timestamp {
        match self {
            Self::Keep(_, upload, _) => upload.at,
            Self::End(_) | Self::Forget(_) => Timestamp::default(),
        }
    }
}

#[async_trait]
impl UploadStore for Backend {
    async fn keep_upload(
        &self,
        environment: &EnvironmentId,
        upload: Upload,
        most: u32,
    ) -> Result<Keeping, StoreError> {
        self.change_upload(UploadChange::Keep(
            environment.clone(),
            Box::new(upload),
            most,
        ))
        .await
    }

    async fn upload(
        &self,
        address: &UploadAddress,
        now: Timestamp,
    ) -> Result<Option<Attachment>, StoreError> {
        let row: Option<(String,)> = sqlx::query_as(
            "SELECT attachment FROM uploads WHERE environment = $1 AND id = $2 \
             AND (ends_at IS NULL OR ends_at > $3)",
        )
        .bind(address.environment.as_str())
        .bind(address.id.as_str())
        .bind(time_column(now))
        .fetch_optional(&self.pool)
        .await?;
        row.map(|(attachment,)| read_json("attachment", &attachment))
            .transpose()
    }

    async fn end_upload(&self, address: &UploadAddress) -> Result<(), StoreError> {
        self.change_upload(UploadChange::End(address.clone()))
            .await?;
        Ok(())
    }

    async fn ended_uploads(
        &self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<UploadAddress>, StoreError> {
        let rows: Vec<(String, String)> = sqlx::query_as(
            "SELECT environment, id FROM uploads WHERE ends_at = 0 OR ends_at <= $1 \
             ORDER BY ends_at LIMIT $2",
        )
        .bind(time_column(now) - CLAIM_UNDER_WAY_MS)
        .bind(i64::from(limit))
        .fetch_all(&self.pool)
        .await?;
        let read = rows.iter().map(|(environment, id)| {
            Ok(UploadAddress {
                environment: parse("environment id", environment)?,
                id: parse("attachment id", id)?,
            })
        });
        read.collect()
    }

    async fn forget_uploads(&self, gone: Vec<UploadAddress>) -> Result<(), StoreError> {
        self.change_upload(UploadChange::Forget(gone)).await?;
        Ok(())
    }
}

impl Backend {
    async fn change_upload(&self, change: UploadChange) -> Result<Keeping, StoreError> {
        self.submit(|reply| Job::Upload(change, reply)).await?.await
    }
}

/// Does a change in the writer's transaction.
pub(super) async fn change(
    connection: &mut Connection,
    change: &UploadChange,
) -> Result<Keeping, StoreError> {
    match change {
        UploadChange::Keep(environment, upload, most) => {
            keep(connection, environment, upload, *most).await
        }
        UploadChange::End(address) => {
            let sql = "UPDATE uploads SET ends_at = 0 \
                       WHERE environment = $1 AND id = $2 AND comment IS NULL";
            at(connection, sql, address).await?;
            Ok(Keeping::Kept)
        }
        UploadChange::Forget(gone) => {
            let sql = "DELETE FROM uploads \
                       WHERE environment = $1 AND id = $2 AND ends_at IS NOT NULL";
            for address in gone {
                at(connection, sql, address).await?;
            }
            Ok(Keeping::Kept)
        }
    }
}

async fn keep(
    connection: &mut Connection,
    environment: &EnvironmentId,
    upload: &Upload,
    most: u32,
) -> Result<Keeping, StoreError> {
    if let Some(attempt) = &upload.attempt {
        release_attempt(connection, environment, upload, attempt).await?;
        let known = repeated(connection, environment, &upload.uploader, attempt).await?;
        if let Some(known) = known {
            return Ok(known);
        }
    }
    let (unclaimed,): (i64,) = sqlx::query_as(
        "SELECT count(*) FROM uploads WHERE environment = $1 AND uploader = $2 \
         AND comment IS NULL AND ends_at > $3",
    )
    .bind(environment.as_str())
    .bind(upload.uploader.as_str())
    .bind(time_column(upload.at))
    .fetch_one(&mut *connection)
    .await?;
    if unclaimed >= i64::from(most) {
        return Ok(Keeping::TooMany);
    }
    let attempt = upload.attempt.as_ref();
    sqlx::query(
        "INSERT INTO uploads \
         (environment, id, uploader, attachment, attempt, request, created_at, ends_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(environment.as_str())
    .bind(upload.attachment.id.as_str())
    .bind(upload.uploader.as_str())
    .bind(write_json("attachment", &upload.attachment)?)
    .bind(attempt.map(|attempt| attempt.key.as_str()))
    .bind(attempt.map(|attempt| attempt.request.as_str()))
    .bind(time_column(upload.at))
    .bind(time_column(upload.ends_at))
    .execute(connection)
    .await?;
    Ok(Keeping::Kept)
}

/// A file that has ended does not answer for its request, which brings another.
async fn release_attempt(
    connection: &mut Connection,
    environment: &EnvironmentId,
    upload: &Upload,
    attempt: &UploadAttempt,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE uploads SET attempt = NULL \
         WHERE environment = $1 AND uploader = $2 AND attempt = $3 AND ends_at <= $4",
    )
    .bind(environment.as_str())
    .bind(upload.uploader.as_str())
    .bind(attempt.key.as_str())
    .bind(time_column(upload.at))
    .execute(connection)
    .await?;
    Ok(())
}

/// What an earlier attempt of the same uploader under the same key brought.
async fn repeated(
    connection: &mut Connection,
    environment: &EnvironmentId,
    uploader: &UserId,
    attempt: &UploadAttempt,
) -> Result<Option<Keeping>, StoreError> {
    let row: Option<(String, String)> = sqlx::query_as(
        "SELECT attachment, request FROM uploads \
         WHERE environment = $1 AND uploader = $2 AND attempt = $3",
    )
    .bind(environment.as_str())
    .bind(uploader.as_str())
    .bind(attempt.key.as_str())
    .fetch_optional(connection)
    .await?;
    let Some((attachment, request)) = row else {
        return Ok(None);
    };
    if request != attempt.request {
        return Ok(Some(Keeping::OtherRequest));
    }
    let attachment = Box::new(read_json("attachment", &attachment)?);
    Ok(Some(Keeping::Repeated(attachment)))
}

async fn at(
    connection: &mut Connection,
    sql: &'static str,
    address: &UploadAddress,
) -> Result<(), StoreError> {
    sqlx::query(sql)
        .bind(address.environment.as_str())
        .bind(address.id.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

#[async_trait]
impl UploadLedger for SqlLedger<'_> {
    async fn unclaimed(
        &mut self,
        id: &AttachmentId,
        uploader: &UserId,
        now: Timestamp,
    ) -> Result<Option<Attachment>, StoreError> {
        let row: Option<(String,)> = sqlx::query_as(
            "SELECT attachment FROM uploads WHERE environment = $1 AND id = $2 \
             AND uploader = $3 AND comment IS NULL AND ends_at > $4",
        )
        .bind(self.environment)
        .bind(id.as_str())
        .bind(uploader.as_str())
        .bind(time_column(now))
        .fetch_optional(&mut *self.connection)
        .await?;
        row.map(|(attachment,)| read_json("attachment", &attachment))
            .transpose()
    }

    async fn claim(&mut self, id: &AttachmentId, comment: &CommentId) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE uploads SET comment = $3, ends_at = NULL WHERE environment = $1 AND id = $2",
        )
        .bind(self.environment)
        .bind(id.as_str())
        .bind(comment.as_str())
        .execute(&mut *self.connection)
        .await?;
        Ok(())
    }
}

/// A write carries the time at which it was asked for, so one that was asked
/// for before a file ended may be done after. None waits as long as this.
const CLAIM_UNDER_WAY_MS: i64 = 60 * 60 * 1000;
