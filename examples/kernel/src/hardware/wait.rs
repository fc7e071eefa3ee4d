//! Waiting for something that is no lock.

use latchwork_lock::Relax;

/// Waits until `is_over`; `R` says what the CPU does in between.
pub fn wait_until<R: Relax>(mut is_over: impl FnMut() -> bool) {
    let mut relax = R::new();
    while !is_over() {
        relax.relax();
    }
}
