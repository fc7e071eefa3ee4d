//! loom's atomics, which tell when a CPU accesses one, and what it reads.

use super::first;
use crate::situation::{self, LastRead};
use core::fmt::{self, Debug, Formatter};
use core::panic::Location;
use core::sync::atomic::Ordering;
// The host's: ghost state.
use std::sync::atomic::{AtomicBool as Flag, Ordering::Relaxed};

macro_rules! atomic {
    ([$($generics:tt)*] $atomic:ident, $value:ty, $bits:expr, $show:expr, $($update:ident)*) => {
        /// An atomic of the standard library's API under loom.
        pub struct $atomic $($generics)* {
            inner: loom::sync::atomic::$atomic $($generics)*,
            /// Whether it holds anything but its initial value.
            written: Flag,
        }

        impl $($generics)* $atomic $($generics)* {
            /// An atomic that holds `value`.
            #[track_caller]
            pub fn new(value: $value) -> Self {
                Self {
                    inner: loom::sync::atomic::$atomic::new(value),
                    written: Flag::new(false),
                }
            }

            /// What it holds.
            #[track_caller]
            pub fn into_inner(self) -> $value {
                self.inner.into_inner()
            }

            /// Reads.
            #[track_caller]
            pub fn load(&self, order: Ordering) -> $value {
                // Relaxed, here and below: the host runs one CPU at a time.
                first::before_load(self.written.load(Relaxed));
                let value = self.inner.load(order);
                Self::was_read(value);
                value
            }

            /// Writes.
            #[track_caller]
            pub fn store(&self, value: $value, order: Ordering) {
                self.inner.store(value, order);
                self.was_written();
            }

            /// Writes `new` if it holds `current`; what it held is in the result.
            #[track_caller]
            pub fn compare_exchange(
                &self,
                current: $value,
                new: $value,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$value, $value> {
                let result = self.inner.compare_exchange(current, new, success, failure);
                Self::was_read(result.unwrap_or_else(|read| read));
                self.was_written();
                result
            }

            /// As [`compare_exchange`](Self::compare_exchange): loom's does not fail spuriously.
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

            /// Writes what `next` makes of what it holds, unless that is nothing.
            #[track_caller]
            pub fn fetch_update(
                &self,
                set_order: Ordering,
                fetch_order: Ordering,
                mut next: impl FnMut($value) -> Option<$value>,
            ) -> Result<$value, $value> {
                let mut value = self.load(fetch_order);
                while let Some(new) = next(value) {
                    match self.compare_exchange(value, new, set_order, fetch_order) {
                        Ok(old) => return Ok(old),
                        Err(newer) => value = newer,
                    }
                }
                Err(value)
            }

            $(
                /// Reads, and writes the result of the operation.
                #[track_caller]
                pub fn $update(&self, value: $value, order: Ordering) -> $value {
                    let old = self.inner.$update(value, order);
                    Self::was_read(old);
                    self.was_written();
                    old
                }
            )*

            #[track_caller]
            fn was_read(value: $value) {
                situation::reads(LastRead::new(Location::caller(), $bits(value), $show));
            }

            fn was_written(&self) {
                // Relaxed: it is the host's, and loom runs one thread at a time.
                self.written.store(true, Relaxed);
                first::after_write();
            }
        }

        impl $($generics)* From<$value> for $atomic $($generics)* {
            fn from(value: $value) -> Self {
                Self::new(value)
            }
        }

        impl $($generics)* Debug for $atomic $($generics)* {
            fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
                self.inner.fmt(f)
            }
        }
    };
}

macro_rules! integer {
    ($($atomic:ident: $value:ty),*) => {$(
        atomic! {
            [] $atomic, $value, |value: $value| value as u64, |bits| bits.to_string(),
            swap fetch_add fetch_sub fetch_and fetch_nand fetch_or fetch_xor fetch_max fetch_min
        }
        impl Default for $atomic {
            fn default() -> Self {
                Self::new(0)
            }
        }
    )*};
}

integer!(AtomicU8: u8, AtomicU16: u16, AtomicU32: u32, AtomicU64: u64, AtomicUsize: usize);
atomic! {
    [] AtomicBool, bool, u64::from, |bits| (bits != 0).to_string(),
    swap fetch_and fetch_nand fetch_or fetch_xor
}
atomic! { [<T>] AtomicPtr, *mut T, |value: *mut T| value.addr() as u64, |bits| format!("{bits:#x}"), swap }

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

/// A fence of loom's.
#[track_caller]
pub fn fence(order: Ordering) {
    first::before_fence();
    loom::sync::atomic::fence(order);
}
