//! Where a CPU keeps a call while others run it.

#![allow(
    unsafe_code,
    reason = "what others run is borrowed, and a protocol says who may look at it"
)]

use core::mem::transmute;
use latchwork_atomic::{AtomicBool, AtomicUsize, Ordering, SpinHint, UnsafeCell, WaitUntil};
use latchwork_atomic::{array, const_fn};

/// What is called; it is told the number of the CPU that runs it.
pub(super) type Function<'a> = &'a (dyn Fn(usize) + Sync);

/// A call of one CPU, which owns the slot: it alone [fills](Slot::fill) it.
///
/// ```text
///     the owner                                     a CPU that is called
///     is_free: nobody has it to finish   ◀──────┐
///     fill: function, so many to finish         │
///     ask: the CPU's flag            ─────────▶ │   take: the flag, and the function
///                                               │   runs it
///     is_over: nobody has it to finish   ◀──────┴── finish: one less
/// ```
pub(super) struct Slot<const CPUS: usize> {
    /// The number of the latest call, times [`NUMBER`], and how many CPUs have it to finish.
    state: AtomicUsize,
    /// By CPU, whether it has the latest call to start.
    asked: [AtomicBool; CPUS],
    function: UnsafeCell<Option<Function<'static>>>,
}

// SAFETY: `function` is written by the owner while nobody has the call to finish, and read by
// those who have. The flags order the reads after the write, `state` the next write after them.
unsafe impl<const CPUS: usize> Sync for Slot<CPUS> {}

/// One call more in a slot's state. Below it there is room for the CPUs that have it to finish.
const NUMBER: usize = 1 << (usize::BITS / 2);

/// How many CPUs have the call to finish.
const fn left(state: usize) -> usize {
    state % NUMBER
}

/// Whether the call that was filled in as `number` is over.
const fn over(state: usize, number: usize) -> bool {
    // A later call may be there already, made by a handler.
    left(state) == 0 || state / NUMBER != number
}

impl<const CPUS: usize> Slot<CPUS> {
    const_fn! {
        /// A slot in which no call has been made.
        pub(super) fn new() -> Self {
            const { assert!(CPUS < NUMBER, "there are too many CPUs to count") };
            Self {
                state: AtomicUsize::new(0),
                asked: array![AtomicBool::new(false); CPUS],
                function: UnsafeCell::new(None),
            }
        }
    }

    /// Whether nobody has a call of this slot to finish.
    pub(super) fn is_free(&self) -> bool {
        // Acquire: pairs with the Release in `finish`; without it the next function might be
        // written while the last is still being read. An update, since a load might be told a
        // number that is counted down already, and a caller be refused for it.
        left(self.state.fetch_add(0, Ordering::Acquire)) == 0
    }

    /// Makes the next call, which `count` CPUs have to finish. Returns its number.
    ///
    /// # Safety
    ///
    /// The slot is the calling CPU's, and is free; interrupts are off. `function` is there until
    /// the call is [over](Self::is_over).
    pub(super) unsafe fn fill(&self, function: Function<'_>, count: usize) -> usize {
        // SAFETY: the caller's promise: it is there as long as somebody may take it.
        let function: Function<'static> = unsafe { transmute::<Function<'_>, _>(function) };
        // SAFETY: the slot is free, so nobody reads it.
        self.function
            .with_mut(|place| unsafe { *place = Some(function) });
        // Relaxed: the owner's last, which nobody else changes while the slot is free.
        let number = (self.state.load(Ordering::Relaxed) / NUMBER).wrapping_add(1) % NUMBER;
        // Relaxed: whoever counts down has seen its flag, which is set after this with Release.
        self.state.store(number * NUMBER + count, Ordering::Relaxed);
        number
    }

    /// Asks `cpu` to start the call.
    pub(super) fn ask(&self, cpu: usize) {
        // Release: pairs with the Acquire in `take`; without it the CPU might see the flag before
        // the function, or count down what was not counted up.
        self.asked[cpu].store(true, Ordering::Release);
    }

    /// What `cpu`, the calling CPU, has to start, if it has.
    pub(super) fn take(&self, cpu: usize) -> Option<Function<'_>> {
        let asked = &self.asked[cpu];
        // Acquire: pairs with the Release in `ask`.
        if !asked.load(Ordering::Acquire) {
            return None;
        }
        // Relaxed: the owner sets it again only after this CPU has counted down with Release.
        asked.store(false, Ordering::Relaxed);
        // SAFETY: this CPU has the call to finish, so the owner does not write.
        self.function.with(|place| unsafe { *place })
    }

    /// A CPU has run what it took.
    pub(super) fn finish(&self) {
        // Release: pairs with the Acquire in `is_free` and `is_over`; without it the caller might
        // not see what the function wrote, or end its life while it is being run.
        self.state.fetch_sub(1, Ordering::Release);
    }

    /// Waits until the call `number` is over.
    pub(super) fn wait(&self, number: usize) {
        // Acquire: pairs with the Release in `finish`.
        self.state
            .wait_until::<SpinHint>(Ordering::Acquire, |state| over(state, number));
    }

    /// Polls until the call `number` is over, or `give_up` says so; whether it is over.
    pub(super) fn is_over(&self, number: usize, give_up: impl FnMut() -> bool) -> bool {
        let is_over = |state| over(state, number);
        // Acquire: pairs with the Release in `finish`.
        let state = self
            .state
            .wait_briefly::<SpinHint>(Ordering::Acquire, is_over, give_up);
        is_over(state)
    }

    /// The number of the latest call.
    pub(super) fn number(&self) -> usize {
        // Relaxed: the owner's last.
        self.state.load(Ordering::Relaxed) / NUMBER
    }
}
