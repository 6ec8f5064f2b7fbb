-- All that SQLite's migrations 1 to 9, but for the panel, make. Texts are compared by their bytes,
-- as SQLite does: lists and their pages have one order in both.

-- One row; says which life of the sequences this database holds, and counts
-- changes of environments and keys, so that a running server notices what
-- another process changed.
CREATE TABLE store (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    epoch    TEXT NOT NULL,
    revision BIGINT NOT NULL DEFAULT 0
);
INSERT INTO store (id, epoch) VALUES (1, replace(CAST(gen_random_uuid() AS TEXT), '-', ''));

CREATE TABLE environments (
    id         TEXT COLLATE "C" PRIMARY KEY,
    name       TEXT COLLATE "C" NOT NULL,
    settings   TEXT NOT NULL DEFAULT '{}',
    created_at BIGINT NOT NULL
);

-- The secret key is never here: only what verifies it.
CREATE TABLE keys (
    id          TEXT COLLATE "C" PRIMARY KEY,
    environment TEXT COLLATE "C" NOT NULL REFERENCES environments (id) ON DELETE CASCADE,
    publishable TEXT COLLATE "C" NOT NULL UNIQUE,
    public_key  BYTEA NOT NULL,
    created_at  BIGINT NOT NULL,
    ends_at     BIGINT
);
CREATE INDEX keys_by_environment ON keys (environment);

CREATE TABLE users (
    environment TEXT COLLATE "C" NOT NULL REFERENCES environments (id) ON DELETE CASCADE,
    id          TEXT COLLATE "C" NOT NULL,
    name        TEXT COLLATE "C" NOT NULL,
    handle      TEXT COLLATE "C" NOT NULL,
    avatar      TEXT,
    created_at  BIGINT NOT NULL,
    seen_at     BIGINT NOT NULL,
    PRIMARY KEY (environment, id)
);
CREATE INDEX users_by_handle ON users (environment, handle);
CREATE INDEX users_by_seen ON users (environment, seen_at);
CREATE INDEX users_by_time ON users (environment, created_at, id);

-- Whoever writes to a room holds its row: its sequence is given there.
CREATE TABLE rooms (
    environment TEXT COLLATE "C" NOT NULL REFERENCES environments (id) ON DELETE CASCADE,
    id          TEXT COLLATE "C" NOT NULL,
    metadata    TEXT,
    seq         BIGINT NOT NULL DEFAULT 0,
    created_at  BIGINT NOT NULL,
    PRIMARY KEY (environment, id)
) WITH (fillfactor = 80);
CREATE INDEX rooms_by_time ON rooms (environment, created_at, id);

CREATE TABLE threads (
    environment TEXT COLLATE "C" NOT NULL,
    id          TEXT COLLATE "C" NOT NULL,
    room        TEXT COLLATE "C" NOT NULL,
    creator     TEXT COLLATE "C" NOT NULL,
    resolved    BOOLEAN NOT NULL DEFAULT FALSE,
    position    TEXT,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    -- Where it was written in its room: several things share a millisecond.
    place       BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (environment, id),
    FOREIGN KEY (environment, room) REFERENCES rooms (environment, id) ON DELETE CASCADE
);
CREATE INDEX threads_by_room ON threads (environment, room, place, id);
CREATE INDEX threads_by_change ON threads (environment, room, updated_at, id);
CREATE INDEX threads_by_creator ON threads (environment, creator);

CREATE TABLE comments (
    environment TEXT COLLATE "C" NOT NULL,
    id          TEXT COLLATE "C" NOT NULL,
    thread      TEXT COLLATE "C" NOT NULL,
    author      TEXT COLLATE "C" NOT NULL,
    body        TEXT NOT NULL,
    mentions    TEXT NOT NULL,
    -- The files of a comment, as its clients see them.
    attachments TEXT NOT NULL DEFAULT '[]',
    position    BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    edited_at   BIGINT,
    PRIMARY KEY (environment, id),
    FOREIGN KEY (environment, thread) REFERENCES threads (environment, id) ON DELETE CASCADE
);
CREATE INDEX comments_by_thread ON comments (environment, thread, position);
CREATE INDEX comments_by_author ON comments (environment, author);
-- To find who takes part in a thread without reading what they wrote.
CREATE INDEX comments_by_participant ON comments (environment, thread, author);

