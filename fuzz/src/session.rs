//! A connection's state: whatever is said in whatever order, it neither
//! panics nor lets anybody in who was not.

/// Plays a script to a session; `ordeal` says how scripts are written.
///
/// # Panics
/// When the session does what it may not.
pub fn run(script: &str) {
    let _ = pulse_server::realtime::ordeal(script);
}
