-- The files of a comment, as its clients see them.
ALTER TABLE comments ADD COLUMN attachments TEXT NOT NULL DEFAULT '[]';

-- What is kept beside the database. A file goes a day after it came unless a
-- comment claims it (`ends_at` is NULL then), and at once when its comment has
-- gone (`ends_at` is 0 then).
CREATE TABLE uploads (
    environment TEXT NOT NULL,
    id          TEXT NOT NULL,
    uploader    TEXT NOT NULL,
    comment     TEXT,
    attachment  TEXT NOT NULL,
    -- Of a request with an Idempotency-Key: the key, and what the request said.
    attempt     TEXT,
    request     TEXT,
    created_at  INTEGER NOT NULL,
    ends_at     INTEGER,
    PRIMARY KEY (environment, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX uploads_by_comment ON uploads (environment, comment);
CREATE INDEX uploads_by_end ON uploads (ends_at) WHERE ends_at IS NOT NULL;
CREATE INDEX uploads_by_uploader ON uploads (environment, uploader);
CREATE UNIQUE INDEX uploads_by_attempt ON uploads (environment, uploader, attempt)
    WHERE attempt IS NOT NULL;
