//! shuttle's atomics; in front of each access an interrupt may come.

use crate::interrupts::point;
use core::fmt::{self, Debug, Formatter};
use shuttle::sync::atomic::{self, Ordering};

macro_rules! accesses {
    ($($access:ident($($argument:ident: $type:ty),*) -> $result:ty),* $(,)?) => {$(
        /// An access, as the standard library's.
        #[track_caller]
        pub fn $access(&self, $($argument: $type),*) -> $result {
            point();
            self.0.$access($($argument),*)
        }
    )*};
}

macro_rules! atomic {
    ([$($generics:tt)*] $atomic:ident, $value:ty, $($update:ident)*) => {
        /// An atomic of the standard library's API under shuttle.
        #[derive(Default)]
        pub struct $atomic $($generics)*(atomic::$atomic $($generics)*);

        impl $($generics)* $atomic $($generics)* {
            /// An atomic that holds `value`.
            #[track_caller]
            pub const fn new(value: $value) -> Self {
                Self(atomic::$atomic::new(value))
            }

            /// What it holds.
            pub fn into_inner(self) -> $value {
                self.0.into_inner()
            }

            /// What it holds, which nobody else can reach.
            pub fn get_mut(&mut self) -> &mut $value {
                self.0.get_mut()
            }

            accesses! {
                load(order: Ordering) -> $value,
                store(value: $value, order: Ordering) -> (),
                compare_exchange(
                    current: $value, new: $value, success: Ordering, failure: Ordering
                ) -> Result<$value, $value>,
                compare_exchange_weak(
                    current: $value, new: $value, success: Ordering, failure: Ordering
                ) -> Result<$value, $value>,
                fetch_update(
                    set: Ordering, fetch: Ordering, next: impl FnMut($value) -> Option<$value>
                ) -> Result<$value, $value>,
                $($update(value: $value, order: Ordering) -> $value),*
            }
        }

        impl $($generics)* From<$value> for $atomic $($generics)* {
            fn from(value: $value) -> Self {
                Self::new(value)
            }
        }

        impl $($generics)* Debug for $atomic $($generics)* {
            fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

macro_rules! integer {
    ($($atomic:ident: $value:ty),*) => {$(
        atomic! {
            [] $atomic, $value,
            swap fetch_add fetch_sub fetch_and fetch_nand fetch_or fetch_xor fetch_max fetch_min
        }
    )*};
}

integer!(AtomicU8: u8, AtomicU16: u16, AtomicU32: u32, AtomicU64: u64, AtomicUsize: usize);
atomic! { [] AtomicBool, bool, swap fetch_and fetch_nand fetch_or fetch_xor }
atomic! { [<T>] AtomicPtr, *mut T, swap }

/// A fence of shuttle's, which is sequentially consistent without one.
#[track_caller]
pub fn fence(order: Ordering) {
    point();
    atomic::fence(order);
}
