//! Whole-system tests of Pulse.
