//! The people an environment knows.

use pulse_protocol::UserId;
use pulse_protocol::rest::User;

use super::List;
use super::input::in_path;
use crate::RestError;
use crate::call::{Call, Method};
use crate::transport::Transport;

/// The people of an environment; from [`Pulse::users`](crate::Pulse::users).
///
/// ```
/// # fn example(pulse: pulse_sdk::Pulse) {
/// let everybody = pulse.users().list();
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Users {
    transport: Transport,
}

/// What becomes of an erased person's comments.
///
/// ```no_run
/// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), pulse_sdk::RestError> {
/// use pulse_sdk::rest::CommentsOf;
///
/// pulse.users().erase("user-7", CommentsOf::Removed).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CommentsOf {
    /// They stay, under the name of nobody.
    Kept,
    /// They go, and threads of nothing else with them.
    Removed,
}

impl Users {
    pub(super) fn of(transport: Transport) -> Self {
        Self { transport }
    }

    /// Everybody who ever connected or was minted a token, by `GET /users`.
    ///
    /// ```no_run
    /// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), pulse_sdk::RestError> {
    /// for user in pulse.users().list().all().await? {
    ///     println!("{} is {}", user.external_id, user.name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn list(&self) -> List<User> {
        let call = Call::api(Method::Get, &["users"], "a list of people");
        List::of(self.transport.clone(), Ok(call))
    }

    /// Erases a person by your own id of them: name, picture, reactions,
    /// notifications, and their live connections, by `DELETE /users/:userId`.
    /// It cannot be undone.
    ///
    /// ```no_run
    /// # async fn example(pulse: pulse_sdk::Pulse) -> Result<(), pulse_sdk::RestError> {
    /// use pulse_sdk::rest::CommentsOf;
    ///
    /// pulse.users().erase("user-7", CommentsOf::Kept).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the person is not known, and as every call.
    pub async fn erase(
        &self,
        user: impl AsRef<str>,
        comments: CommentsOf,
    ) -> Result<(), RestError> {
        let user = in_path::<UserId>(user.as_ref())?;
        let wanted = "that the person is erased";
        let comments = match comments {
            CommentsOf::Kept => "keep",
            CommentsOf::Removed => "remove",
        };
        let call = Call::api(Method::Delete, &["users", user], wanted);
        let call = call.query("comments", comments);
        Ok(self.transport.delete(call).await?)
    }
}
