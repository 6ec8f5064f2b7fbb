//! Where PostgreSQL says differently what all databases are told.

/// A transaction that reads everything at one moment.
pub(super) const READING: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
/// A transaction that writes. It sees what others have committed when it has
/// waited for their locks.
pub(super) const WRITING: &str = "BEGIN ISOLATION LEVEL READ COMMITTED";

/// Waits until nobody else changes what the panel keeps, and makes others wait
/// until the transaction is over.
pub(super) const ONE_AT_A_TIME: Option<&str> = Some("SELECT pg_advisory_xact_lock(7853571)");

/// Whether `for_update` does anything.
pub(super) const ROWS_ARE_LOCKED: bool = true;

/// Locks the row that is read, until the transaction is over.
macro_rules! for_update {
    () => {
        " FOR UPDATE"
    };
}

/// The elements of a JSON array, as rows with a `value`.
macro_rules! elements {
    ($array:literal) => {
        concat!("json_array_elements(CAST(", $array, " AS json))")
    };
}

/// The strings of a JSON array, as rows with a `value`.
macro_rules! texts {
    ($array:literal) => {
        concat!("json_array_elements_text(CAST(", $array, " AS json))")
    };
}

/// Whom an entry of the activity log is about.
macro_rules! person_of {
    ($entry:literal) => {
        concat!("(CAST(", $entry, " AS json)->>'userId')")
    };
}

/// For how many days an environment with these settings keeps documents.
macro_rules! days_kept {
    ($settings:literal) => {
        concat!(
            "CAST(CAST(",
            $settings,
            " AS json)->>'p2pStateTTLDays' AS BIGINT)"
        )
    };
}

pub(super) use {days_kept, elements, for_update, person_of, texts};
