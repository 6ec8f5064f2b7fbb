-- One row; says which life of the sequences this database holds.
CREATE TABLE store (
    id    INTEGER PRIMARY KEY CHECK (id = 1),
    epoch TEXT NOT NULL
) STRICT;
INSERT INTO store (id, epoch) VALUES (1, lower(hex(randomblob(16))));

CREATE TABLE environments (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    settings   TEXT NOT NULL DEFAULT '{}',
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The secret key is never here: only what verifies it.
CREATE TABLE keys (
    id          TEXT PRIMARY KEY,
    environment TEXT NOT NULL REFERENCES environments (id) ON DELETE CASCADE,
    publishable TEXT NOT NULL UNIQUE,
    public_key  BLOB NOT NULL,
    created_at  INTEGER NOT NULL,
    ends_at     INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX keys_by_environment ON keys (environment);

CREATE TABLE users (
    environment TEXT NOT NULL REFERENCES environments (id) ON DELETE CASCADE,
    id          TEXT NOT NULL,
    name        TEXT NOT NULL,
    handle      TEXT NOT NULL,
    avatar      TEXT,
    created_at  INTEGER NOT NULL,
    seen_at     INTEGER NOT NULL,
    PRIMARY KEY (environment, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX users_by_handle ON users (environment, handle);
CREATE INDEX users_by_seen ON users (environment, seen_at);

CREATE TABLE rooms (
    environment TEXT NOT NULL REFERENCES environments (id) ON DELETE CASCADE,
    id          TEXT NOT NULL,
    metadata    TEXT,
    seq         INTEGER NOT NULL DEFAULT 0,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (environment, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE threads (
    environment TEXT NOT NULL,
    id          TEXT NOT NULL,
    room        TEXT NOT NULL,
    creator     TEXT NOT NULL,
    resolved    INTEGER NOT NULL DEFAULT 0,
    position    TEXT,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    PRIMARY KEY (environment, id),
    FOREIGN KEY (environment, room) REFERENCES rooms (environment, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX threads_by_room ON threads (environment, room, created_at, id);

CREATE TABLE comments (
    environment TEXT NOT NULL,
    id          TEXT NOT NULL,
    thread      TEXT NOT NULL,
    author      TEXT NOT NULL,
    body        TEXT NOT NULL,
    mentions    TEXT NOT NULL,
    position    INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    edited_at   INTEGER,
    PRIMARY KEY (environment, id),
    FOREIGN KEY (environment, thread) REFERENCES threads (environment, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX comments_by_thread ON comments (environment, thread, position);

CREATE TABLE reactions (
    environment TEXT NOT NULL,
    id          TEXT NOT NULL,
    thread      TEXT NOT NULL,
    target_type TEXT NOT NULL,
    target      TEXT NOT NULL,
    author      TEXT NOT NULL,
    emoji       TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (environment, id),
    UNIQUE (environment, target_type, target, author, emoji),
    FOREIGN KEY (environment, thread) REFERENCES threads (environment, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX reactions_by_thread ON reactions (environment, thread, created_at);

CREATE TABLE notifications (
    environment TEXT NOT NULL,
    room        TEXT NOT NULL,
    recipient   TEXT NOT NULL,
    id          TEXT NOT NULL,
    kind        TEXT NOT NULL,
    actor       TEXT NOT NULL,
    thread      TEXT,
    comment     TEXT,
    is_read     INTEGER NOT NULL DEFAULT 0,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (environment, room, recipient, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX notifications_by_time ON notifications (environment, room, recipient, created_at);

-- The frames of a room's durable events, as version 2 sends them.
CREATE TABLE events (
    environment TEXT NOT NULL,
    room        TEXT NOT NULL,
    seq         INTEGER NOT NULL,
    frame       TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (environment, room, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE activity (
    environment TEXT NOT NULL,
    room        TEXT NOT NULL,
    seq         INTEGER NOT NULL,
    entry       TEXT NOT NULL,
    PRIMARY KEY (environment, room, seq)
) STRICT, WITHOUT ROWID;

-- What was answered to each operation, so that it has one effect only.
CREATE TABLE operations (
    environment TEXT NOT NULL,
    author      TEXT NOT NULL,
    id          TEXT NOT NULL,
    seq         INTEGER,
    refusal     TEXT,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (environment, author, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX operations_by_time ON operations (created_at);
