//! The critical section of all CPUs, on the host's threads.
#![cfg(not(any(loom, shuttle, explore)))]

use critical_section::Mutex;
use latchwork_cpu::Host;
use std::cell::Cell;
use std::thread;

latchwork_lock::critical_section!(Host);

const CPUS: usize = 4;

/// Sections of each CPU.
const ROUNDS: usize = if cfg!(miri) { 5 } else { 1_000 };

#[test]
fn sections_exclude_nest_and_turn_interrupts_off() {
    static COUNT: Mutex<Cell<usize>> = Mutex::new(Cell::new(0));

    fn one_more() {
        critical_section::with(|section| {
            let before = COUNT.borrow(section).get();
            critical_section::with(|_| assert!(!Host::interrupts_are_on()));
            assert!(!Host::interrupts_are_on(), "the outer section goes on");
            COUNT.borrow(section).set(before + 1);
        });
        assert!(Host::interrupts_are_on());
        thread::yield_now();
    }
    thread::scope(|scope| {
        for _ in 0..CPUS {
            scope.spawn(|| (0..ROUNDS).for_each(|_| one_more()));
        }
    });
    let count = critical_section::with(|section| COUNT.borrow(section).get());
    assert_eq!(count, CPUS * ROUNDS);
}