CREATE TABLE reactions (
    environment TEXT COLLATE "C" NOT NULL,
    id          TEXT COLLATE "C" NOT NULL,
    thread      TEXT COLLATE "C" NOT NULL,
    target_type TEXT COLLATE "C" NOT NULL,
    target      TEXT COLLATE "C" NOT NULL,
    author      TEXT COLLATE "C" NOT NULL,
    emoji       TEXT COLLATE "C" NOT NULL,
    created_at  BIGINT NOT NULL,
    place       BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (environment, id),
    UNIQUE (environment, target_type, target, author, emoji),
    FOREIGN KEY (environment, thread) REFERENCES threads (environment, id) ON DELETE CASCADE
);
CREATE INDEX reactions_by_thread ON reactions (environment, thread, created_at);
CREATE INDEX reactions_by_author ON reactions (environment, author);

CREATE TABLE notifications (
    environment TEXT COLLATE "C" NOT NULL,
    room        TEXT COLLATE "C" NOT NULL,
    recipient   TEXT COLLATE "C" NOT NULL,
    id          TEXT COLLATE "C" NOT NULL,
    kind        TEXT NOT NULL,
    actor       TEXT COLLATE "C" NOT NULL,
    thread      TEXT,
    comment     TEXT,
    is_read     BOOLEAN NOT NULL DEFAULT FALSE,
    created_at  BIGINT NOT NULL,
    place       BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (environment, room, recipient, id)
);
CREATE INDEX notifications_by_place
    ON notifications (environment, room, recipient, place DESC, created_at DESC, id DESC);
-- To find those that are too old to be kept.
CREATE INDEX notifications_by_age ON notifications (created_at);
CREATE INDEX notifications_by_actor ON notifications (environment, actor);
CREATE INDEX notifications_by_recipient ON notifications (environment, recipient);

-- The frames of a room's durable events, as version 2 sends them.
CREATE TABLE events (
    environment TEXT COLLATE "C" NOT NULL,
    room        TEXT COLLATE "C" NOT NULL,
    seq         BIGINT NOT NULL,
    frame       TEXT NOT NULL,
    created_at  BIGINT NOT NULL,
    PRIMARY KEY (environment, room, seq)
);
CREATE INDEX events_by_time ON events (created_at);

CREATE TABLE activity (
    environment TEXT COLLATE "C" NOT NULL,
    room        TEXT COLLATE "C" NOT NULL,
    seq         BIGINT NOT NULL,
    entry       TEXT NOT NULL,
    PRIMARY KEY (environment, room, seq)
);

-- What was answered to each operation, so that it has one effect only; of
-- requests with an Idempotency-Key also what they said, and the event they made.
CREATE TABLE operations (
    environment TEXT COLLATE "C" NOT NULL,
    author      TEXT COLLATE "C" NOT NULL,
    id          TEXT COLLATE "C" NOT NULL,
    seq         BIGINT,
    refusal     TEXT,
    request     TEXT,
    event       TEXT,
    created_at  BIGINT NOT NULL,
    PRIMARY KEY (environment, author, id)
);
CREATE INDEX operations_by_time ON operations (created_at);

-- What is kept beside the database. A file goes a day after it came unless a
-- comment claims it (`ends_at` is NULL then), and at once when its comment has
-- gone (`ends_at` is 0 then).
CREATE TABLE uploads (
    environment TEXT COLLATE "C" NOT NULL,
    id          TEXT COLLATE "C" NOT NULL,
    uploader    TEXT COLLATE "C" NOT NULL,
    comment     TEXT COLLATE "C",
    attachment  TEXT NOT NULL,
    -- Of a request with an Idempotency-Key: the key, and what the request said.
    attempt     TEXT COLLATE "C",
    request     TEXT,
    created_at  BIGINT NOT NULL,
    ends_at     BIGINT,
    PRIMARY KEY (environment, id)
);
CREATE INDEX uploads_by_comment ON uploads (environment, comment);
CREATE INDEX uploads_by_end ON uploads (ends_at) WHERE ends_at IS NOT NULL;
CREATE INDEX uploads_by_uploader ON uploads (environment, uploader);
CREATE UNIQUE INDEX uploads_by_attempt ON uploads (environment, uploader, attempt)
    WHERE attempt IS NOT NULL;

-- What clients share with each other besides comments, saved whole by them.
CREATE TABLE shared_states (
    environment TEXT COLLATE "C" NOT NULL,
    room        TEXT COLLATE "C" NOT NULL,
    state       BYTEA NOT NULL,
    saved_at    BIGINT NOT NULL,
    PRIMARY KEY (environment, room),
    FOREIGN KEY (environment, room) REFERENCES rooms (environment, id) ON DELETE CASCADE
);
