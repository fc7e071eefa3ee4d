//! What the threads of a program return, as it is written in an outcome.

use latchwork_explore::sync::atomic::{AtomicU64, Ordering};
use latchwork_explore::thread::{JoinHandle, spawn};

/// The registers of a thread.
pub(crate) trait Registers {
    /// One digit for each.
    fn show(self) -> String;
}

impl Registers for () {
    fn show(self) -> String {
        String::new()
    }
}

impl Registers for u64 {
    fn show(self) -> String {
        [self].show()
    }
}

impl<const N: usize> Registers for [u64; N] {
    fn show(self) -> String {
        self.map(digit).iter().collect()
    }
}

fn digit(value: u64) -> char {
    u32::try_from(value)
        .ok()
        .and_then(|value| char::from_digit(value, 10))
        .expect("the values of a litmus test have one digit")
}

/// Runs `threads` side by side; the outcome of the program: what each returned, and the
/// value of each location of `last` once all are joined, when every store has happened.
///
/// The threads are pointers, so that this is compiled once for all tests.
pub(crate) fn run(threads: &[fn() -> String], last: &[(&str, &AtomicU64)]) -> String {
    let started: Vec<_> = threads.iter().map(|thread| spawn(*thread)).collect();
    let joined = started.into_iter().map(JoinHandle::join);
    let mut parts: Vec<String> = joined
        .map(|result| result.expect("a thread of a litmus test does not panic"))
        .collect();
    for (name, location) in last {
        let value = digit(location.load(Ordering::Relaxed));
        parts.push(format!("{name}={value}"));
    }
    parts.retain(|part| !part.is_empty());
    parts.join(" ")
}

/// What a compare-exchange read, whether it failed or not.
pub(crate) fn value_read(exchange: Result<u64, u64>) -> u64 {
    exchange.unwrap_or_else(|value| value)
}
