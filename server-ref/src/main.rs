//! The Pulse server in one binary.

fn main() {}
