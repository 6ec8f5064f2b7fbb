//! The task runner: run cargo xtask help.

fn main() {}
