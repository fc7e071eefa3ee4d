//! The proof of what a CPU holds.

use crate::order::level::{Above, Level};
use core::marker::PhantomData;

/// The proof that what this CPU holds is of level `L` or above: with it, locks of levels
/// below `L` may be taken.
///
/// A lock is taken with a mutable borrow of it, which its guard keeps. So as long as a lock
/// is held, others are taken by the `Held` of that lock's level alone, and by none that is
/// above. It cannot be cloned, and it is `!Send`: another CPU does not hold what this one
/// does.
///
/// # Cost
///
/// It has no size, and to take a lock by it is to take the lock. A `&mut Held` that is passed
/// to a function through a pointer (`dyn`, `fn`) takes the register of an argument; where
/// the compiler sees caller and function, it leaves it out.
pub struct Held<L: Level> {
    /// `!Send` and `!Sync`.
    here: PhantomData<*mut L>,
}

impl<L: Level> Held<L> {
    /// The proof where there is none yet: `Held::<Nothing>::new()` where a CPU or a thread
    /// begins; `Held::<Handlers>::new()` in an interrupt handler, `Handlers` being the level
    /// above all that handlers take.
    ///
    /// It is unsafe so that safe code has one such proof only: with two it could take two
    /// locks in any order.
    ///
    /// # Safety
    ///
    /// Until it is gone, of the ordered locks that are not taken by way of it:
    ///
    /// - This CPU holds none but of level `L` or above. In a handler that includes what it
    ///   interrupts: locks of other levels are held with interrupts off.
    /// - This CPU takes none: no other `Held` is used on it, but in handlers, which return
    ///   before this one is used again. A thread whose CPU may go to another thread keeps its
    ///   CPU as long as it holds one.
    #[inline(always)]
    pub const unsafe fn new() -> Self {
        Self { here: PhantomData }
    }

    /// The proof for less: what is held is of level `M` or above, since it is of level `L` or
    /// above.
    ///
    /// A function that is generic in the level held knows by its bounds alone what is below
    /// it. `down_to` leads to a level whose order is known:
    ///
    /// ```
    /// use latchwork_lock::order::{Above, Held};
    ///
    /// latchwork_lock::lock_order! { Processes > RunQueue > Console }
    ///
    /// fn log(held: &mut Held<impl Above<Console>>) {}
    /// fn wake(held: &mut Held<impl Above<Processes>>) {
    ///     log(held.down_to::<Processes>());
    /// }
    /// ```
    #[inline(always)]
    pub const fn down_to<M: Level>(&mut self) -> &mut Held<M>
    where
        L: Above<M>,
    {
        self.at()
    }

    /// The proof of whoever has just taken a lock of level `M`, as long as this one is
    /// borrowed.
    #[inline(always)]
    pub(super) const fn at<M: Level>(&mut self) -> &mut Held<M> {
        // SAFETY: both have no size and no invariant of their own, and the result borrows
        // this one.
        unsafe { &mut *(&raw mut *self).cast::<Held<M>>() }
    }
}

impl<L: Level> core::fmt::Debug for Held<L> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_tuple("Held")
            .field(&format_args!("{}", L::NAME))
            .finish()
    }
}
