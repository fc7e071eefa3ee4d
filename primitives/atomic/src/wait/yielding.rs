//! Giving the time slice away.

use super::{Pace, Relax, spin_loop};
use core::fmt::{self, Debug, Formatter};
use core::marker::PhantomData;

/// How a CPU gives its time slice to whoever else could run: the hook of [`Yielding`].
///
/// A guest asks its hypervisor (a yield hypercall, or a halt until the next interrupt, if
/// one is sure to come), a process its kernel.
pub trait Yield {
    /// Gives the time slice away, and comes back some time, whatever the others do.
    ///
    /// It is called in the middle of a wait, and in an interrupt handler that waits. It
    /// takes no lock that its CPU may hold or wait for. A panic ends the program, as that of
    /// any [`Relax`] does. A hook that waits to be woken by whoever ends the wait waits for
    /// ever: a lock wakes nobody.
    fn yield_now();
}

/// Spins for `POLLS` polls, then gives the time slice away by [`Y`](Yield), and spins again.
///
/// For CPUs that are more than the cores that run them: guests, processes. A waiter that spins
/// for the rest of its time slice keeps whom it waits for from running. `POLLS` spin hints
/// should take as long as a short critical section; a hypervisor that looks for loops of
/// `pause` finds these too.
///
/// ```
/// use latchwork_atomic::{AtomicBool, Ordering, WaitUntil, Yield, Yielding};
///
/// struct Guest;
///
/// impl Yield for Guest {
///     fn yield_now() {
///         // Here the hypercall.
///     }
/// }
///
/// // Relaxed: nothing is read on the strength of it.
/// AtomicBool::new(true).wait_until::<Yielding<Guest>>(Ordering::Relaxed, |set| set);
/// ```
///
/// `POLLS` of 0, which would never spin, does not compile:
///
/// ```compile_fail,E0080
/// # use latchwork_atomic::{AtomicBool, Ordering, WaitUntil, Yield, Yielding};
/// # struct Guest;
/// # impl Yield for Guest {
/// #     fn yield_now() {}
/// # }
/// // Relaxed: nothing is read on the strength of it.
/// AtomicBool::new(true).wait_until::<Yielding<Guest, 0>>(Ordering::Relaxed, |set| set);
/// ```
pub struct Yielding<Y, const POLLS: u32 = 64> {
    /// Polls before the time slice is given away.
    left: u32,
    hook: PhantomData<fn() -> Y>,
}

impl<Y: Yield, const POLLS: u32> Relax for Yielding<Y, POLLS> {
    // On a simulated machine every CPU runs: it is charged for the spin hints.
    const PACE: Pace = Pace::Constant(1);

    #[inline]
    fn new() -> Self {
        const { assert!(POLLS > 0, "a waiter spins for one poll at least") };
        Self {
            left: POLLS,
            hook: PhantomData,
        }
    }

    #[inline]
    fn relax(&mut self) {
        if self.left == 0 {
            Y::yield_now();
            self.left = POLLS;
        } else {
            spin_loop();
            self.left -= 1;
        }
    }
}

impl<Y, const POLLS: u32> Debug for Yielding<Y, POLLS> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Yielding")
            .field("left", &self.left)
            .finish_non_exhaustive()
    }
}
