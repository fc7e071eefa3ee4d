//! Types for the parameters of others, each of which lacks something.

use core::cell::Cell;
use core::marker::{PhantomData, PhantomPinned};
use latchwork_layer::Log;
use latchwork_lock::author::{LockEvent, Order};
use latchwork_lock::{CurrentCpu, RawLock, Relax};

/// It lacks nothing.
pub(super) type Good = u32;

/// Neither `Send` nor `Sync`.
pub(super) type Local = *mut u32;

/// Neither `Send` nor `Sync`, as a CPU and as what it relaxes with.
pub(super) struct Nowhere(PhantomData<Local>);

// SAFETY: no CPU ever asks.
unsafe impl CurrentCpu for Nowhere {
    fn current() -> usize {
        unimplemented!("it is a type only")
    }
}

impl Relax for Nowhere {
    fn new() -> Self {
        Self(PhantomData)
    }

    fn relax(&mut self) {}
}

/// `Send`, and not `Sync`; and not `RefUnwindSafe`.
pub(super) type OneAtATime = Cell<u32>;

/// `Sync`, and not `Send`.
pub(super) struct Rooted(PhantomData<*mut u32>);

// SAFETY: there is nothing in it.
unsafe impl Sync for Rooted {}

/// Not `Unpin`.
pub(super) type Pinned = PhantomPinned;

/// Not `UnwindSafe`.
pub(super) type Torn = &'static mut u32;

/// Not `RefUnwindSafe`, and `Sync`.
pub(super) struct Tearable(PhantomData<OneAtATime>);

// SAFETY: there is nothing in it.
unsafe impl Sync for Tearable {}

/// A lock whose token is a `T`, and that is good itself.
pub(super) struct HandsOut<T>(Log<LockEvent>, PhantomData<fn() -> T>);

// SAFETY: nobody ever gets a token.
unsafe impl<T> RawLock for HandsOut<T> {
    type Place = ();
    type Token = T;

    const ORDER: Order = Order::Unfair;

    unsafe fn arrive(&self) {}

    unsafe fn wait(&self, (): ()) -> T {
        unimplemented!("it is a type only")
    }

    fn try_lock(&self) -> Option<T> {
        None
    }

    unsafe fn unlock(&self, _token: T) {}

    fn is_locked(&self) -> bool {
        false
    }

    fn log(&self) -> &Log<LockEvent> {
        &self.0
    }
}

/// A lock that lacks what `L` does.
pub(super) struct Lacks<L>(HandsOut<()>, PhantomData<L>);

// SAFETY: nobody ever gets a token.
unsafe impl<L> RawLock for Lacks<L> {
    type Place = ();
    type Token = ();

    const ORDER: Order = Order::Unfair;

    unsafe fn arrive(&self) {}

    unsafe fn wait(&self, (): ()) {}

    fn try_lock(&self) -> Option<()> {
        None
    }

    unsafe fn unlock(&self, (): ()) {}

    fn is_locked(&self) -> bool {
        false
    }

    fn log(&self) -> &Log<LockEvent> {
        self.0.log()
    }
}
