//! What the façade is measured against, written on `core`'s atomics directly.

use core::cell::UnsafeCell;
use core::hint::spin_loop;
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use core::sync::atomic::{AtomicBool, AtomicU32};

/// The ticket lock without façade, log, trait or guard.
///
/// Field for field and access for access what `latchwork_lock::TicketLock` is.
#[derive(Debug, Default)]
pub struct BareTicket {
    next: AtomicU32,
    owner: AtomicU32,
}

impl BareTicket {
    /// Draws a number, waits until it is called, and returns it.
    #[inline(always)]
    pub fn lock(&self) -> u32 {
        // Relaxed: the draw decides the order and nothing else.
        let ticket = self.next.fetch_add(1, Relaxed);
        // Acquire: pairs with the Release store in `unlock`.
        while self.owner.load(Acquire) != ticket {
            spin_loop();
        }
        ticket
    }

    /// Calls the number after `ticket`.
    #[inline(always)]
    pub fn unlock(&self, ticket: u32) {
        // Release: pairs with the Acquire load in `lock`.
        self.owner.store(ticket.wrapping_add(1), Release);
    }

    /// As [`unlock`](Self::unlock), with an ordering that nothing needs: the
    /// known-bad twin of the codegen proof.
    #[inline(always)]
    pub fn unlock_seq_cst(&self, ticket: u32) {
        // SeqCst: stronger than the algorithm needs, on purpose.
        self.owner
            .store(ticket.wrapping_add(1), core::sync::atomic::Ordering::SeqCst);
    }
}

/// The test-and-test-and-set lock without façade, log, trait or guard.
///
/// Access for access what `latchwork_lock::TtasLock` is.
#[derive(Debug, Default)]
pub struct BareTtas {
    locked: AtomicBool,
}

impl BareTtas {
    /// Sets the flag, once it is not set.
    #[inline(always)]
    pub fn lock(&self) {
        // Acquire: pairs with the Release store in `unlock`; Relaxed, both: hints.
        while self
            .locked
            .compare_exchange(false, true, Acquire, Relaxed)
            .is_err()
        {
            while self.locked.load(Relaxed) {
                spin_loop();
            }
        }
    }

    /// Clears the flag.
    #[inline(always)]
    pub fn unlock(&self) {
        // Release: pairs with the Acquire exchange in `lock`.
        self.locked.store(false, Release);
    }

    /// As [`unlock`](Self::unlock), by an exchange, which nothing needs: the known-bad twin
    /// of the codegen proof.
    #[inline(always)]
    pub fn unlock_by_exchange(&self) {
        // Release: as in `unlock`.
        self.locked.swap(false, Release);
    }
}

/// A value behind a [`BareTicket`].
#[derive(Debug, Default)]
pub struct BareMutex<T: ?Sized> {
    raw: BareTicket,
    data: UnsafeCell<T>,
}

// SAFETY: `with` lets one thread at a time reach the value.
unsafe impl<T: ?Sized + Send> Sync for BareMutex<T> {}

impl<T: ?Sized> BareMutex<T> {
    /// Runs `critical` on the value, alone.
    #[inline(always)]
    pub fn with(&self, critical: impl FnOnce(&mut T)) {
        let ticket = self.raw.lock();
        // SAFETY: the lock is held until the reference is gone. `critical` cannot
        // get here again: it would wait for its own ticket. If it panics, the
        // lock stays locked.
        critical(unsafe { &mut *self.data.get() });
        self.raw.unlock(ticket);
    }
}
