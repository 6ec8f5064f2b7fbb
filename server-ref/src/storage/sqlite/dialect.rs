//! Where SQLite says differently what all databases are told.

/// A transaction that reads everything at one moment.
pub(super) const READING: &str = "BEGIN";
/// A transaction that writes: it waits for others now, not at its first write.
pub(super) const WRITING: &str = "BEGIN IMMEDIATE";

/// Waits until nobody else changes what the panel keeps. Here nobody does.
pub(super) const ONE_AT_A_TIME: Option<&str> = None;

/// Whether `for_update` does anything.
pub(super) const ROWS_ARE_LOCKED: bool = false;

/// Locks the row that is read. Here is one writer for all rows.
macro_rules! for_update {
    () => {
        ""
    };
}

/// The elements of a JSON array, as rows with a `value`.
macro_rules! elements {
    ($array:literal) => {
        concat!("json_each(", $array, ")")
    };
}

/// The strings of a JSON array, as rows with a `value`.
macro_rules! texts {
    ($array:literal) => {
        concat!("json_each(", $array, ")")
    };
}

/// Whom an entry of the activity log is about.
macro_rules! person_of {
    ($entry:literal) => {
        concat!("json_extract(", $entry, ", '$.userId')")
    };
}

/// For how many days an environment with these settings keeps documents.
macro_rules! days_kept {
    ($settings:literal) => {
        concat!("json_extract(", $settings, ", '$.p2pStateTTLDays')")
    };
}

pub(super) use {days_kept, elements, for_update, person_of, texts};
