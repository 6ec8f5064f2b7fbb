-- People who run the server: they sign in to the panel.
CREATE TABLE admins (
    id            TEXT PRIMARY KEY,
    -- In lower case.
    email         TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL,
    role          TEXT NOT NULL,
    -- Argon2id, as a PHC string.
    password      TEXT NOT NULL,
    -- What the secret of one-time codes is derived from, together with the
    -- master secret, which is not here.
    totp          TEXT,
    -- The last step whose code was used: none is taken twice.
    totp_step     INTEGER NOT NULL DEFAULT 0,
    created_at    INTEGER NOT NULL,
    signed_in_at  INTEGER
) STRICT, WITHOUT ROWID;

-- Of sessions, links and tokens only hashes are here.
CREATE TABLE admin_sessions (
    hash        BLOB PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE,
    admin       TEXT NOT NULL REFERENCES admins (id) ON DELETE CASCADE,
    address     TEXT NOT NULL,
    agent       TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    seen_at     INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX admin_sessions_by_admin ON admin_sessions (admin, created_at);
CREATE INDEX admin_sessions_by_end ON admin_sessions (expires_at);

CREATE TABLE admin_tokens (
    id          TEXT PRIMARY KEY,
    hash        BLOB NOT NULL UNIQUE,
    admin       TEXT NOT NULL REFERENCES admins (id) ON DELETE CASCADE,
    name        TEXT NOT NULL,
    prefix      TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER,
    used_at     INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX admin_tokens_by_admin ON admin_tokens (admin, created_at);

-- One row at most: the link with which the first admin is made.
CREATE TABLE admin_setup (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    hash     BLOB NOT NULL,
    made_at  INTEGER NOT NULL
) STRICT;

-- Attempts to sign in that did not succeed, by account and by address.
CREATE TABLE admin_failures (
    subject   TEXT PRIMARY KEY,
    failures  INTEGER NOT NULL,
    last_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX admin_failures_by_time ON admin_failures (last_at);

CREATE TABLE audit (
    at           INTEGER NOT NULL,
    id           TEXT NOT NULL,
    actor        TEXT NOT NULL,
    actor_name   TEXT NOT NULL,
    address      TEXT NOT NULL,
    action       TEXT NOT NULL,
    environment  TEXT,
    target       TEXT NOT NULL,
    detail       TEXT NOT NULL,
    PRIMARY KEY (at, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_by_environment ON audit (environment, at, id);

CREATE TABLE key_uses (
    key      TEXT PRIMARY KEY REFERENCES keys (id) ON DELETE CASCADE,
    used_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What a server counted until a minute.
CREATE TABLE samples (
    at           INTEGER NOT NULL,
    node         TEXT NOT NULL,
    connections  INTEGER NOT NULL,
    rooms        INTEGER NOT NULL,
    messages     INTEGER NOT NULL,
    writes       INTEGER NOT NULL,
    errors       INTEGER NOT NULL,
    PRIMARY KEY (at, node)
) STRICT, WITHOUT ROWID;

-- Tokens of a person that were made before are not taken any more.
CREATE TABLE user_revocations (
    environment  TEXT NOT NULL REFERENCES environments (id) ON DELETE CASCADE,
    user_id      TEXT NOT NULL,
    before       INTEGER NOT NULL,
    PRIMARY KEY (environment, user_id)
) STRICT, WITHOUT ROWID;
