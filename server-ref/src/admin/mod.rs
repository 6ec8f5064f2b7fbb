//! What the people who run the server can do. The panel, the admin API and the
//! commands of the binary all come here, so that each change is checked by the
//! same rules and told of in the audit log.

mod account;
mod checker;
mod environments;
mod error;
mod moderation;
mod overview;
mod passwords;
mod second_factor;
mod secrets;
mod sign_in;
mod team;
mod upkeep;
mod who;

pub use account::{NewToken, change_name, change_password, end_session, make_token, revoke_token};
pub use checker::{Finding, Question, Verdict, check_integration};
pub use environments::{
    NewEnvironment, NewPair, configure, create_environment, delete_environment, find_environment,
    rename_environment, revoke_key, rotate_key,
};
pub use error::{AdminError, Fault};
pub use moderation::{
    Leaving, delete_comment, delete_thread, edit_comment, erase_user, revoke_user,
};
pub use overview::{Chart, Health, HealthState, LiveRoom, Now, Overview, overview};
pub use passwords::{MASKED_FIELDS, Passwords};
pub use second_factor::{TotpOffer, begin_totp, confirm_totp, end_totp};
pub use secrets::{SecretText, form_token};
pub(crate) use sign_in::begin_session;
pub use sign_in::{
    Credentials, SignedIn, access_with_token, first_admin, offer_setup, resume_session,
    setup_is_offered, sign_in, sign_out, sign_out_everywhere,
};
pub use team::{NewMember, add_member, remove_member, reset_member, set_role};
pub use upkeep::{KeyUses, keep_up};
pub use who::{Editor, Who};
