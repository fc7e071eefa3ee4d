//! The atomics of a simulated machine: core's, with a cost.
//!
//! They have the layout of core's, so that fields that share a line of a real machine share
//! it here. Outside a [`Simulation`](crate::Simulation) an access is one of core's, with the
//! ordering that it names, and costs nothing.
//!
//! Memory is sequentially consistent, or, with a store buffer, as in x86-TSO: orderings
//! weaken nothing further. A store that is [`SeqCst`](Ordering::SeqCst) is a swap, and a
//! fence that is waits for the store buffer; all other orderings cost nothing, as on
//! x86-64.
//!
//! An atomic itself holds what it will when all store buffers are empty: `get_mut`,
//! `into_inner`, a move and [`Debug`] show a store that no other CPU sees yet. A store in a
//! buffer is no borrow, and nothing is written to an atomic that is gone.

use super::word::{Located, Word};
use crate::access::{Running, running};
use crate::place::{Place, Shape, pointer};
use core::fmt::{self, Debug, Formatter};
use core::sync::atomic as core_atomic;

pub use core::sync::atomic::Ordering;

/// A fence: if it is sequentially consistent, what comes after it waits for the CPU's
/// stores to reach memory.
///
/// # Panics
///
/// If `order` is [`Relaxed`](Ordering::Relaxed).
pub fn fence(order: Ordering) {
    // For the threads of the host that are in no run.
    core_atomic::fence(order);
    if let (Some(run), Ordering::SeqCst) = (running(), order) {
        run.fence();
    }
}

/// Refuses what core's atomics refuse.
#[track_caller]
fn check_load(order: Ordering) {
    if matches!(order, Ordering::Release | Ordering::AcqRel) {
        panic!("there is no such thing as a release load, or an acquire-release one");
    }
}

#[track_caller]
fn check_store(order: Ordering) {
    if matches!(order, Ordering::Acquire | Ordering::AcqRel) {
        panic!("there is no such thing as an acquire store, or an acquire-release one");
    }
}

