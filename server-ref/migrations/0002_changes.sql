-- Counts changes of environments and keys, so that a running server notices
-- what another process changed.
ALTER TABLE store ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
