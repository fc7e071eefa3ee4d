//! What a CPU does around holding a lock.

use crate::owner::Owner;
use core::fmt::Debug;
use core::marker::PhantomData;
use latchwork_atomic::{Initial, impl_initial};
use latchwork_cpu::{Cpu, Registered, interrupts};

/// What a CPU does before it waits for a lock, and after it has released it.
///
/// | policy | while waiting and holding | a guard |
/// |---|---|---|
/// | [`AsIs`] | interrupts and preemption stay as they are | may go to another CPU, if the lock's token may |
/// | [`PreemptionOff`] | the thread stays on its CPU; handlers run | stays on its CPU |
/// | [`InterruptsOff`] | neither handlers nor other threads run on the CPU | stays on its CPU |
///
/// A lock that an interrupt handler takes needs [`InterruptsOff`]: otherwise the handler may
/// wait for the CPU that it interrupted, which is for ever. Each is a parameter of
/// [`Mutex`](crate::Mutex), so that nobody can take the lock in another way: only a mutex that
/// leaves things [`AsIs`] hands its [`raw`](crate::Mutex::raw) lock out.
///
/// # Safety
///
/// - What `enter` does holds until `leave` is called as often, on the same CPU.
/// - If guards may not go to another CPU, `Here` is `!Send`.
pub unsafe trait Policy: Initial {
    /// `!Send` if what `enter` does concerns the CPU that calls it.
    type Here: Debug;

    /// Before the lock is waited for, or tried.
    fn enter(&self);

    /// After the lock has been released, or not been had.
    ///
    /// # Safety
    ///
    /// On the CPU that entered, once for each time.
    unsafe fn leave(&self);

    /// This CPU is about to wait for the lock.
    ///
    /// # Panics
    ///
    /// If it holds the lock, where that is [recorded](Policy::is_held_by_this_cpu).
    #[track_caller]
    fn will_wait(&self) {}

    /// This CPU has got the lock.
    #[track_caller]
    fn acquired(&self) {}

    /// This CPU is about to release the lock.
    ///
    /// # Panics
    ///
    /// If it does not hold the lock, where that is [recorded](Policy::is_held_by_this_cpu).
    #[track_caller]
    fn releases(&self) {}

    /// This CPU's guard is taken apart: any CPU may take the lock over.
    fn passed_on(&self) {}

    /// A guard is put together on this CPU.
    ///
    /// # Panics
    ///
    /// If the lock has not been passed on, where that is
    /// [recorded](Policy::is_held_by_this_cpu).
    #[track_caller]
    fn taken_over(&self) {}

    /// Whether this CPU holds the lock; `None` if nobody records it. It is recorded in builds
    /// with debug assertions and with the feature `owner`, by policies that know their CPU.
    fn is_held_by_this_cpu(&self) -> Option<bool> {
        None
    }
}

/// Interrupts and preemption stay as they are. It costs nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct AsIs;

impl_initial! { impl[] AsIs = AsIs }

// SAFETY: nothing is promised.
unsafe impl Policy for AsIs {
    type Here = ();

    #[inline(always)]
    fn enter(&self) {}

    #[inline(always)]
    unsafe fn leave(&self) {}
}

/// Neither interrupt handlers nor other threads run on the CPU while it holds the lock.
///
/// The sections are [counted](latchwork_cpu::interrupts) on each CPU, so that guards may be
/// dropped in any order. While a CPU waits, its interrupts are off, unless the algorithm lets
/// a waiter go ([`RawLock::lock_under`](crate::RawLock::lock_under)): of the locks here the
/// TTAS lock does. A guard that is forgotten leaves them off.
///
/// `C` is the kernel's CPU; if none is named, that which is
/// [registered](latchwork_cpu::register).
///
/// ```
/// use latchwork_cpu::{Host, interrupts};
/// use latchwork_lock::{InterruptsOff, Mutex, TicketLock};
///
/// static A: Mutex<u32, TicketLock, InterruptsOff<Host>> = Mutex::new(0);
/// static B: Mutex<u32, TicketLock, InterruptsOff<Host>> = Mutex::new(0);
///
/// let a = A.lock();
/// let b = B.lock();
/// drop(a);
/// assert!(!Host::interrupts_are_on(), "B is held");
/// drop(b);
/// assert!(Host::interrupts_are_on());
/// ```
pub type InterruptsOff<C = Registered> = Off<Interrupts, C>;

