//! Which self-tests apply to a lock, decided by the traits that it implements.
//!
//! A method call prefers a method of `Any<R>` to one of `&Any<R>`. The former
//! exists if the lock implements what the test needs; the latter always does, and
//! says that there is no test. So `(&Any::<R>::NEW).arrival_order()` chooses at
//! compile time, and the list of locks need not say which is which.

use core::marker::PhantomData;
use latchwork_atomic::Initial;
use latchwork_lock::{Doorway, Order, RawLock, Ticket};

use super::{Verdict, arrival_order, ticket_order};
use crate::Machine;

/// A self-test of one lock: it is given the machine, and how often each CPU
/// acquires if it counts.
pub(super) type SelfTest = fn(&dyn Machine, u64) -> Verdict;

/// Stands for a lock of type `R`.
pub(super) struct Any<R>(PhantomData<fn() -> R>);

impl<R> Any<R> {
    pub(super) const NEW: Self = Self(PhantomData);
}

/// A lock whose arrivals can be seen.
pub(super) trait ByArrival {
    fn arrival_order(&self) -> Option<SelfTest>;
}

impl<R: Doorway + Initial + Sync> ByArrival for Any<R> {
    fn arrival_order(&self) -> Option<SelfTest> {
        Some(|machine, _| arrival_order::<R>(machine))
    }
}

/// A lock that gives tickets.
pub(super) trait ByTicket {
    fn ticket_order(&self) -> Option<SelfTest>;
}

impl<R: RawLock<Token = Ticket> + Initial + Sync> ByTicket for Any<R> {
    fn ticket_order(&self) -> Option<SelfTest> {
        Some(ticket_order::<R>)
    }
}

/// Any other lock.
pub(super) trait Other {
    fn arrival_order(&self) -> Option<SelfTest>;
    fn ticket_order(&self) -> Option<SelfTest>;
}

impl<R: RawLock> Other for &Any<R> {
    fn arrival_order(&self) -> Option<SelfTest> {
        const {
            assert!(
                matches!(R::ORDER, Order::Unfair),
                "a FIFO lock implements Doorway, so that its order can be tested"
            );
        }
        None
    }

    fn ticket_order(&self) -> Option<SelfTest> {
        None
    }
}
