//! Moves what a SQLite file holds into a PostgreSQL database: table by table,
//! in the order of their keys, so that an import that was interrupted goes on
//! where it was. In the end both are counted.

mod tables;

use std::path::Path;

use sqlx::postgres::{PgPool, PgPoolOptions, Postgres};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteRow};
use sqlx::{AssertSqlSafe, ConnectOptions, QueryBuilder, Row};

use self::tables::{Kind, TABLES, Table};
use super::{PostgresSettings, migrate};
use crate::storage::StoreError;
use crate::storage::sqlite::DATABASE;

/// How many rows of a table there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a count is its fields")]
pub struct Moved {
    /// Which table.
    pub table: &'static str,
    /// How many rows it has, here and there.
    pub rows: u64,
}

/// Moves everything. Nobody may write to either meanwhile: the file is locked,
/// and the database must be empty, or have a part of the same file.
///
/// # Errors
/// When one cannot be used, or the counts differ in the end.
pub async fn import(directory: &Path, target: &PostgresSettings) -> Result<Vec<Moved>, StoreError> {
    let mut source = SqliteConnectOptions::new()
        .filename(directory.join(DATABASE))
        .create_if_missing(false)
        .connect()
        .await?;
    sqlx::query("BEGIN IMMEDIATE").execute(&mut source).await?;
    let options = target.connect_options()?;
    migrate(&options).await?;
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .connect_with(options)
        .await?;
    adopt(&mut source, &pool).await?;
    for table in TABLES {
        copy(&mut source, &pool, table).await?;
    }
    let mut moved = vec![];
    for table in TABLES {
        let sql = format!("SELECT count(*) FROM {}", table.name);
        let (here,): (i64,) = sqlx::query_as(AssertSqlSafe(sql.clone()))
            .fetch_one(&mut source)
            .await?;
        let (there,): (i64,) = sqlx::query_as(AssertSqlSafe(sql)).fetch_one(&pool).await?;
        if here != there {
            let words = format!("{here} rows of {} became {there}", table.name);
            return Err(StoreError::corrupt("import", words));
        }
        moved.push(Moved {
            table: table.name,
            rows: here.unsigned_abs(),
        });
    }
    sqlx::query("ROLLBACK").execute(&mut source).await?;
    pool.close().await;
    Ok(moved)
}

/// Gives the database the life of the file: clients resume from either.
async fn adopt(source: &mut SqliteConnection, pool: &PgPool) -> Result<(), StoreError> {
    let (epoch, revision): (String, i64) = sqlx::query_as("SELECT epoch, revision FROM store")
        .fetch_one(source)
        .await?;
    let adopted = sqlx::query(
        "UPDATE store SET epoch = $1, revision = revision + $2 \
         WHERE epoch = $1 OR NOT EXISTS (SELECT 1 FROM environments)",
    )
    .bind(&epoch)
    .bind(revision + 1)
    .execute(pool)
    .await?;
    if adopted.rows_affected() == 0 {
        return Err(StoreError::Setting(
            "to: the database has the data of another installation",
        ));
    }
    Ok(())
}

async fn copy(
    source: &mut SqliteConnection,
    pool: &PgPool,
    table: &Table,
) -> Result<(), StoreError> {
    let names: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
    let (columns, keys) = (names.join(", "), names[..table.keys].join(", "));
    // The newest row that is there already: all before it are too.
    let sql = format!(
        "SELECT {keys} FROM {} ORDER BY {} LIMIT 1",
        table.name,
        keys.replace(", ", " DESC, ") + " DESC"
    );
    let row = sqlx::query(AssertSqlSafe(sql)).fetch_optional(pool).await?;
    let mut last: Option<Vec<Value>> = match row {
        None => None,
        Some(row) => {
            let columns = table.columns[..table.keys].iter().enumerate();
            let read = columns.map(|(place, (_, kind))| match kind {
                Kind::Number => row.try_get(place).map(Value::Number),
                Kind::Bytes => row.try_get(place).map(Value::Bytes),
                Kind::Text | Kind::Flag => row.try_get(place).map(Value::Text),
            });
            Some(read.collect::<Result<_, _>>()?)
        }
    };
    let marks: Vec<String> = (1..=table.keys).map(|place| format!("${place}")).collect();
    loop {
        let after = match &last {
            Some(_) => format!("WHERE ({keys}) > ({})", marks.join(", ")),
            None => String::new(),
        };
        let sql = format!(
            "SELECT {columns} FROM {} {after} ORDER BY {keys} LIMIT {AT_ONCE}",
            table.name
        );
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for value in last.iter().flatten() {
            query = match value {
                Value::Text(text) => query.bind(text.clone()),
                Value::Number(number) => query.bind(*number),
                Value::Flag(flag) => query.bind(*flag),
                Value::Bytes(bytes) => query.bind(bytes.clone()),
            };
        }
        let rows = query.fetch_all(&mut *source).await?;
        let Some(newest) = rows.last() else {
            return Ok(());
        };
        let read = |row: &SqliteRow| -> Result<Vec<Value>, StoreError> {
            let columns = table.columns.iter().enumerate();
            let read = columns.map(|(place, (_, kind))| Value::read(row, place, *kind));
            read.collect()
        };
        last = Some(read(newest)?.into_iter().take(table.keys).collect());
        let rows: Vec<Vec<Value>> = rows.iter().map(read).collect::<Result<_, _>>()?;
        let mut insert: QueryBuilder<Postgres> =
            QueryBuilder::new(format!("INSERT INTO {} ({columns}) ", table.name));
        insert.push_values(rows, |mut row, values| {
            for value in values {
                match value {
                    Value::Text(text) => row.push_bind(text),
                    Value::Number(number) => row.push_bind(number),
                    Value::Flag(flag) => row.push_bind(flag),
                    Value::Bytes(bytes) => row.push_bind(bytes),
                };
            }
        });
        insert.build().execute(pool).await?;
    }
}

/// What a row has in a column, or nothing.
#[derive(Debug, Clone, PartialEq)]
enum Value {
    Text(Option<String>),
    Number(Option<i64>),
    Flag(Option<bool>),
    Bytes(Option<Vec<u8>>),
}

impl Value {
    fn read(row: &SqliteRow, place: usize, kind: Kind) -> Result<Self, StoreError> {
        Ok(match kind {
            Kind::Text => {
                let text: Option<String> = row.try_get(place)?;
                // PostgreSQL cannot keep it.
                Self::Text(text.map(|text| text.replace('\0', "\u{fffd}")))
            }
            Kind::Number => Self::Number(row.try_get(place)?),
            Kind::Flag => Self::Flag(row.try_get(place)?),
            Kind::Bytes => Self::Bytes(row.try_get(place)?),
        })
    }
}

/// Below PostgreSQL's 65,535 parameters for the widest table.
const AT_ONCE: u32 = 500;

#[cfg(test)]
mod tests;
