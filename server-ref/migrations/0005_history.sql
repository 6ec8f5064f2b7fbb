-- To find the events that are too old to be kept.
CREATE INDEX events_by_time ON events (created_at);
