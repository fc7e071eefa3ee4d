//! Who handles an interrupt.

use core::mem::transmute;
use core::ptr::null_mut;
use latchwork_atomic::{AtomicPtr, Ordering};

use super::tally;
use crate::arch::cpu::apic;
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

/// By vector, its [`Handler`], or null: the entry code reads it.
pub(super) static HANDLERS: [AtomicPtr<()>; 256] = [const { AtomicPtr::new(null_mut()) }; 256];

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
    // Release: pairs with the entry code's load; without it what was written before the
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

/// Counts an interrupt, has it handled, and ends it. The entry code calls it, with interrupts
/// off and with the handler that it has found in [`HANDLERS`].
pub(super) extern "sysv64" fn handle(vector: u8, handler: *mut ()) {
    // SAFETY: what is not null was a `Handler`.
    let handler = unsafe { transmute::<*mut (), Handler>(handler) };
    tally::count_and_call(vector, handler);
    apic::end_of_interrupt();
}
