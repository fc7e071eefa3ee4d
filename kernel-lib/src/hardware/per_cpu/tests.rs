use super::*;
use crate::Machine;
use crate::threads::{ThisThread, Threads};
use latchwork_atomic::AtomicU64;
use latchwork_atomic::Ordering::Relaxed;
use std::vec::Vec;

#[test]
fn each_cpu_has_one_of_its_own() {
    static CALLS: PerCpu<AtomicU64, 4> =
        PerCpu::new([const { CachePadded::new(AtomicU64::new(0)) }; 4]);
    Threads::new(4).run_on(4, &|cpu| {
        for _ in 0..=cpu {
            // Two steps: an increment of another's would be lost.
            CALLS.with::<ThisThread, _>(|calls| calls.store(calls.load(Relaxed) + 1, Relaxed));
        }
    });
    let calls: Vec<_> = CALLS.iter().map(|calls| calls.load(Relaxed)).collect();
    assert_eq!(calls, [1, 2, 3, 4]);
    assert_eq!(CALLS[2].load(Relaxed), 3);
}

#[test]
fn it_is_looked_at_with_preemption_off() {
    use latchwork_cpu::{Cpu, Nesting};
    static VALUE: PerCpu<(), 1> = PerCpu::new([const { CachePadded::new(()) }; 1]);
    let is_off = || ThisThread::with_nesting(Nesting::is_preemption_off);
    assert!(VALUE.with::<ThisThread, _>(|()| is_off()));
    assert!(!is_off());
}
