//! One live room: its state as a pure machine, and the task that owns it.

mod actor;
mod feed;
mod handle;
mod member;
mod missed;
mod nodes;
mod others;
mod people;
mod presence;
mod state;

pub(super) use actor::{RoomActor, RoomCommand};
pub(super) use handle::{RoomHandle, WeakRoomHandle};
pub(super) use member::{ConnectionKey, Member};
pub(super) use people::with_present;
