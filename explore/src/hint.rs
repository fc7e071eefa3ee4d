//! Hints.

/// Nothing. A loop that waits is explored as one that awaits if its turns change
/// nothing, whether it gives hints or not; see [`Report::polls`](crate::Report::polls).
pub fn spin_loop() {}
