//! Under the explorer every place is explored.

use super::{add, call};
use latchwork_atomic::Ordering::Relaxed;
use latchwork_atomic::model::interrupt::{self, Interrupt};
use latchwork_atomic::{AtomicU32, Gate, UnsafeCell, model};
use latchwork_explore::{Explorer, FailureKind, Report};
use std::sync::Arc;

fn explore(model: impl Fn() + Send + Sync + 'static) -> Report {
    Explorer::new().workers(1).explore(model)
}

fn executions(report: &Report) -> (u64, u64) {
    if let Some(failure) = &report.failure {
        panic!("{failure}\n{}", failure.table());
    }
    (report.complete, report.blocked)
}

/// CPU 1 waits: the handler comes in front of the wait, and one execution in which it does not
/// is blocked. If it does not wait: at the end of its work.
#[test]
fn a_call_is_answered_in_a_wait_and_at_the_end() {
    assert_eq!(executions(&explore(|| call(true))), (1, 1));
    assert_eq!(executions(&explore(|| call(false))), (1, 0));
}

/// A counter behind a gate.
struct Gated {
    gate: Gate,
    value: UnsafeCell<u32>,
}
// SAFETY: the explorer runs one CPU at a time.
unsafe impl Sync for Gated {}
// SAFETY: the explorer runs one CPU at a time.
unsafe impl Send for Gated {}

impl Gated {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            gate: Gate::new(false),
            value: UnsafeCell::new(0),
        })
    }

    fn add(&self) {
        self.gate.lock();
        // SAFETY: whoever is inside the gate is alone.
        self.value.with_mut(|value| unsafe { *value += 1 });
        self.gate.unlock();
    }
}

/// Of two CPUs each adds in a gate, which the handler of one enters as well.
fn gated(off: bool) -> Report {
    explore(move || {
        let gated = Gated::new();
        let work = move |cpu| {
            if cpu == 1 {
                let theirs = Arc::clone(&gated);
                Interrupt::new("timer", move || theirs.add()).comes_up_to(1);
            }
            let were_on = off && interrupt::off();
            gated.add();
            if were_on {
                interrupt::on();
            }
        };
        model::run(2, work, || ());
    })
}

/// The handler comes before CPU 1 enters, after it, or never, and CPU 0 at any place among
/// the 2, 2 and 1 that enter: 3 + 3 + 2.
#[test]
fn a_handler_takes_the_gate_of_its_cpu() {
    let report = gated(true);
    assert_eq!(executions(&report).0, 8);
    assert!(report.interrupt_limit_reached);
    let failure = gated(false).failure.expect("it comes inside of the gate");
    assert_eq!(failure.kind, FailureKind::Deadlock, "{failure}");
}

/// A cell that CPU 0 has pulled is not its handler's.
#[test]
fn a_handler_pulls_what_its_cpu_owns() {
    let report = |off: bool| {
        explore(move || {
            let gated = Gated::new();
            let work = move |_| {
                let theirs = Arc::clone(&gated);
                let handler = move || {
                    theirs.value.pull();
                    theirs.value.push();
                };
                Interrupt::new("timer", handler).comes_up_to(1);
                if off {
                    interrupt::off();
                }
                gated.value.pull();
                gated.value.with(|_| ());
                gated.value.push();
            };
            model::run(1, work, || ());
        })
    };
    // In front of the turning off, or never.
    assert_eq!(executions(&report(true)), (2, 0));
    let failure = report(false).failure.expect("it comes in between");
    assert!(failure.message.contains("exclusion"), "{failure}");
}

/// The places are those of the CPU that has registered it, and the end of its work.
#[test]
fn a_handler_comes_to_its_cpu() {
    let report = explore(|| {
        let sum = Arc::new([AtomicU32::new(0), AtomicU32::new(0)]);
        let work = move |cpu: usize| {
            if cpu == 1 {
                let came = move || assert_eq!(model::current_cpu(), 1);
                Interrupt::new("timer", came).comes_up_to(1);
            }
            add(&sum[cpu]);
        };
        model::run(2, work, || ());
    });
    // In front of the load, of the store, at the end, or never.
    assert_eq!(executions(&report), (4, 0));
}

/// What a CPU plays in turn is interrupted as the CPU that it is then.
#[test]
fn a_thread_that_plays_another_cpu_is_interrupted() {
    let report = explore(|| {
        let sum = AtomicU32::new(0);
        let work = move |_| {
            let came = || assert_ne!(model::current_cpu(), 7, "it comes");
            Interrupt::new("timer", came).comes_up_to(1);
            // Relaxed: one CPU.
            model::as_cpu(7, || sum.load(Relaxed));
        };
        model::run(1, work, || ());
    });
    let failure = report.failure.expect("it comes");
    assert!(failure.message.contains("it comes"), "{failure}");
}
