//! The Pulse client as a pure state machine.
