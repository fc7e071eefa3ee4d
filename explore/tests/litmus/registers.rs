//! What the threads of a program return, as it is written in an outcome.

use latchwork_explore::sync::atomic::{AtomicU64, Ordering};
use latchwork_explore::thread::JoinHandle;

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

/// What a thread returned.
pub(crate) fn joined(thread: JoinHandle<String>) -> String {
    thread
        .join()
        .expect("a thread of a litmus test does not panic")
}

/// The last value of `location`, which the main thread reads once it has joined
/// the others: every store happens before this load.
pub(crate) fn finally(name: &str, location: &AtomicU64) -> String {
    format!("{name}={}", digit(location.load(Ordering::Relaxed)))
}

/// What a compare-exchange read, whether it failed or not.
pub(crate) fn value_read(exchange: Result<u64, u64>) -> u64 {
    exchange.unwrap_or_else(|value| value)
}
