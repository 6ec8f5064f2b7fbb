-- People who run the server: they sign in to the panel.
CREATE TABLE admins (
    id            TEXT COLLATE "C" PRIMARY KEY,
    -- In lower case.
    email         TEXT COLLATE "C" NOT NULL UNIQUE,
    name          TEXT COLLATE "C" NOT NULL,
    role          TEXT COLLATE "C" NOT NULL,
    -- Argon2id, as a PHC string.
    password      TEXT COLLATE "C" NOT NULL,
    -- What the secret of one-time codes is derived from, together with the
    -- master secret, which is not here.
    totp          TEXT COLLATE "C",
    -- The last step whose code was used: none is taken twice.
    totp_step     BIGINT NOT NULL DEFAULT 0,
    created_at    BIGINT NOT NULL,
    signed_in_at  BIGINT
);

-- Of sessions, links and tokens only hashes are here.
CREATE TABLE admin_sessions (
    hash        BYTEA PRIMARY KEY,
    id          TEXT COLLATE "C" NOT NULL UNIQUE,
    admin       TEXT COLLATE "C" NOT NULL REFERENCES admins (id) ON DELETE CASCADE,
    address     TEXT COLLATE "C" NOT NULL,
    agent       TEXT COLLATE "C" NOT NULL,
    created_at  BIGINT NOT NULL,
    seen_at     BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL
);
CREATE INDEX admin_sessions_by_admin ON admin_sessions (admin, created_at);
CREATE INDEX admin_sessions_by_end ON admin_sessions (expires_at);

CREATE TABLE admin_tokens (
    id          TEXT COLLATE "C" PRIMARY KEY,
    hash        BYTEA NOT NULL UNIQUE,
    admin       TEXT COLLATE "C" NOT NULL REFERENCES admins (id) ON DELETE CASCADE,
    name        TEXT COLLATE "C" NOT NULL,
    prefix      TEXT COLLATE "C" NOT NULL,
    created_at  BIGINT NOT NULL,
    expires_at  BIGINT,
    used_at     BIGINT
);
CREATE INDEX admin_tokens_by_admin ON admin_tokens (admin, created_at);

-- One row at most: the link with which the first admin is made.
CREATE TABLE admin_setup (
    id       BIGINT PRIMARY KEY CHECK (id = 1),
    hash     BYTEA NOT NULL,
    made_at  BIGINT NOT NULL
);

-- Attempts to sign in that did not succeed, by account and by address.
CREATE TABLE admin_failures (
    subject   TEXT COLLATE "C" PRIMARY KEY,
    failures  BIGINT NOT NULL,
    last_at   BIGINT NOT NULL
);
CREATE INDEX admin_failures_by_time ON admin_failures (last_at);

CREATE TABLE audit (
    at           BIGINT NOT NULL,
    id           TEXT COLLATE "C" NOT NULL,
    actor        TEXT COLLATE "C" NOT NULL,
    actor_name   TEXT COLLATE "C" NOT NULL,
    address      TEXT COLLATE "C" NOT NULL,
    action       TEXT COLLATE "C" NOT NULL,
    environment  TEXT COLLATE "C",
    target       TEXT COLLATE "C" NOT NULL,
    detail       TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (at, id)
);
CREATE INDEX audit_by_environment ON audit (environment, at, id);

CREATE TABLE key_uses (
    key      TEXT COLLATE "C" PRIMARY KEY REFERENCES keys (id) ON DELETE CASCADE,
    used_at  BIGINT NOT NULL
);

-- What a server counted until a minute.
CREATE TABLE samples (
    at           BIGINT NOT NULL,
    node         TEXT COLLATE "C" NOT NULL,
    connections  BIGINT NOT NULL,
    rooms        BIGINT NOT NULL,
    messages     BIGINT NOT NULL,
    writes       BIGINT NOT NULL,
    errors       BIGINT NOT NULL,
    PRIMARY KEY (at, node)
);

-- Tokens of a person that were made before are not taken any more.
CREATE TABLE user_revocations (
    environment  TEXT COLLATE "C" NOT NULL REFERENCES environments (id) ON DELETE CASCADE,
    user_id      TEXT COLLATE "C" NOT NULL,
    before       BIGINT NOT NULL,
    PRIMARY KEY (environment, user_id)
);
