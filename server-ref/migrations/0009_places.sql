-- Where something was written in its room: several things share a millisecond.
-- What was written before is numbered by its time, below every place to come.
ALTER TABLE threads ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
UPDATE threads SET place = numbered.place FROM (
  SELECT environment, id, row_number() OVER (
    PARTITION BY environment, room ORDER BY created_at, id
  ) AS place FROM threads
) AS numbered
WHERE threads.environment = numbered.environment AND threads.id = numbered.id;
DROP INDEX threads_by_room;
CREATE INDEX threads_by_room ON threads (environment, room, place, id);

-- These were written before when their place is 0, and are ordered by time.
ALTER TABLE reactions ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
ALTER TABLE notifications ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
DROP INDEX notifications_by_time;
CREATE INDEX notifications_by_place
  ON notifications (environment, room, recipient, place DESC, created_at DESC, id DESC);
-- To find those that are too old to be kept.
CREATE INDEX notifications_by_age ON notifications (created_at);
