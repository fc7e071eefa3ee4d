//! Who handles an interrupt.

use core::mem::transmute;
use core::ptr::null_mut;
use crossbeam_utils::CachePadded;
use latchwork_atomic::{AtomicBool, AtomicPtr, Ordering};
use latchwork_kernel_lib::MAX_CPUS;

use super::tally;
use crate::arch::cpu::apic;
use crate::arch::cpu::number::current_cpu;
use crate::arch::cpu::percpu::PerCpu;
use crate::arch::cpu::vector::{FIRST_INTERRUPT, SPURIOUS};

/// What is called when an interrupt comes: on the CPU to which it came, with interrupts off,
/// on the stack of what it interrupted. The interrupt is ended after it has returned.
pub(crate) type Handler = fn();

/// Why a handler was not registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// The vector is an exception's, or that of spurious interrupts.
    Reserved(u8),
    /// The vector has a handler.
    Taken(u8),
}

/// By vector, its [`Handler`], or null.
static HANDLERS: [AtomicPtr<()>; 256] = [const { AtomicPtr::new(null_mut()) }; 256];

/// By CPU, whether it is in a handler.
static RUNNING: PerCpu<AtomicBool> =
    PerCpu::new([const { CachePadded::new(AtomicBool::new(false)) }; MAX_CPUS]);

/// Whether the calling CPU is in a handler.
pub(crate) fn is_running() -> bool {
    // Relaxed: this CPU wrote it.
    RUNNING[current_cpu()].load(Ordering::Relaxed)
}

/// Has `handler` called for every interrupt `vector` from now on, on every CPU. Any CPU may
/// call it at any time, in a handler too.
///
/// # Errors
///
/// If the vector is no interrupt's, or has a handler: that stays.
pub(crate) fn register(vector: u8, handler: Handler) -> Result<(), Refused> {
    if vector < FIRST_INTERRUPT || vector == SPURIOUS {
        return Err(Refused::Reserved(vector));
    }
    let place = &HANDLERS[usize::from(vector)];
    // Release: pairs with the Acquire in `handle`; without it what was written before the
    // registration might not be visible to the handler. Relaxed: nothing is read if it fails.
    place
        .compare_exchange(
            null_mut(),
            handler as *mut (),
            Ordering::Release,
            Ordering::Relaxed,
        )
        .map(drop)
        .map_err(|_| Refused::Taken(vector))
}

/// Handles an interrupt, and ends it. Returns whether there is a handler; if not, nothing is
/// done. The entry code calls it, with interrupts off.
pub(super) extern "sysv64" fn handle(vector: u8) -> bool {
    // Acquire: pairs with the Release in `register`.
    let handler = HANDLERS[usize::from(vector)].load(Ordering::Acquire);
    if handler.is_null() {
        return false;
    }
    tally::count(vector);
    // SAFETY: what is not null was a `Handler`.
    let handler = unsafe { transmute::<*mut (), Handler>(handler) };
    let running = &RUNNING[current_cpu()];
    // Relaxed, within: only this CPU uses it, and no handler interrupts another.
    running.store(true, Ordering::Relaxed);
    handler();
    running.store(false, Ordering::Relaxed);
    apic::end_of_interrupt();
    true
}
