//! A known-bad policy.

use core::cell::Cell;
use core::sync::atomic::AtomicBool;
use core::sync::atomic::Ordering::Relaxed;
use latchwork_atomic::{impl_initial, model};
use latchwork_cpu::Cpu;
use latchwork_lock::Policy;
use latchwork_lock::author::Here;

use super::cpu::Physical;

/// Each acquisition saves the flag for itself, and restores it: of two guards that are dropped
/// in the order in which they were had, the first turns interrupts on while the second is there.
#[derive(Debug)]
pub(super) struct FlagOfItsOwn {
    /// The holder's: whether interrupts were on before it entered.
    were_on: AtomicBool,
}

model::thread_local! {
    // Not `const { … }`: the checkers' macros do not take it.
    #[allow(clippy::missing_const_for_thread_local)]
    static SAVED: Cell<bool> = Cell::new(false);
}

impl_initial! { impl[] FlagOfItsOwn = Self { were_on: AtomicBool::new(false) } }

// SAFETY: none; this policy is wrong, and only models use it.
unsafe impl Policy for FlagOfItsOwn {
    type Here = Here;

    fn enter(&self) {
        let were_on = Physical::interrupts_off();
        SAVED.with(|saved| saved.set(were_on));
    }

    unsafe fn leave(&self) {
        if SAVED.with(Cell::get) {
            // SAFETY: none; another guard may be there.
            unsafe { Physical::interrupts_on() };
        }
    }

    fn acquired(&self) {
        // Relaxed: the holder's, and a ghost.
        self.were_on.store(SAVED.with(Cell::get), Relaxed);
    }

    fn releases(&self) {
        // Relaxed: the holder's, and a ghost.
        let were_on = self.were_on.load(Relaxed);
        SAVED.with(|saved| saved.set(were_on));
    }
}
