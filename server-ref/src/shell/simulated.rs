//! The outside world of a simulation: its wall clock follows tokio's paused
//! one, and its ids and keys come from a seed. Nothing of it is in a server's binary.

use std::cell::RefCell;

use pulse_protocol::Timestamp;
use tokio::time::Instant;
use uuid::{Builder, Uuid};

/// The world of this thread, until it is dropped.
#[derive(Debug)]
#[must_use = "the world ends when this is dropped"]
pub struct World(());

#[derive(Debug)]
struct State {
    begun: Instant,
    unix_ms_at_begin: i64,
    ids: u64,
}

thread_local! {
    static STATE: RefCell<Option<State>> = const { RefCell::new(None) };
}

/// Begins a world on this thread, at a moment of its own.
pub fn enter(seed: u64, unix_ms: u64) -> World {
    let state = State {
        begun: Instant::now(),
        unix_ms_at_begin: unix_ms.cast_signed(),
        ids: seed,
    };
    STATE.set(Some(state));
    World(())
}

/// Sets the wall clock forward or back, as an operator does.
pub fn shift_ms(ms: i64) {
    STATE.with_borrow_mut(|state| {
        if let Some(state) = state {
            state.unix_ms_at_begin += ms;
        }
    });
}

pub(super) fn now() -> Option<Timestamp> {
    STATE.with_borrow(|state| {
        let state = state.as_ref()?;
        let passed = i64::try_from(state.begun.elapsed().as_millis()).unwrap_or(i64::MAX);
        let unix_ms = state.unix_ms_at_begin.saturating_add(passed);
        Some(Timestamp::from_unix_ms(unix_ms.cast_unsigned()))
    })
}

pub(super) fn uuid() -> Option<Uuid> {
    Some(Builder::from_random_bytes(random_bytes()?).into_uuid())
}

pub(super) fn random_bytes<const N: usize>() -> Option<[u8; N]> {
    STATE.with_borrow_mut(|state| {
        let state = state.as_mut()?;
        let mut bytes = [0; N];
        for part in bytes.chunks_mut(8) {
            let drawn = next(&mut state.ids).to_be_bytes();
            part.copy_from_slice(&drawn[..part.len()]);
        }
        Some(bytes)
    })
}

/// SplitMix64: every number once, in an order that looks like none.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

impl Drop for World {
    fn drop(&mut self) {
        STATE.set(None);
    }
}
