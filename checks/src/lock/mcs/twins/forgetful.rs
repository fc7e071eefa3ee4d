//! An MCS lock whose release does not wait for its successor's link.

use latchwork_atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};
use latchwork_atomic::{AtomicBool, AtomicU32, SpinHint, WaitUntil, array, const_fn, impl_initial};
use latchwork_layer::Log;
use latchwork_lock::author::{LockEvent, Order};
use latchwork_lock::{CurrentCpu, RawLock};

use latchwork_suite::lock::ModelCpu;

/// Its release takes an unlinked node for the last one. A successor that has
/// swapped the tail, and has not linked yet, is never woken.
#[derive(Debug)]
pub(crate) struct ForgetfulMcs<const CPUS: usize> {
    tail: AtomicU32,
    next: [AtomicU32; CPUS],
    waiting: [AtomicBool; CPUS],
    log: Log<LockEvent>,
}

/// A CPU in the queue.
#[derive(Debug)]
pub(crate) struct Place {
    cpu: usize,
    first: bool,
}

/// The name of no node; a node is named by its CPU's index plus one.
const NOBODY: u32 = 0;

impl<const CPUS: usize> ForgetfulMcs<CPUS> {
    const_fn! {
        /// A free lock.
        pub fn new() -> Self {
            Self {
                tail: AtomicU32::new(NOBODY),
                next: array![AtomicU32::new(NOBODY); CPUS],
                waiting: array![AtomicBool::new(false); CPUS],
                log: Log::new(),
            }
        }
    }
}

impl<const CPUS: usize> Default for ForgetfulMcs<CPUS> {
    fn default() -> Self {
        Self::new()
    }
}

impl_initial! { impl[const CPUS: usize] ForgetfulMcs<CPUS> = Self::new() }

// SAFETY: none; this lock is wrong, and only models use it.
unsafe impl<const CPUS: usize> RawLock for ForgetfulMcs<CPUS> {
    type Place = Place;
    type Token = usize;

    const ORDER: Order = Order::Fifo;

    unsafe fn arrive(&self) -> Place {
        let cpu = ModelCpu::current();
        let name = cpu as u32 + 1;
        // AcqRel: as in the original.
        let predecessor = self.tail.swap(name, AcqRel);
        self.log.append(LockEvent::Arrive);
        if predecessor != NOBODY {
            // Relaxed: published by the link.
            self.waiting[cpu].store(true, Relaxed);
            // Release: pairs with the Acquire load of `next` in `unlock`.
            self.next[predecessor as usize - 1].store(name, Release);
        }
        Place {
            cpu,
            first: predecessor == NOBODY,
        }
    }

    unsafe fn wait(&self, Place { cpu, first }: Place) -> usize {
        if !first {
            // Acquire: pairs with the Release store of `waiting` in `unlock`.
            self.waiting[cpu].wait_until::<SpinHint>(Acquire, |waiting| !waiting);
        }
        self.log.append(LockEvent::Acquire);
        cpu
    }

    fn try_lock(&self) -> Option<usize> {
        // No client of this control tries.
        None
    }

    unsafe fn unlock(&self, cpu: usize) {
        // Acquire: pairs with the Release store of the link.
        let successor = self.next[cpu].load(Acquire);
        if successor == NOBODY {
            // The mistake: the exchange fails if somebody has swapped the tail,
            // and then the link must be awaited.
            // Release: pairs with the Acquire of the next swap.
            let _ = self
                .tail
                .compare_exchange(cpu as u32 + 1, NOBODY, Release, Relaxed);
        } else {
            // Relaxed: published by this CPU's next swap.
            self.next[cpu].store(NOBODY, Relaxed);
            // Release: pairs with the Acquire of the successor's wait.
            self.waiting[successor as usize - 1].store(false, Release);
        }
        self.log.append(LockEvent::Release);
    }

    fn is_locked(&self) -> bool {
        // Relaxed: for diagnostics.
        self.tail.load(Relaxed) != NOBODY
    }

    fn log(&self) -> &Log<LockEvent> {
        &self.log
    }
}
