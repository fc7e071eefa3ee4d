//! Known-bad twins of the stealing lock: one algorithm, and in each twin one mistake.

use core::marker::PhantomData;
use latchwork_atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};
use latchwork_atomic::{AtomicBool, AtomicU32, SpinHint, WaitUntil, array, const_fn, impl_initial};
use latchwork_layer::Log;
use latchwork_lock::author::{LockEvent, Order};
use latchwork_lock::{CurrentCpu, RawLock};
use latchwork_suite::lock::ModelCpu;

/// A mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mistake {
    /// A steal is not counted.
    Uncounted,
    /// Who comes steals though no steals are left.
    Closed,
    /// A CPU links itself to its predecessor before its flag says that it waits.
    LinkedFirst,
    /// A head that finds no link takes itself for the last.
    Unlinked,
    /// A head that takes the lock forgets who is behind it.
    LostTail,
    /// A head does not look whether the lock is still free when it takes it.
    Unlooked,
    /// A release forgets the queue.
    LostQueue,
    /// `try_lock` steals.
    TryingThief,
    /// A release is relaxed.
    RelaxedRelease,
}

/// Which mistake a twin makes.
pub(super) trait Makes: Send + Sync + 'static {
    const MISTAKE: Mistake;
}

/// `makes!(mistake, …)` declares for each mistake what makes it.
macro_rules! makes {
    ($($name:ident),*) => {$(
        #[derive(Debug)]
        pub(super) struct $name;

        impl Makes for $name {
            const MISTAKE: Mistake = Mistake::$name;
        }
    )*};
}

makes!(
    Uncounted,
    Closed,
    LinkedFirst,
    Unlinked,
    LostTail,
    Unlooked,
    LostQueue,
    TryingThief,
    RelaxedRelease
);

/// The name of no node; a node is named by its CPU's index plus one.
const NOBODY: u32 = 0;

/// Somebody holds the lock.
const LOCKED: u32 = 1;

/// One steal that is left.
const STEAL: u32 = 1 << 1;

/// What counts steals.
const LEFT: u32 = TAIL - STEAL;

/// The lowest bit of the name of the last in the queue.
const TAIL: u32 = 1 << 8;

/// From each head one is stolen.
const STEALS: u32 = 1;

/// A stealing lock that makes a mistake.
#[derive(Debug)]
pub(super) struct Wrong<M, const CPUS: usize> {
    word: AtomicU32,
    next: [AtomicU32; CPUS],
    waiting: [AtomicBool; CPUS],
    log: Log<LockEvent>,
    mistake: PhantomData<M>,
}

impl<M, const CPUS: usize> Wrong<M, CPUS> {
    const_fn! {
        /// A free lock.
        pub(super) fn new() -> Self {
            Self {
                word: AtomicU32::new(0),
                next: array![AtomicU32::new(NOBODY); CPUS],
                waiting: array![AtomicBool::new(false); CPUS],
                log: Log::new(),
                mistake: PhantomData,
            }
        }
    }
}

impl<M: Makes, const CPUS: usize> Wrong<M, CPUS> {
    fn makes(mistake: Mistake) -> bool {
        M::MISTAKE == mistake
    }

    /// The word once somebody has stolen, if that may be.
    fn stolen(word: u32) -> Option<u32> {
        let left = word & LEFT != 0;
        let open = word & LOCKED == 0 && (word == 0 || left || Self::makes(Mistake::Closed));
        let counted = left && !Self::makes(Mistake::Uncounted);
        open.then(|| (word - if counted { STEAL } else { 0 }) | LOCKED)
    }

    fn joined(word: u32, name: u32) -> u32 {
        let left = match word / TAIL {
            NOBODY => STEALS * STEAL,
            _ => word & LEFT,
        };
        (name * TAIL) | left | (word & LOCKED)
    }

    /// Takes the lock for the head of the queue; returns whether nobody is behind it.
    fn head(&self, name: u32) -> bool {
        loop {
            // Relaxed, all but the exchange: as in the original.
            let mut word = self.word.load(Relaxed);
            if word & LOCKED != 0 {
                self.word.fetch_and(!LEFT, Relaxed);
                let free = |word| word & LOCKED == 0;
                word = self.word.wait_until::<SpinHint>(Relaxed, free);
            }
            let last = word / TAIL == name;
            let headed = match last || Self::makes(Mistake::LostTail) {
                true => LOCKED,
                false => (word / TAIL * TAIL) | (STEALS * STEAL) | LOCKED,
            };
            let taken = match Self::makes(Mistake::Unlooked) {
                // The mistake. Acquire: as in the original.
                true => self.word.swap(headed, Acquire) / TAIL == word / TAIL,
                // Acquire: as in the original.
                false => (self.word.compare_exchange(word, headed, Acquire, Relaxed)).is_ok(),
            };
            if taken {
                self.log.append(LockEvent::Acquire);
                return headed == LOCKED;
            }
        }
    }

