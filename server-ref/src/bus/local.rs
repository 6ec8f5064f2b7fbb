//! One node alone: everybody it would tell is in this process.

use std::sync::Arc;

use async_trait::async_trait;
use pulse_protocol::entity::Presence;

use super::{Bus, BusListener, NodePacket, RoomKey, RoomPacket};
use crate::storage::Committed;

/// No other nodes.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::exhaustive_structs, reason = "there is nothing in it")]
pub struct Local;

#[async_trait]
impl Bus for Local {
    fn has_others(&self) -> bool {
        false
    }

    fn is_connected(&self) -> bool {
        true
    }

    fn listen(&self, _: Arc<dyn BusListener>) {}

    fn follow(&self, _: &RoomKey) {}

    fn leave(&self, _: &RoomKey) {}

    fn tell_room(&self, _: &RoomKey, _: RoomPacket) {}

    fn tell_commit(&self, _: &Arc<Committed>) {}

    fn tell_nodes(&self, _: NodePacket) {}

    async fn people_in(&self, _: &RoomKey) -> Vec<Presence> {
        vec![]
    }

    fn answer(&self, _: &str, _: RoomPacket) {}

    async fn rooms(&self) -> Vec<RoomKey> {
        vec![]
    }

    fn answer_rooms(&self, _: &str, _: Vec<RoomKey>) {}

    async fn close(&self) {}
}
