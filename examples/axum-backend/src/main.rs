//! A small site with Pulse on it: sessions, a token endpoint and the script tag.

fn main() {}
