-- What the request of an operation said, and the event it made: kept for
-- requests with an Idempotency-Key, so that they get the same answer again.
ALTER TABLE operations ADD COLUMN request TEXT;
ALTER TABLE operations ADD COLUMN event TEXT;

CREATE INDEX rooms_by_time ON rooms (environment, created_at, id);
CREATE INDEX users_by_time ON users (environment, created_at, id);
CREATE INDEX threads_by_change ON threads (environment, room, updated_at, id);

-- To find all that is of one person.
CREATE INDEX threads_by_creator ON threads (environment, creator);
CREATE INDEX comments_by_author ON comments (environment, author);
CREATE INDEX reactions_by_author ON reactions (environment, author);
CREATE INDEX notifications_by_actor ON notifications (environment, actor);
CREATE INDEX notifications_by_recipient ON notifications (environment, recipient);
