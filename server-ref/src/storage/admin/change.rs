//! What can be changed through the panel, as values.

use pulse_protocol::{EnvironmentId, KeyId, Timestamp, UserId};

use super::super::{Environment, NewKey, Settings};
use super::{AccessToken, AdminAccount, AdminId, AdminRole, AdminSession, Sample, SecretHash};

/// A change. Each is done as a whole or not at all.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "each change must be done")]
pub enum AdminChange {
    /// Nothing but its entry: for what was done elsewhere.
    Note,
    /// Puts the one link in place with which the first admin is made.
    OfferSetup(SecretHash, Timestamp),
    /// Adds the first admin, when there is none and the link is the one
    /// (`Refused` else), and withdraws it. Without a link, for whoever has the
    /// machine.
    AddFirst(AdminAccount, Option<SecretHash>),
    /// Adds somebody: `Taken` when the address is.
    Add(AdminAccount),
    /// Gives somebody another role: `LastAdmin` when nobody would be left.
    SetRole(AdminId, AdminRole),
    /// Gives somebody another name.
    SetName(AdminId, String),
    /// Gives somebody another password and ends their sessions but one.
    SetPassword(AdminId, String, Option<SecretHash>),
    /// Begins or ends the use of one-time codes.
    SetTotp(AdminId, Option<String>),
    /// Uses the code of a step: `Refused` unless it is later than the last one.
    UseTotp(AdminId, u64),
    /// Removes somebody with all that is theirs: `LastAdmin` when nobody would be left.
    Remove(AdminId),
    /// An attempt to sign in. It counts as failed until it has succeeded, so
    /// that many at once do not all go before the first failure: `Wait`.
    Attempt(Vec<AttemptSubject>, Timestamp),
    /// An attempt succeeded: the first subject is forgotten, and the others are
    /// given theirs back.
    AttemptSucceeded(Vec<AttemptSubject>),
    /// Somebody signed in. Only the newest sessions of each are kept.
    BeginSession(AdminSession),
    /// A session was used; it then ends at the second time.
    TouchSession(SecretHash, Timestamp, Timestamp),
    /// Ends a session by its id, if it is theirs: `Missing` else.
    EndSession(AdminId, String),
    /// Ends all of somebody's sessions but one.
    EndSessions(AdminId, Option<SecretHash>),
    /// Adds a token: `TooMany` when there are so many.
    AddToken(AccessToken, u32),
    /// A token was used.
    TouchToken(String, Timestamp),
    /// Withdraws a token by its id, if it is theirs: `Missing` else.
    RevokeToken(AdminId, String),
    /// Adds an environment with its first key pair.
    AddEnvironment(Box<Environment>, NewKey),
    /// Replaces an environment's settings, when they are still those that were
    /// looked at: `Refused` else.
    Configure {
        /// Whose.
        environment: EnvironmentId,
        /// As they were.
        before: Box<Settings>,
        /// As they are to be.
        after: Box<Settings>,
    },
    /// Adds a key pair; the others end at the second time, unless they end sooner.
    RotateKey(EnvironmentId, NewKey, Timestamp, Timestamp),
    /// Ends a key pair at a time: `Missing` when none ends later.
    RevokeKey(KeyId, Timestamp),
    /// Gives an environment another name.
    RenameEnvironment(EnvironmentId, String),
    /// Removes an environment with all that is in it. Its files end.
    DeleteEnvironment(EnvironmentId),
    /// Refuses a person's tokens from before a time.
    RevokeUser(EnvironmentId, UserId, Timestamp),
    /// When keys were used last.
    KeysUsed(Vec<(KeyId, Timestamp)>),
    /// What was counted.
    AddSample(Sample),
    /// Forgets entries before a time, samples before another, sessions that
    /// have ended, failures of more than a day ago and refusals of tokens of
    /// more than two; so many rows of each at most.
    Sweep {
        /// The oldest entries that stay.
        audit_since: Timestamp,
        /// The oldest samples that stay.
        samples_since: Timestamp,
        /// What has ended before this goes.
        now: Timestamp,
        /// The most rows of each kind.
        at_once: u32,
    },
}

/// How a change ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "each outcome must be answered")]
pub enum AdminOutcome {
    /// It is done.
    Done,
    /// What it is about is not there.
    Missing,
    /// Somebody has that address.
    Taken,
    /// Nobody would be left who may do everything.
    LastAdmin,
    /// There are as many as there may be.
    TooMany,
    /// It is not allowed.
    Refused,
    /// Only after so many milliseconds.
    Wait(u64),
}

/// Whose attempts are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a subject is its fields")]
pub struct AttemptSubject {
    /// An account or an address.
    pub name: String,
    /// So many failures cost nothing.
    pub free: u32,
}

/// How long after its last failure a subject waits: twice as long each time.
#[must_use]
pub fn delay_ms(failures: u64, free: u32) -> u64 {
    match failures.saturating_sub(u64::from(free)) {
        0 => 0,
        over => FIRST_DELAY_MS
            .saturating_mul(1 << (over - 1).min(20))
            .min(LONGEST_DELAY_MS),
    }
}

const FIRST_DELAY_MS: u64 = 1000;
const LONGEST_DELAY_MS: u64 = 15 * 60 * 1000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_double_up_to_a_quarter_of_an_hour() {
        let delays: Vec<u64> = (4..=9).map(|failures| delay_ms(failures, 5)).collect();
        assert_eq!(delays, [0, 0, 1000, 2000, 4000, 8000]);
        assert_eq!(delay_ms(u64::MAX, 5), LONGEST_DELAY_MS);
    }
}
