//! The end of a run that has failed: one CPU stops all others, says why, and
//! ends the machine.
//!
//! It takes no lock. CPUs that hold one, the console's for instance, are stopped
//! where they are, by an NMI.

use core::fmt::{self, Write};
use crossbeam_utils::CachePadded;
use latchwork_atomic::{AtomicBool, AtomicUsize, Ordering};
use latchwork_kernel_lib::MAX_CPUS;
use latchwork_kernel_lib::hardware::PerCpu;
use latchwork_kernel_lib::protocol::Outcome;

use crate::arch::cpu::number::current_cpu;
use crate::arch::cpu::{apic, count, time};
use crate::console::{self, Seized};
use crate::exit::{exit, halt};

const NOBODY: usize = usize::MAX;
/// How long other CPUs may take to stop: they may be a guest's, waiting for a host's.
const PATIENCE_US: u64 = 2_000_000;

/// The CPU that failed first, or [`NOBODY`].
static FAILED: AtomicUsize = AtomicUsize::new(NOBODY);
/// By CPU, whether it has stopped because of it.
static STOPPED: PerCpu<AtomicBool> =
    PerCpu::new([const { CachePadded::new(AtomicBool::new(false)) }; MAX_CPUS]);

/// Stops the machine, reports why it failed, and ends the run with `outcome`. If another CPU is about that
/// already, only stops this one.
pub(super) fn fail(outcome: Outcome, describe: impl FnOnce(&mut Seized) -> fmt::Result) -> ! {
    x86_64::instructions::interrupts::disable();
    let own = current_cpu();
    // Relaxed, both: the exchange alone decides who reports; nothing else is
    // read on the strength of it.
    let first = FAILED.compare_exchange(NOBODY, own, Ordering::Relaxed, Ordering::Relaxed);
    match first {
        Ok(_) => {}
        Err(failed) if failed == own => {
            // SAFETY: the others are stopped, and this CPU goes nowhere else.
            let mut console = unsafe { console::seize() };
            let _ = writeln!(console, "\nFAILED AGAIN on CPU {own} while reporting it");
            exit(Outcome::Crashed);
        }
        Err(_) => stop_here(),
    }

    apic::interrupt_others();
    let stopped = time::within_us(PATIENCE_US, || {
        // Acquire: pairs with the Release in `stop_here`; without it a stopped
        // CPU's last bytes to the console might come after ours.
        (0..count::count()).all(|cpu| cpu == own || STOPPED[cpu].load(Ordering::Acquire))
    });
    // SAFETY: the others have stopped. If one does not, a garbled report is
    // better than none.
    let mut console = unsafe { console::seize() };
    // Writing to the console does not fail.
    let _ = describe(&mut console);
    if !stopped {
        let _ = writeln!(console, "not every other CPU could be stopped");
    }
    exit(outcome)
}

/// Whether some CPU has failed.
pub(super) fn is_under_way() -> bool {
    // Relaxed: an NMI that some CPU sends after its exchange finds it done, since
    // sending waits for the stores before it.
    FAILED.load(Ordering::Relaxed) != NOBODY
}

/// Stops this CPU because another has failed.
pub(super) fn stop_here() -> ! {
    // Release: pairs with the Acquire in `fail`.
    STOPPED[current_cpu()].store(true, Ordering::Release);
    halt()
}
