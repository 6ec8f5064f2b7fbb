-- What clients share with each other besides comments, saved whole by them.
CREATE TABLE shared_states (
    environment TEXT NOT NULL,
    room        TEXT NOT NULL,
    state       BLOB NOT NULL,
    saved_at    INTEGER NOT NULL,
    PRIMARY KEY (environment, room),
    FOREIGN KEY (environment, room) REFERENCES rooms (environment, id) ON DELETE CASCADE
) STRICT;
