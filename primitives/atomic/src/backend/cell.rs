//! The cell of builds for a checker: it knows its owner.

use crate::Invariant;
use crate::model::cpu;
use core::panic::Location;
#[cfg(explore)]
use latchwork_explore::cell as inner;
#[cfg(loom)]
use loom::cell as inner;
use std::sync::{Mutex, PoisonError};

/// Memory that is reached through a shared reference, and that something else
/// (a lock, as a rule) keeps free of data races.
///
/// A CPU [pulls](UnsafeCell::pull) it when it takes ownership, and
/// [pushes](UnsafeCell::push) it when it gives it up. From the first pull on,
/// whoever pulls what somebody owns, or touches what it does not own, has gone
/// wrong. loom and the explorer also report accesses that race.
#[derive(Debug)]
pub struct UnsafeCell<T: ?Sized> {
    ownership: Mutex<Ownership>,
    invariant: Option<Check>,
    inner: inner::UnsafeCell<T>,
}

/// Checks the invariant of what lies at an address.
type Check = unsafe fn(*const ()) -> Result<(), String>;

/// Who owns a cell.
#[derive(Clone, Copy, Debug)]
enum Ownership {
    /// It has never been pulled: nobody keeps track of it.
    Untracked,
    /// Nobody, since this CPU pushed it.
    Pushed(Deed),
    /// This CPU.
    Pulled(Deed),
}

/// A pull or a push.
#[derive(Clone, Copy, Debug)]
struct Deed {
    cpu: usize,
    at: &'static Location<'static>,
}

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
    /// If somebody owns it.
    #[track_caller]
    pub fn pull(&self) {
        let Some(cpu) = cpu() else { return };
        let at = Location::caller();
        let mut ownership = self.ownership();
        if let Ownership::Pulled(owner) = *ownership {
            drop(ownership);
            panic!(
                "exclusion: CPU {cpu} takes at {at} what CPU {} has owned since {}",
                owner.cpu, owner.at
            );
        }
        *ownership = Ownership::Pulled(Deed { cpu, at });
    }

    /// Gives ownership up. The invariant must hold.
    ///
    /// # Panics
    ///
    /// If the current CPU does not own it, or if the invariant does not hold.
    #[track_caller]
    pub fn push(&self) {
        // A destructor in an execution that is over: its CPU was not done.
        #[cfg(explore)]
        if latchwork_explore::thread::is_ending() {
            return;
        }
        let Some(cpu) = cpu() else { return };
        if let Ownership::Untracked = *self.ownership() {
            panic!("exclusion: CPU {cpu} gives up what nobody has ever taken");
        }
        self.owned();
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
        let at = Location::caller();
        *self.ownership() = Ownership::Pushed(Deed { cpu, at });
    }

    /// Reads through the pointer that `access` is given.
    #[track_caller]
    pub fn with<F: FnOnce(*const T) -> U, U>(&self, access: F) -> U {
        self.owned();
        self.inner.with(access)
    }

    /// Writes through the pointer that `access` is given.
    #[track_caller]
    pub fn with_mut<F: FnOnce(*mut T) -> U, U>(&self, access: F) -> U {
        self.owned();
        self.inner.with_mut(access)
    }

    /// The value, which nobody else can reach.
    pub fn get_mut(&mut self) -> &mut T {
        // SAFETY: the cell is borrowed mutably.
        self.inner.with_mut(|value| unsafe { &mut *value })
    }

    /// The current CPU must be the owner.
    #[track_caller]
    fn owned(&self) {
        let Some(cpu) = cpu() else { return };
        let at = Location::caller();
        let ownership = *self.ownership();
        match ownership {
            Ownership::Untracked => {}
            Ownership::Pulled(owner) if owner.cpu == cpu => {}
            Ownership::Pulled(owner) => panic!(
                "exclusion: CPU {cpu} touches at {at} what CPU {} has owned since {}",
                owner.cpu, owner.at
            ),
            Ownership::Pushed(last) => panic!(
                "exclusion: CPU {cpu} touches at {at} what nobody owns; CPU {} gave it up at {}",
                last.cpu, last.at
            ),
        }
    }

    fn ownership(&self) -> std::sync::MutexGuard<'_, Ownership> {
        self.ownership
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
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

/// shuttle has no cell of its own.
#[cfg(shuttle)]
mod inner {
    #[derive(Debug)]
    pub(super) struct UnsafeCell<T: ?Sized>(core::cell::UnsafeCell<T>);

    impl<T> UnsafeCell<T> {
        pub(super) const fn new(value: T) -> Self {
            Self(core::cell::UnsafeCell::new(value))
        }

        pub(super) fn into_inner(self) -> T {
            self.0.into_inner()
        }
    }

    impl<T: ?Sized> UnsafeCell<T> {
        pub(super) fn with<F: FnOnce(*const T) -> U, U>(&self, access: F) -> U {
            access(self.0.get())
        }

        pub(super) fn with_mut<F: FnOnce(*mut T) -> U, U>(&self, access: F) -> U {
            access(self.0.get())
        }
    }
}
