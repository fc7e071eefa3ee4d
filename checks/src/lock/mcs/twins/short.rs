//! An array lock with a place too few.

use latchwork_atomic::Ordering::{Acquire, Relaxed, Release};
use latchwork_atomic::{AtomicBool, AtomicU32, SpinHint, WaitUntil, array, const_fn, impl_initial};
use latchwork_layer::Log;
use latchwork_lock::RawLock;
use latchwork_lock::author::{LockEvent, Order};

/// Each CPU waits at a place of its own, those that were drawn in turn (Anderson, IEEE TPDS
/// 1(1), 1990), and there is none for the last of `CPUS`: with all in the queue two wait at one
/// place, and are let in together. Fewer CPUs would not show it.
#[derive(Debug)]
pub(crate) struct ShortArray<const CPUS: usize> {
    next: AtomicU32,
    owner: AtomicU32,
    /// For each place, whether it is otherwise than at first: the first place is open then.
    changed: [AtomicBool; CPUS],
    log: Log<LockEvent>,
}

impl<const CPUS: usize> ShortArray<CPUS> {
    const_fn! {
        /// A free lock.
        pub fn new() -> Self {
            Self {
                next: AtomicU32::new(0),
                owner: AtomicU32::new(0),
                changed: array![AtomicBool::new(false); CPUS],
                log: Log::new(),
            }
        }
    }

    /// The place of a number, and whether it is open at first.
    fn place(&self, number: u32) -> (&AtomicBool, bool) {
        // The mistake: it was `% CPUS`.
        let place = number as usize % (CPUS - 1);
        (&self.changed[place], place == 0)
    }

    fn enter(&self, number: u32) {
        let (changed, open_at_first) = self.place(number);
        // Acquire: pairs with the Release store in `unlock`.
        changed.wait_until::<SpinHint>(Acquire, |changed| changed != open_at_first);
        // Relaxed: whoever waits here next comes after this holder has left.
        changed.store(open_at_first, Relaxed);
    }
}

impl<const CPUS: usize> Default for ShortArray<CPUS> {
    fn default() -> Self {
        Self::new()
    }
}

impl_initial! { impl[const CPUS: usize] ShortArray<CPUS> = Self::new() }

// SAFETY: none; this lock is wrong, and only models use it.
unsafe impl<const CPUS: usize> RawLock for ShortArray<CPUS> {
    type Place = u32;
    type Token = u32;

    const ORDER: Order = Order::Fifo;

    unsafe fn arrive(&self) -> u32 {
        // Relaxed: the number decides the order and nothing else.
        let number = self.next.fetch_add(1, Relaxed);
        self.log.append(LockEvent::Arrive);
        number
    }

    unsafe fn wait(&self, number: u32) -> u32 {
        self.enter(number);
        self.log.append(LockEvent::Acquire);
        number
    }

    fn try_lock(&self) -> Option<u32> {
        // Relaxed: a guess at which number would be served at once.
        let number = self.owner.load(Relaxed);
        let drawn = self
            .next
            // Relaxed, both: the number alone matters; its place synchronizes.
            .compare_exchange(number, number + 1, Relaxed, Relaxed);
        self.log.append(LockEvent::TryAcquire(drawn.is_ok()));
        if drawn.is_ok() {
            self.enter(number);
        }
        drawn.ok()
    }

    unsafe fn unlock(&self, number: u32) {
        // Relaxed: a hint for `try_lock`.
        self.owner.store(number + 1, Relaxed);
        // Release: pairs with the Acquire of the next wait.
        let (changed, open_at_first) = self.place(number + 1);
        changed.store(!open_at_first, Release);
        self.log.append(LockEvent::Release);
    }

    fn is_locked(&self) -> bool {
        // Relaxed, both: for diagnostics.
        self.next.load(Relaxed) != self.owner.load(Relaxed)
    }

    fn log(&self) -> &Log<LockEvent> {
        &self.log
    }
}
