//! `GET /api/collab-token`: the widget asks it for a token, at first and
//! before each one ends. The session says for whom; nothing in the request
//! could make it somebody else.

use axum::extract::State;
use pulse_sdk::{MintError, Pulse, Token, TokenRequest};

use crate::session::SignedIn;

/// Token and error are answers already, with the status that tells the widget
/// what to do.
pub(crate) async fn collab_token(
    State(pulse): State<Pulse>,
    SignedIn(person): SignedIn,
) -> Result<Token, MintError> {
    pulse
        .mint_token(TokenRequest::new(person.id, person.name))
        .await
}
