//! Drops of what `std`'s `Arc` has held.

use std::backtrace::Backtrace;
use std::thread;

/// Parts of the name of the function in which the last `Arc` drops what it holds. It is
/// never inlined.
const LAST_DROP: [&str; 2] = ["alloc::sync::Arc", "drop_slow"];

/// Whether the last of several `Arc`s is being dropped, by whoever calls this.
///
/// The reference counts of `std` are the host's, so the run does not see that the last
/// drop comes after the others. This takes a while: it is for what would be a failure
/// otherwise.
pub(super) fn is_running() -> bool {
    let trace = Backtrace::force_capture();
    // The stack of a model's thread has no room for what reads the names.
    let names = thread::scope(|scope| scope.spawn(|| trace.to_string()).join());
    names.is_ok_and(|names| {
        let mut lines = names.lines();
        lines.any(|line| LAST_DROP.iter().all(|part| line.contains(part)))
    })
}
