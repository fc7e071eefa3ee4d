//! Work that the boot CPU gives to others.
//!
//! It calls them, and each keeps what it is given until its handler has returned: work is no
//! part of a handler, and may have interrupts on.

use core::ptr::{from_ref, null_mut};
use crossbeam_utils::CachePadded;
use latchwork_atomic::{AtomicBool, AtomicPtr, AtomicUsize, Ordering, SpinHint, WaitUntil};
use latchwork_cpu::Registered;
use latchwork_kernel_lib::MAX_CPUS;
use latchwork_kernel_lib::hardware::{PerCpu, halt_until};
use latchwork_sched::CpuSet;
use x86_64::instructions::interrupts;

use super::calls::CALLS;
use crate::arch::cpu::halt::Hlt;
use crate::arch::cpu::number::current_cpu;
use crate::arch::trap::watchdog;

type Work<'a> = &'a (dyn Fn(usize) + Sync);

/// Whether each CPU has come up.
static UP: PerCpu<AtomicBool> =
    PerCpu::new([const { CachePadded::new(AtomicBool::new(false)) }; MAX_CPUS]);

/// What each CPU has been given, or null: its own, looked at with interrupts off.
static GIVEN: PerCpu<AtomicPtr<Work<'static>>> =
    PerCpu::new([const { CachePadded::new(AtomicPtr::new(null_mut())) }; MAX_CPUS]);

/// How many CPUs have not finished their work, the boot CPU among them.
static LEFT: CachePadded<AtomicUsize> = CachePadded::new(AtomicUsize::new(0));

/// Whether CPU `cpu` has come up.
pub(super) fn is_up(cpu: usize) -> bool {
    // Acquire: pairs with the Release in `serve`; without it the boot CPU might change the
    // trampoline's arguments before they are read.
    UP[cpu].load(Ordering::Acquire)
}

/// Runs `work` on the CPUs `0..count`, all of which are up, and waits for them.
///
/// Called on the boot CPU, and not by work.
pub(crate) fn run_on(count: usize, work: Work<'_>) {
    assert!(current_cpu() == 0, "only the boot CPU gives work to others");
    // Relaxed, both: others have it from the call.
    let left = LEFT.load(Ordering::Relaxed);
    assert!(left == 0, "work gives work to others");
    LEFT.store(count, Ordering::Relaxed);

    // SAFETY: nobody uses it longer than this call lasts: it returns after all
    // of them have finished, and a panic does not unwind.
    let work: Work<'static> = unsafe { core::mem::transmute::<Work<'_>, Work<'static>>(work) };
    let given = AtomicPtr::new(from_ref(&work).cast_mut());
    let others = CpuSet::first(count).without(0);
    // Relaxed, both: whoever is called reads what was there before, and its place is its own.
    CALLS.call(&others, &|cpu| {
        GIVEN[cpu].store(given.load(Ordering::Relaxed), Ordering::Relaxed);
    });
    work(0);
    let_interrupts_come();
    // Work may call this CPU until all is finished. Acquire: pairs with the Release in `serve`;
    // without it the boot CPU might not see what the work wrote, or end its life too early.
    while LEFT.wait_briefly::<SpinHint>(Ordering::Acquire, |left| left == 1, || true) != 1 {
        CALLS.serve();
        core::hint::spin_loop();
    }
    // Relaxed: no other CPU accesses it.
    LEFT.store(0, Ordering::Relaxed);
}

/// Turns interrupts on if CPUs are watched: their ticks tell others that they get on. Work
/// may leave them off.
fn let_interrupts_come() {
    if watchdog::is_on() {
        interrupts::enable();
    }
}

/// Does the calling CPU's work for good, and sleeps while there is none.
pub(super) fn serve() -> ! {
    let cpu = current_cpu();
    let own = &GIVEN[cpu];
    // Release: pairs with the Acquire in `is_up`.
    UP[cpu].store(true, Ordering::Release);
    loop {
        // Work begins with interrupts off, however the last has left them.
        interrupts::disable();
        // Relaxed, both: this CPU has stored it, when it was called.
        halt_until::<Registered>(&Hlt, || !own.load(Ordering::Relaxed).is_null());
        let given = own.swap(null_mut(), Ordering::Relaxed);
        // SAFETY: it is on the boot CPU's stack until this CPU has finished.
        let work = unsafe { *given };
        let_interrupts_come();
        work(cpu);
        // Release: pairs with the Acquire in `run_on`; of several the last carries the others'.
        LEFT.fetch_sub(1, Ordering::Release);
    }
}