/// The thread stays on its CPU while it holds the lock, and while it waits, unless the algorithm
/// lets a waiter go ([`RawLock::lock_under`](crate::RawLock::lock_under)): the TTAS lock does
/// between two polls. Interrupt handlers run, and must not take the lock.
///
/// It is for locks that know their CPU, as the MCS lock, and for those that nobody should
/// wait for while their holder is not running.
///
/// `C` is the kernel's CPU; if none is named, that which is
/// [registered](latchwork_cpu::register).
pub type PreemptionOff<C = Registered> = Off<Preemption, C>;

/// `W` is off on the CPU `C`: see [`InterruptsOff`] and [`PreemptionOff`].
#[derive(Debug)]
pub struct Off<W, C> {
    owner: Owner<C>,
    what: PhantomData<fn() -> W>,
}

impl_initial! { impl[W, C] Off<W, C> = Off { owner: Owner::new(), what: PhantomData } }

/// Interrupts, and with them preemption.
#[derive(Debug)]
pub enum Interrupts {}

/// Preemption alone.
#[derive(Debug)]
pub enum Preemption {}

/// What can be off.
pub(crate) trait What {
    fn enter<C: Cpu>();

    /// # Safety
    ///
    /// It was entered on this CPU, and has not been left.
    unsafe fn leave<C: Cpu>();
}

impl What for Interrupts {
    #[inline(always)]
    #[track_caller]
    fn enter<C: Cpu>() {
        interrupts::enter::<C>();
    }

    #[inline(always)]
    #[track_caller]
    unsafe fn leave<C: Cpu>() {
        // SAFETY: the caller's promise.
        unsafe { interrupts::leave::<C>() };
    }
}

impl What for Preemption {
    #[inline(always)]
    fn enter<C: Cpu>() {
        C::preemption_off();
    }

    #[inline(always)]
    unsafe fn leave<C: Cpu>() {
        // SAFETY: the caller's promise.
        unsafe { C::preemption_on() };
    }
}

// SAFETY: sections are counted on the CPU, on which the thread stays meanwhile.
unsafe impl<W: What, C: Cpu> Policy for Off<W, C> {
    type Here = Here;

    #[inline(always)]
    #[track_caller]
    fn enter(&self) {
        W::enter::<C>();
    }

    #[inline(always)]
    #[track_caller]
    unsafe fn leave(&self) {
        // SAFETY: the caller's promise.
        unsafe { W::leave::<C>() };
    }

    #[inline(always)]
    #[track_caller]
    fn will_wait(&self) {
        self.owner.will_wait();
    }

    #[inline(always)]
    #[track_caller]
    fn acquired(&self) {
        self.owner.acquired();
    }

    #[inline(always)]
    #[track_caller]
    fn releases(&self) {
        self.owner.releases();
    }

    #[inline(always)]
    fn passed_on(&self) {
        self.owner.passed_on();
    }

    #[inline(always)]
    #[track_caller]
    fn taken_over(&self) {
        self.owner.taken_over();
    }

    fn is_held_by_this_cpu(&self) -> Option<bool> {
        self.owner.is_this_cpu()
    }
}

/// Something that must not leave its CPU: it is `!Send`.
#[derive(Debug)]
pub struct Here(PhantomData<*mut ()>);

// SAFETY: nothing can be reached through it.
unsafe impl Sync for Here {}

/// A policy that is in force: it is left when this is dropped, unless it stays.
pub(crate) struct Entered<'a, P: Policy>(&'a P);

impl<'a, P: Policy> Entered<'a, P> {
    #[inline(always)]
    #[track_caller]
    pub(crate) fn new(policy: &'a P) -> Self {
        policy.enter();
        Self(policy)
    }

    /// A policy that a guard has entered.
    ///
    /// # Safety
    ///
    /// As [`Policy::leave`]: it is left when this is dropped.
    #[inline(always)]
    pub(crate) const unsafe fn again(policy: &'a P) -> Self {
        Self(policy)
    }

    /// The policy stays in force.
    #[inline(always)]
    pub(crate) fn stay(self) {
        core::mem::forget(self);
    }
}

impl<P: Policy> Drop for Entered<'_, P> {
    #[inline(always)]
    fn drop(&mut self) {
        // SAFETY: it was entered in `new`, or before, by the promise of `again`; and this has
        // been borrowed within one call of a lock since, on one CPU.
        unsafe { self.0.leave() };
    }
}
