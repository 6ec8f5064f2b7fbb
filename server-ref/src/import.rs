//! Moves what a SQLite file holds into a PostgreSQL database: table by table,
//! in the order of their keys, so that an import that was interrupted goes on
//! where it was. In the end both are counted.

use std::path::Path;

use sqlx::postgres::{PgPool, PgPoolOptions, Postgres};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteRow};
use sqlx::{AssertSqlSafe, ConnectOptions, QueryBuilder, Row};

use super::{PostgresSettings, migrate};
use crate::storage::StoreError;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Number,
    Flag,
    Bytes,
}

/// A table, the columns of its key first.
struct Table {
    name: &'static str,
    keys: usize,
    columns: &'static [(&'static str, Kind)],
}

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
pub async fn import(
    directory: &Path,
    target: &PostgresSettings,
) -> Result<Vec<Moved>, StoreError> {
    let mut source = SqliteConnectOptions::new()
        .filename(directory.join(crate::storage::sqlite::DATABASE))
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
                _ => row.try_get(place).map(Value::Text),
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

use Kind::{Bytes, Flag, Number, Text};

/// All but `store`, each after those it refers to.
const TABLES: &[Table] = &[
    Table {
        name: "environments",
        keys: 1,
        columns: &[("id", Text), ("name", Text), ("settings", Text), ("created_at", Number)],
    },
    Table {
        name: "keys",
        keys: 1,
        columns: &[
            ("id", Text),
            ("environment", Text),
            ("publishable", Text),
            ("public_key", Bytes),
            ("created_at", Number),
            ("ends_at", Number),
        ],
    },
    Table {
        name: "users",
        keys: 2,
        columns: &[
            ("environment", Text),
            ("id", Text),
            ("name", Text),
            ("handle", Text),
            ("avatar", Text),
            ("created_at", Number),
            ("seen_at", Number),
        ],
    },
    Table {
        name: "rooms",
        keys: 2,
        columns: &[
            ("environment", Text),
            ("id", Text),
            ("metadata", Text),
            ("seq", Number),
            ("created_at", Number),
        ],
    },
    Table {
        name: "threads",
        keys: 2,
        columns: &[
            ("environment", Text),
            ("id", Text),
            ("room", Text),
            ("creator", Text),
            ("resolved", Flag),
            ("position", Text),
            ("created_at", Number),
            ("updated_at", Number),
        ],
    },
    Table {
        name: "comments",
        keys: 2,
        columns: &[
            ("environment", Text),
            ("id", Text),
            ("thread", Text),
            ("author", Text),
            ("body", Text),
            ("mentions", Text),
            ("attachments", Text),
            ("position", Number),
            ("created_at", Number),
            ("edited_at", Number),
        ],
    },
    Table {
        name: "reactions",
        keys: 2,
        columns: &[
            ("environment", Text),
            ("id", Text),
            ("thread", Text),
            ("target_type", Text),
            ("target", Text),
            ("author", Text),
            ("emoji", Text),
            ("created_at", Number),
        ],
    },
    Table {
        name: "notifications",
        keys: 4,
        columns: &[
            ("environment", Text),
            ("room", Text),
            ("recipient", Text),
            ("id", Text),
            ("kind", Text),
            ("actor", Text),
            ("thread", Text),
            ("comment", Text),
            ("is_read", Flag),
            ("created_at", Number),
        ],
    },
    Table {
        name: "events",
        keys: 3,
        columns: &[
            ("environment", Text),
            ("room", Text),
            ("seq", Number),
            ("frame", Text),
            ("created_at", Number),
        ],
    },
    Table {
        name: "activity",
        keys: 3,
        columns: &[("environment", Text), ("room", Text), ("seq", Number), ("entry", Text)],
    },
    Table {
        name: "operations",
        keys: 3,
        columns: &[
            ("environment", Text),
            ("author", Text),
            ("id", Text),
            ("seq", Number),
            ("refusal", Text),
            ("request", Text),
            ("event", Text),
            ("created_at", Number),
        ],
    },
    Table {
        name: "uploads",
        keys: 2,
        columns: &[
            ("environment", Text),
            ("id", Text),
            ("uploader", Text),
            ("comment", Text),
            ("attachment", Text),
            ("attempt", Text),
            ("request", Text),
            ("created_at", Number),
            ("ends_at", Number),
        ],
    },
    Table {
        name: "shared_states",
        keys: 2,
        columns: &[
            ("environment", Text),
            ("room", Text),
            ("state", Bytes),
            ("saved_at", Number),
        ],
    },
];

/// Below PostgreSQL's 65,535 parameters for the widest table.
const AT_ONCE: u32 = 500;
