//! HS256, by livekit-api's `AccessToken`: what a peer's users call.

use std::time::Duration;

use livekit_api::access_token::{AccessToken, VideoGrants};

use crate::Minter;

/// `AccessToken`, made anew for each token as its documentation does.
#[derive(Debug, Default)]
pub struct Livekit;

impl Minter for Livekit {
    fn mint(&self, user_id: &str, name: &str, room: &str) -> String {
        AccessToken::with_api_key("APIbench", "a secret of thirty-two characters")
            .with_identity(user_id)
            .with_name(name)
            .with_ttl(Duration::from_secs(3_600))
            .with_grants(VideoGrants {
                room_join: true,
                room: room.to_owned(),
                ..VideoGrants::default()
            })
            .to_jwt()
            .expect("a small request")
    }
}