    fn hand_on(&self, cpu: usize) {
        // Acquire: as in the original.
        let successor = match Self::makes(Mistake::Unlinked) {
            true => self.next[cpu].load(Acquire),
            false => self.next[cpu].wait_until::<SpinHint>(Acquire, |next| next != NOBODY),
        };
        if successor != NOBODY {
            // Relaxed, both: as in the original.
            self.next[cpu].store(NOBODY, Relaxed);
            self.waiting[successor as usize - 1].store(false, Relaxed);
        }
    }
}

impl<M, const CPUS: usize> Default for Wrong<M, CPUS> {
    fn default() -> Self {
        Self::new()
    }
}

impl_initial! { impl[M, const CPUS: usize] Wrong<M, CPUS> = Self::new() }

/// A CPU in the queue.
#[derive(Debug)]
pub(super) struct Queued {
    cpu: usize,
    first: bool,
}

// SAFETY: none; this lock is wrong, and only models use it.
unsafe impl<M: Makes, const CPUS: usize> RawLock for Wrong<M, CPUS> {
    type Place = Option<Queued>;
    type Token = ();

    const ORDER: Order = Order::Bounded(STEALS as usize + 1);

    unsafe fn arrive(&self) -> Option<Queued> {
        let cpu = ModelCpu::current();
        let name = cpu as u32 + 1;
        let mut word = 0;
        let stolen = loop {
            let stolen = Self::stolen(word);
            let next = stolen.unwrap_or(Self::joined(word, name));
            // AcqRel, Relaxed: as in the original.
            match self.word.compare_exchange(word, next, AcqRel, Relaxed) {
                Ok(_) => break stolen,
                Err(seen) => word = seen,
            }
        };
        self.log.append(LockEvent::Arrive);
        if stolen.is_some() {
            return None;
        }
        let predecessor = word / TAIL;
        if predecessor != NOBODY {
            let link = || self.next[predecessor as usize - 1].store(name, Release);
            if Self::makes(Mistake::LinkedFirst) {
                link();
            }
            // Relaxed: published by the link.
            self.waiting[cpu].store(true, Relaxed);
            if !Self::makes(Mistake::LinkedFirst) {
                link();
            }
        }
        Some(Queued {
            cpu,
            first: predecessor == NOBODY,
        })
    }

    unsafe fn wait(&self, queued: Option<Queued>) {
        let Some(Queued { cpu, first }) = queued else {
            return self.log.append(LockEvent::Acquire);
        };
        if !first {
            // Relaxed: as in the original.
            self.waiting[cpu].wait_until::<SpinHint>(Relaxed, |waiting| !waiting);
        }
        if !self.head(cpu as u32 + 1) {
            self.hand_on(cpu);
        }
    }

    fn try_lock(&self) -> Option<()> {
        let mut word = 0;
        if Self::makes(Mistake::TryingThief) {
            // Relaxed: a hint.
            word = self.word.load(Relaxed);
        }
        let stolen = Self::stolen(word);
        // Acquire, Relaxed: as in the original.
        let taken = |next| (self.word.compare_exchange(word, next, Acquire, Relaxed)).is_ok();
        let acquired = stolen.is_some_and(taken);
        self.log.append(LockEvent::TryAcquire(acquired));
        acquired.then_some(())
    }

    unsafe fn unlock(&self, (): ()) {
        match M::MISTAKE {
            // Release: as in the original.
            Mistake::LostQueue => self.word.swap(0, Release),
            // Relaxed: the mistake.
            Mistake::RelaxedRelease => self.word.fetch_and(!LOCKED, Relaxed),
            // Release: as in the original.
            _ => self.word.fetch_and(!LOCKED, Release),
        };
        self.log.append(LockEvent::Release);
    }

    fn is_locked(&self) -> bool {
        // Relaxed: for diagnostics.
        self.word.load(Relaxed) & LOCKED != 0
    }

    fn log(&self) -> &Log<LockEvent> {
        &self.log
    }
}
