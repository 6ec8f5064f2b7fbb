//! Wire types, ids, codes, limits and token claims of Pulse.