macro_rules! atomic {
    ($name:ident$(<$T:ident>)?, $value:ty, $shape:expr, $to_bits:expr, $from_bits:expr) => {
        #[doc = concat!("[`core::sync::atomic::", stringify!($name), "`], with a cost.")]
        #[repr(transparent)]
        pub struct $name$(<$T>)?(core_atomic::$name$(<$T>)?);

        impl$(<$T>)? $name$(<$T>)? {
            /// A new atomic.
            pub const fn new(value: $value) -> Self {
                Self(core_atomic::$name::new(value))
            }

            /// Where it is.
            pub const fn as_ptr(&self) -> *mut $value {
                self.0.as_ptr()
            }

            /// The value, which nobody else can reach.
            pub fn get_mut(&mut self) -> &mut $value {
                self.0.get_mut()
            }

            /// The value.
            pub fn into_inner(self) -> $value {
                self.0.into_inner()
            }

            /// The value.
            ///
            /// # Panics
            ///
            /// If `order` is `Release` or `AcqRel`.
            #[track_caller]
            pub fn load(&self, order: Ordering) -> $value {
                check_load(order);
                match running() {
                    Some(run) => Self::value(run.load(self.place())),
                    None => self.0.load(order),
                }
            }

            /// Stores a value.
            ///
            /// # Panics
            ///
            /// If `order` is `Acquire` or `AcqRel`.
            #[track_caller]
            pub fn store(&self, value: $value, order: Ordering) {
                check_store(order);
                match (running(), order) {
                    (None, _) => self.0.store(value, order),
                    (Some(run), Ordering::SeqCst) => drop(self.update(run, |_| Some(value))),
                    (Some(run), _) => run.store(self.place(), Self::bits(value)),
                }
            }

            /// Stores a value; the one before is the result.
            pub fn swap(&self, value: $value, order: Ordering) -> $value {
                match running() {
                    Some(run) => self.update(run, |_| Some(value)),
                    None => self.0.swap(value, order),
                }
            }

            /// Stores `new` if the value is `current`; the value before is the result.
            ///
            /// # Errors
            ///
            /// If it is another.
            ///
            /// # Panics
            ///
            /// If `failure` is `Release` or `AcqRel`.
            #[track_caller]
            pub fn compare_exchange(
                &self,
                current: $value,
                new: $value,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$value, $value> {
                check_load(failure);
                let Some(run) = running() else {
                    return self.0.compare_exchange(current, new, success, failure);
                };
                let before = self.update(run, |value| (value == current).then_some(new));
                if before == current { Ok(before) } else { Err(before) }
            }

            /// [`compare_exchange`](Self::compare_exchange): it does not fail spuriously.
            ///
            /// # Errors
            ///
            /// If the value is another.
            ///
            /// # Panics
            ///
            /// If `failure` is `Release` or `AcqRel`.
            #[track_caller]
            pub fn compare_exchange_weak(
                &self,
                current: $value,
                new: $value,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$value, $value> {
                self.compare_exchange(current, new, success, failure)
            }

            /// Stores what `change` makes of the value, until nobody comes between.
            ///
            /// # Errors
            ///
            /// If `change` makes nothing of it.
            ///
            /// # Panics
            ///
            /// If `fetch` is `Release` or `AcqRel`.
            #[track_caller]
            pub fn fetch_update(
                &self,
                set: Ordering,
                fetch: Ordering,
                mut change: impl FnMut($value) -> Option<$value>,
            ) -> Result<$value, $value> {
                let mut before = self.load(fetch);
                while let Some(next) = change(before) {
                    match self.compare_exchange(before, next, set, fetch) {
                        Ok(value) => return Ok(value),
                        Err(value) => before = value,
                    }
                }
                Err(before)
            }

            /// One read-modify-write.
            fn update(
                &self,
                run: &Running,
                mut change: impl FnMut($value) -> Option<$value>,
            ) -> $value {
                let mut on_bits = |bits| change(Self::value(bits)).map(Self::bits);
                Self::value(run.update(self.place(), &mut on_bits))
            }

            fn bits(value: $value) -> u64 {
                let to_bits: fn($value) -> u64 = $to_bits;
                to_bits(value)
            }
        }

        impl$(<$T>)? Word for $name$(<$T>)? {
            type Value = $value;

            fn value_outside(&self) -> $value {
                // SeqCst: it stands for whatever ordering the wait has.
                self.0.load(Ordering::SeqCst)
            }

            fn value(bits: u64) -> $value {
                let from_bits: fn(u64) -> $value = $from_bits;
                from_bits(bits)
            }
        }

        impl$(<$T>)? Located for $name$(<$T>)? {
            fn place(&self) -> Place {
                // SAFETY: there is an atomic of this shape while it is borrowed, which it is
                // until the access has been made for which a CPU names it; and a store that
                // is in a buffer then is made without it.
                unsafe { Place::new(self.0.as_ptr().cast(), $shape) }
            }
        }

        impl$(<$T>)? From<$value> for $name$(<$T>)? {
            fn from(value: $value) -> Self {
                Self::new(value)
            }
        }

        // A look from outside: it costs nothing.
        impl$(<$T>)? Debug for $name$(<$T>)? {
            fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
                Debug::fmt(&self.0, f)
            }
        }
    };
}

macro_rules! integer {
    ($name:ident, $value:ident) => {
        atomic!(
            $name,
            $value,
            Shape::integer(size_of::<$value>()),
            |value| value as u64,
            |bits| bits as $value
        );

        impl $name {
            /// Adds, around the end of the range; the value before is the result.
            pub fn fetch_add(&self, value: $value, order: Ordering) -> $value {
                match running() {
                    Some(run) => self.update(run, |before| Some(before.wrapping_add(value))),
                    None => self.0.fetch_add(value, order),
                }
            }

            /// Subtracts, around the end of the range; the value before is the result.
            pub fn fetch_sub(&self, value: $value, order: Ordering) -> $value {
                match running() {
                    Some(run) => self.update(run, |before| Some(before.wrapping_sub(value))),
                    None => self.0.fetch_sub(value, order),
                }
            }

            /// The larger of the two stays; the value before is the result.
            pub fn fetch_max(&self, value: $value, order: Ordering) -> $value {
                match running() {
                    Some(run) => self.update(run, |before| Some(before.max(value))),
                    None => self.0.fetch_max(value, order),
                }
            }

            /// The smaller of the two stays; the value before is the result.
            pub fn fetch_min(&self, value: $value, order: Ordering) -> $value {
                match running() {
                    Some(run) => self.update(run, |before| Some(before.min(value))),
                    None => self.0.fetch_min(value, order),
                }
            }
        }

        bits!($name, $value);

        impl Default for $name {
            fn default() -> Self {
                Self::new(0)
            }
        }
    };
}

macro_rules! bits {
    ($name:ident, $value:ident) => {
        impl $name {
            /// The bits that are set in both; the value before is the result.
            pub fn fetch_and(&self, value: $value, order: Ordering) -> $value {
                match running() {
                    Some(run) => self.update(run, |before| Some(before & value)),
                    None => self.0.fetch_and(value, order),
                }
            }

            /// The bits that are not set in both; the value before is the result.
            pub fn fetch_nand(&self, value: $value, order: Ordering) -> $value {
                match running() {
                    Some(run) => self.update(run, |before| Some(!(before & value))),
                    None => self.0.fetch_nand(value, order),
                }
            }

            /// The bits that are set in either; the value before is the result.
            pub fn fetch_or(&self, value: $value, order: Ordering) -> $value {
                match running() {
                    Some(run) => self.update(run, |before| Some(before | value)),
                    None => self.0.fetch_or(value, order),
                }
            }

            /// The bits that are set in one; the value before is the result.
            pub fn fetch_xor(&self, value: $value, order: Ordering) -> $value {
                match running() {
                    Some(run) => self.update(run, |before| Some(before ^ value)),
                    None => self.0.fetch_xor(value, order),
                }
            }
        }
    };
}

integer!(AtomicU8, u8);
integer!(AtomicU16, u16);
integer!(AtomicU32, u32);
integer!(AtomicU64, u64);
integer!(AtomicUsize, usize);
atomic!(AtomicBool, bool, Shape::U8, u64::from, |bits| bits != 0);
bits!(AtomicBool, bool);
atomic!(
    AtomicPtr<T>,
    *mut T,
    Shape::Pointer,
    |value| value.expose_provenance() as u64,
    pointer
);

impl Default for AtomicBool {
    fn default() -> Self {
        Self::new(false)
    }
}

impl<T> Default for AtomicPtr<T> {
    fn default() -> Self {
        Self::new(core::ptr::null_mut())
    }
}
