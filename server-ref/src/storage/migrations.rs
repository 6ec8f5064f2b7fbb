//! The migrations of a database, as they were when this was built.

use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};

/// A migrator of a list that the build script wrote.
pub(super) fn migrator(listed: &[(i64, &'static str, &'static str)]) -> Migrator {
    let migrations = listed.iter().map(|&(version, name, sql)| {
        let in_one_step = MigrationType::Simple;
        Migration::new(version, name.into(), in_one_step, sql.into_sql_str(), false)
    });
    Migrator::with_migrations(migrations.collect())
}
