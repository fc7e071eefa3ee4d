//! Drops of what `std`'s `Arc` has held.
//!
//! They are excused, all that lies below one: a cell that is dropped there is not held
//! against accesses that it races with, whoever owns it. That is wider than it needs to be
//! (a box in an `Arc` that was never shared is excused, too), and needs the names of
//! functions: a stripped program has none, and its last drops are taken for races.

use std::backtrace::Backtrace;
use std::collections::HashMap;
use std::panic::Location;
use std::sync::{Mutex, PoisonError};
use std::thread;

/// The function in which the last `Arc` drops what it holds, which is never inlined; and
/// what stands before it in its whole name, or else below it, where it is written.
const LAST_DROP: &str = "drop_slow";
const PATH: &str = "alloc::sync::Arc";
const FILE: [&str; 3] = ["alloc", "src", "sync.rs"];

/// What tells one drop from another: between which lines it seems to race, and how deep
/// in the stack of its thread it is.
pub(super) type Drop = ([&'static Location<'static>; 2], usize);

/// Whether the last of several `Arc`s is being dropped, by whoever calls this.
///
/// The reference counts of `std` are the host's, so the run does not see that the last
/// drop comes after the others. To look takes a while, so it is done once for each drop
/// that would be a failure otherwise.
pub(super) fn is_running(drop: Drop) -> bool {
    static SEEN: Mutex<Option<HashMap<Drop, bool>>> = Mutex::new(None);
    let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    let seen = seen.get_or_insert_default();
    *seen.entry(drop).or_insert_with(look)
}

fn look() -> bool {
    let trace = Backtrace::force_capture();
    // The stack of a model's thread has no room for what reads the names.
    let names = thread::scope(|scope| scope.spawn(|| trace.to_string()).join());
    names.is_ok_and(|names| {
        let lines: Vec<&str> = names.lines().collect();
        let is_it = |at: usize| {
            let below = lines.get(at + 1).copied().unwrap_or_default();
            let is_in_file = FILE.iter().all(|part| below.contains(part));
            lines[at].contains(LAST_DROP) && (lines[at].contains(PATH) || is_in_file)
        };
        (0..lines.len()).any(is_it)
    })
}
