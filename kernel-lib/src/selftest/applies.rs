//! With which locks a self-test is run, decided by the traits that a lock implements.
//!
//! A method call prefers a method of `Applies<T, R>` to one of `&Applies<T, R>`. The
//! former exists if the self-test `T` can be run with the lock `R`; the latter always
//! does, and says that it cannot. So `(&Applies::<T, R>::NEW).run()` chooses at compile
//! time, and the list of locks need not say which is which.

use core::marker::PhantomData;
use latchwork_lock::RawLock;
use latchwork_lock::author::Order;

use super::Verdict;
use crate::Machine;

/// What a self-test is called, and with which locks it must be run.
pub trait SelfTest {
    /// Its name; with the lock's in front, that of its record.
    const NAME: &'static str;

    /// The locks that it must be run with: one of them that it does not apply to is an
    /// error when the kernel library is compiled.
    const LOCKS: Locks;
}

/// A self-test with a lock of type `R`: of the lock, or of an object over it.
pub trait On<R>: SelfTest {
    /// Tries it on all CPUs of `machine`; each does it `times` times, if it counts.
    fn run(machine: &dyn Machine, times: u64) -> Verdict;
}

/// Some of the locks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Locks {
    /// Each of them.
    Every,
    /// Those that serve in order of arrival.
    Fifo,
    /// Those that have what the self-test looks at.
    Some,
}

/// What [`On::run`] is.
pub(super) type Body = fn(&dyn Machine, u64) -> Verdict;

/// Stands for the self-test `T` with a lock of type `R`.
pub(super) struct Applies<T, R>(PhantomData<fn() -> (T, R)>);

impl<T, R> Applies<T, R> {
    pub(super) const NEW: Self = Self(PhantomData);
}

/// A self-test that can be run with the lock.
pub(super) trait Applicable {
    fn run(&self) -> Option<Body>;
}

impl<T: On<R>, R> Applicable for Applies<T, R> {
    fn run(&self) -> Option<Body> {
        Some(T::run)
    }
}

/// Any other.
pub(super) trait Other {
    fn run(&self) -> Option<Body>;
}

impl<T: SelfTest, R: RawLock> Other for &Applies<T, R> {
    fn run(&self) -> Option<Body> {
        const {
            assert!(
                match T::LOCKS {
                    Locks::Every => false,
                    Locks::Fifo => !matches!(R::ORDER, Order::Fifo),
                    Locks::Some => true,
                },
                "a self-test does not apply to a lock that it must be run with; a FIFO lock \
                 implements Doorway, so that its order can be tested"
            );
        }
        None
    }
}
