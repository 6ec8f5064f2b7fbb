//! Searches: what contains a text, in whatever case, as far as
//! databases agree: `lower` leaves all letters alone that are not ASCII.

use super::super::Backend;
use super::super::rows::{parse, time, time_column};
use crate::storage::{AuditEntry, AuditFilter, Page, Place, Slice, StoreError};

/// A pattern for `LIKE … ESCAPE '\'` that finds a text anywhere.
pub(super) fn containing(text: &str) -> String {
    format!("%{}%", escaped(text))
}

fn escaped(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    for character in text.to_ascii_lowercase().chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern
}

/// A slice of a list whose newest element comes first, as three parameters.
pub(super) fn parameters_backwards(slice: &Slice) -> (i64, &str, i64) {
    let (at, id) = slice.after.as_ref().map_or((i64::MAX, ""), |place| {
        (
            i64::try_from(place.at).unwrap_or(i64::MAX),
            place.id.as_str(),
        )
    });
    (
        at,
        id,
        slice.limit.map_or(i64::MAX, |limit| i64::from(limit) + 1),
    )
}

/// `at, id, actor, actor_name, address, action, environment, target, detail`
type AuditColumns = (
    i64,
    String,
    String,
    String,
    String,
    String,
    Option<String>,
    String,
    String,
);

impl Backend {
    pub(super) async fn audit_page(
        &self,
        filter: &AuditFilter,
        slice: &Slice,
    ) -> Result<Page<AuditEntry>, StoreError> {
        let (at, id, count) = parameters_backwards(slice);
        let action = filter.action.as_deref().map(|text| escaped(text) + "%");
        let rows: Vec<AuditColumns> = sqlx::query_as(
            "SELECT at, id, actor, actor_name, address, action, environment, target, detail \
             FROM audit WHERE (at, id) < ($1, $2) AND at >= $3 AND at < $4 \
             AND ($5 IS NULL OR environment = $5) AND ($6 IS NULL OR action LIKE $6 ESCAPE '\\') \
             AND ($7 IS NULL OR lower(actor_name || ' ' || target || ' ' || detail || ' ' || address) \
                  LIKE $7 ESCAPE '\\') \
             ORDER BY at DESC, id DESC LIMIT $8",
        )
        .bind(at)
        .bind(id)
        .bind(filter.since.map_or(0, time_column))
        .bind(filter.until.map_or(i64::MAX, time_column))
        .bind(filter.environment.as_ref().map(|id| id.as_str()))
        .bind(action)
        .bind(filter.text.as_deref().map(containing))
        .bind(count)
        .fetch_all(&self.pool)
        .await?;
        let read = rows.into_iter().map(entry);
        let entries = read.collect::<Result<Vec<_>, _>>()?;
        Ok(Page::of(entries, slice, |entry| Place {
            at: entry.at.unix_ms(),
            id: entry.id.clone(),
        }))
    }
}

fn entry(columns: AuditColumns) -> Result<AuditEntry, StoreError> {
    let (at, id, actor, actor_name, address, action, environment, target, detail) = columns;
    let environment = environment.as_deref();
    Ok(AuditEntry {
        at: time(at),
        id,
        actor,
        actor_name,
        address,
        action,
        environment: environment
            .map(|id| parse("environment id", id))
            .transpose()?,
        target,
        detail,
    })
}
