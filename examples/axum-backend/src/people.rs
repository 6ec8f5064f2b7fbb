//! The three people a visitor of the demo may be. A real site has its own
//! user table here.

/// Somebody with an account.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Person {
    /// Never changes: Pulse knows them by it.
    pub(crate) id: &'static str,
    /// What others see.
    pub(crate) name: &'static str,
}

/// Everybody there is.
pub(crate) static PEOPLE: [Person; 3] = [
    Person {
        id: "ada",
        name: "Ada Byron",
    },
    Person {
        id: "grace",
        name: "Grace Okafor",
    },
    Person {
        id: "linus",
        name: "Linus Berg",
    },
];

impl Person {
    pub(crate) fn by_id(id: &str) -> Option<&'static Self> {
        PEOPLE.iter().find(|person| person.id == id)
    }

    /// The people take turns: 0 is the first, 3 the first again.
    pub(crate) fn in_turn(turn: usize) -> &'static Self {
        &PEOPLE[turn % PEOPLE.len()]
    }

    /// Somebody else, to be in the second window.
    pub(crate) fn next(&self) -> &'static Self {
        let at = PEOPLE
            .iter()
            .position(|person| person == self)
            .unwrap_or_default();
        Self::in_turn(at + 1)
    }

    /// What the round button in the header says.
    pub(crate) fn initial(&self) -> &'static str {
        &self.name[..1]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_can_be_found_and_has_somebody_to_talk_to() {
        for person in &PEOPLE {
            assert_eq!(Person::by_id(person.id), Some(person));
            assert_ne!(person.next(), person);
        }
        assert_eq!(Person::by_id("mallory"), None);
    }
}
