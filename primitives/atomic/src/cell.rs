//! The cell of builds for a checker: it knows its owner, or its readers.

use crate::Invariant;
use crate::model::cpu;
use crate::ownership::{Ownership, Place};
use core::panic::Location;
use std::sync::{Mutex, PoisonError};

#[cfg(shuttle)]
use crate::backend::cell as inner;
#[cfg(explore)]
use latchwork_explore::cell as inner;
#[cfg(loom)]
use loom::cell as inner;

/// Memory that is reached through a shared reference, and that something else
/// (a lock, as a rule) keeps free of data races.
///
/// A CPU [pulls](UnsafeCell::pull) it when it takes ownership, and
/// [pushes](UnsafeCell::push) it when it gives it up. CPUs that only read may own it
/// together: each [pulls it shared](UnsafeCell::pull_shared). From the first pull on,
/// whoever pulls what somebody owns, shares what somebody owns alone, touches what
/// it does not own, or writes what it shares, has gone wrong. loom and the explorer
/// also report accesses that race.
#[derive(Debug)]
pub struct UnsafeCell<T: ?Sized> {
    ownership: Mutex<Ownership>,
    invariant: Option<Check>,
    inner: inner::UnsafeCell<T>,
}

/// Checks the invariant of what lies at an address.
type Check = unsafe fn(*const ()) -> Result<(), String>;

impl<T> UnsafeCell<T> {
    crate::const_fn! {
        /// Wraps a value.
        pub fn new(value: T) -> Self {
            Self {
                ownership: Mutex::new(Ownership::Untracked),
                invariant: None,
                inner: inner::UnsafeCell::new(value),
            }
        }
    }

    crate::const_fn! {
        /// Wraps a value whose invariant is checked at every push.
        pub fn checked(value: T) -> Self
        where
            T: Invariant,
        {
            Self {
                ownership: Mutex::new(Ownership::Untracked),
                invariant: Some(check::<T>),
                inner: inner::UnsafeCell::new(value),
            }
        }
    }

    /// The value.
    pub fn into_inner(self) -> T {
        self.inner.into_inner()
    }
}

impl<T: ?Sized> UnsafeCell<T> {
    /// Takes ownership, in the name of the current CPU.
    ///
    /// # Panics
    ///
    /// If somebody owns it, alone or shared.
    #[track_caller]
    pub fn pull(&self) {
        judge(&self.ownership, Ownership::pull);
    }

    /// Gives up what was [pulled](UnsafeCell::pull). The invariant must hold.
    ///
    /// # Panics
    ///
    /// If the current CPU does not own it alone, or if the invariant does not hold.
    #[track_caller]
    pub fn push(&self) {
        if is_ending() {
            return;
        }
        let Some(cpu) = cpu() else { return };
        judge(&self.ownership, |ownership, place| {
            ownership.may_be_pushed(place)
        });
        if let Some(check) = self.invariant {
            // SAFETY: the cell was made with a value of the type that the check
            // is of; whoever owns it may read it. (Where the cell has become one
            // of an unsized value, that is still the same value at the same
            // address.)
            let holds = self.with(|value| unsafe { check(value.cast()) });
            if let Err(reason) = holds {
                panic!("invariant: {reason}, when CPU {cpu} gave it up");
            }
        }
        judge(&self.ownership, Ownership::push);
    }

    /// Takes a share, in the name of the current CPU: others may have one, too, and
    /// all of them may read. A CPU may take several.
    ///
    /// # Panics
    ///
    /// If somebody owns it alone.
    #[track_caller]
    pub fn pull_shared(&self) {
        judge(&self.ownership, Ownership::pull_shared);
    }

    /// Gives up a share that was [taken](UnsafeCell::pull_shared).
    ///
    /// # Panics
    ///
    /// If the current CPU has none.
    #[track_caller]
    pub fn push_shared(&self) {
        if is_ending() {
            return;
        }
        judge(&self.ownership, Ownership::push_shared);
    }

    /// Reads through the pointer that `access` is given.
    ///
    /// # Panics
    ///
    /// If the cell has been pulled before, and the current CPU neither owns it nor
    /// has a share.
    #[track_caller]
    pub fn with<F: FnOnce(*const T) -> U, U>(&self, access: F) -> U {
        judge(&self.ownership, |ownership, place| ownership.read(place));
        self.inner.with(access)
    }

    /// Writes through the pointer that `access` is given.
    ///
    /// # Panics
    ///
    /// If the cell has been pulled before, and the current CPU does not own it alone.
    #[track_caller]
    pub fn with_mut<F: FnOnce(*mut T) -> U, U>(&self, access: F) -> U {
        judge(&self.ownership, |ownership, place| ownership.write(place));
        self.inner.with_mut(access)
    }

    /// The value, which nobody else can reach.
    pub fn get_mut(&mut self) -> &mut T {
        // SAFETY: the cell is borrowed mutably.
        self.inner.with_mut(|value| unsafe { &mut *value })
    }
}

/// What a CPU does to the ownership of a cell.
type Deed = fn(&mut Ownership, Place) -> Result<(), String>;

/// Has the current CPU, if there is one, do `deed` to `ownership` here.
#[track_caller]
fn judge(ownership: &Mutex<Ownership>, deed: Deed) {
    let Some(cpu) = cpu() else { return };
    let at = Location::caller();
    // The lock is released before the panic: others look at the cell after it.
    let judged = {
        let mut ownership = ownership.lock().unwrap_or_else(PoisonError::into_inner);
        deed(&mut ownership, Place { cpu, at })
    };
    if let Err(wrong) = judged {
        panic!("exclusion: {wrong}");
    }
}

/// Whether this is a destructor in an execution that is over: its CPU was not done.
fn is_ending() -> bool {
    #[cfg(explore)]
    return latchwork_explore::thread::is_ending();
    #[cfg(not(explore))]
    false
}

impl<T: Default> Default for UnsafeCell<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

/// # Safety
///
/// `value` points to a `T` that may be read.
unsafe fn check<T: Invariant>(value: *const ()) -> Result<(), String> {
    // SAFETY: as the caller promises.
    let value = unsafe { &*value.cast::<T>() };
    value.invariant().map_err(Into::into)
}
