//! What there is to move.

use Kind::{Bytes, Flag, Number, Text};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Number,
    Flag,
    Bytes,
}

/// A table, the columns of its key first.
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) keys: usize,
    pub(super) columns: &'static [(&'static str, Kind)],
}

/// All but `store`, each after those it refers to.
pub(super) const TABLES: &[Table] = &[
    Table {
        name: "environments",
        keys: 1,
        columns: &[
            ("id", Text),
            ("name", Text),
            ("settings", Text),
            ("created_at", Number),
        ],
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
            ("place", Number),
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
            ("place", Number),
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
            ("place", Number),
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
        columns: &[
            ("environment", Text),
            ("room", Text),
            ("seq", Number),
            ("entry", Text),
        ],
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
    Table {
        name: "admins",
        keys: 1,
        columns: &[
            ("id", Text),
            ("email", Text),
            ("name", Text),
            ("role", Text),
            ("password", Text),
            ("totp", Text),
            ("totp_step", Number),
            ("created_at", Number),
            ("signed_in_at", Number),
        ],
    },
    Table {
        name: "admin_sessions",
        keys: 1,
        columns: &[
            ("hash", Bytes),
            ("id", Text),
            ("admin", Text),
            ("address", Text),
            ("agent", Text),
            ("created_at", Number),
            ("seen_at", Number),
            ("expires_at", Number),
        ],
    },
    Table {
        name: "admin_tokens",
        keys: 1,
        columns: &[
            ("id", Text),
            ("hash", Bytes),
            ("admin", Text),
            ("name", Text),
            ("prefix", Text),
            ("created_at", Number),
            ("expires_at", Number),
            ("used_at", Number),
        ],
    },
    Table {
        name: "admin_setup",
        keys: 1,
        columns: &[("id", Number), ("hash", Bytes), ("made_at", Number)],
    },
    Table {
        name: "admin_failures",
        keys: 1,
        columns: &[("subject", Text), ("failures", Number), ("last_at", Number)],
    },
    Table {
        name: "audit",
        keys: 2,
        columns: &[
            ("at", Number),
            ("id", Text),
            ("actor", Text),
            ("actor_name", Text),
            ("address", Text),
            ("action", Text),
            ("environment", Text),
            ("target", Text),
            ("detail", Text),
        ],
    },
    Table {
        name: "key_uses",
        keys: 1,
        columns: &[("key", Text), ("used_at", Number)],
    },
    Table {
        name: "samples",
        keys: 2,
        columns: &[
            ("at", Number),
            ("node", Text),
            ("connections", Number),
            ("rooms", Number),
            ("messages", Number),
            ("writes", Number),
            ("errors", Number),
        ],
    },
    Table {
        name: "user_revocations",
        keys: 2,
        columns: &[("environment", Text), ("user_id", Text), ("before", Number)],
    },
];
