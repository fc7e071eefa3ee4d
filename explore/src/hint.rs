//! Hints.

/// Nothing: a loop that waits must wait with
/// [`await_until`](crate::sync::atomic::AtomicBool::await_until), or else it is
/// explored for every number of turns, up to the step limit.
pub fn spin_loop() {}
