-- To find who takes part in a thread without reading what they wrote.
CREATE INDEX comments_by_participant ON comments (environment, thread, author);
