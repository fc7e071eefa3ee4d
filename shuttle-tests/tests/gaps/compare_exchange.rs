//! Compare-exchanges that fail.

use crate::sample::{config, every_schedule, gap, random, sample};
use shuttle::sync::atomic::AtomicUsize;
use shuttle::sync::atomic::Ordering::Relaxed;
use shuttle::thread::spawn;
use std::sync::Arc;

/// The weak form may fail though it reads the expected value, and does on
/// machines with load-linked and store-conditional. In shuttle it is the strong
/// one.
#[test]
fn the_weak_form_never_fails_spuriously() {
    let weak = |x: &AtomicUsize, new| x.compare_exchange_weak(0, new, Relaxed, Relaxed);
    // At random: a scheduler that draws numbers could draw a failure, too.
    let alone = sample(config(), random(), move || weak(&AtomicUsize::new(0), 1));
    gap(
        alone.passed() && alone.outcomes == [Ok(0)].into(),
        "has compare_exchange_weak fail only on another value",
        "the rule in docs/checking-a-lock.md",
        &alone,
    );
    let contended = sample(config(), every_schedule(), move || {
        let x = Arc::new(AtomicUsize::new(0));
        let other = Arc::clone(&x);
        let other = spawn(move || weak(&other, 2));
        let here = weak(&x, 1);
        (here, other.join().unwrap())
    });
    let one_fails = [(Ok(0), Err(1)), (Err(2), Ok(0))].into();
    assert_eq!(contended.outcomes, one_fails, "{contended:?}");
}
