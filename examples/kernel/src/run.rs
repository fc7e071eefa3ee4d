//! From the start of a CPU to the end of the run.

use crate::check;
use crate::hardware::{self, CPUS, EndTurn};
use crate::work;
use core::sync::atomic::{AtomicUsize, Ordering};

/// How many CPUs have come up.
static UP: AtomicUsize = AtomicUsize::new(0);

/// How many CPUs have done their work.
static DONE: AtomicUsize = AtomicUsize::new(0);

/// What each CPU does, once it can; interrupts are off, and handlers are there.
pub fn run(cpu: usize) -> ! {
    if cpu == 0 {
        wait_for(CPUS - 1, &UP);
        console::println!("{CPUS} CPUs are up");
    }
    arrive(&UP);
    hardware::start_timer();
    work::work(cpu);
    hardware::stop_timer();
    arrive(&DONE);
    if cpu == 0 {
        hardware::exit(check::all_pass());
    }
    hardware::sleep()
}

/// Counts this CPU, and waits until all are counted.
fn arrive(count: &AtomicUsize) {
    // Release: pairs with the Acquire in `wait_for`; without it who is let go might not see
    // what this CPU has done before, such as the ticks that it has counted.
    count.fetch_add(1, Ordering::Release);
    wait_for(CPUS, count);
}

/// Waits until `cpus` CPUs are counted.
fn wait_for(cpus: usize, count: &AtomicUsize) {
    // Acquire: pairs with the Release in `arrive`, of each CPU.
    hardware::wait_until::<EndTurn>(|| count.load(Ordering::Acquire) >= cpus);
}
