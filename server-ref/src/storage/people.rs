//! People an environment knows, because they connected or were minted for.

use async_trait::async_trait;
use pulse_protocol::entity::User;
use pulse_protocol::{EnvironmentId, Timestamp, UserId};
use uuid::Uuid;

use super::{Erasure, StoreError};
use crate::domain::colour_of;

/// A person as a token describes them.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a row is its columns")]
pub struct Person {
    /// The host's own id.
    pub id: UserId,
    /// The name to show.
    pub name: String,
    /// Address of a picture.
    pub avatar: Option<String>,
}

impl Person {
    /// The person as others see them.
    #[must_use]
    pub fn to_user(&self) -> User {
        User {
            id: self.id.clone(),
            name: self.name.clone(),
            avatar: self.avatar.clone(),
            color: colour_of(&self.id).to_owned(),
        }
    }
}

/// Keeps people.
#[async_trait]
pub trait UserStore: Send + Sync + 'static {
    /// Makes a person known, or refreshes their name and picture.
    async fn upsert_user(
        &self,
        environment: &EnvironmentId,
        person: &Person,
        now: Timestamp,
    ) -> Result<(), StoreError>;

    /// Erases a person: reactions, notifications and activity go, comments
    /// are left to a replacement or go too. False when nobody has the id.
    async fn erase_user(
        &self,
        environment: &EnvironmentId,
        erasure: &Erasure,
        now: Timestamp,
        nonce: Uuid,
    ) -> Result<bool, StoreError>;

    /// A person by id.
    async fn user(
        &self,
        environment: &EnvironmentId,
        id: &UserId,
    ) -> Result<Option<User>, StoreError>;
}
