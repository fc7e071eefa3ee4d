//! Atomics with the standard library's API.
//!
//! During an exploration the memory of an atomic keeps its initial value; what
//! threads write is in the execution graph. So statics begin every execution
//! anew. An atomic is known by its address, from its first use on.

use crate::execution::Holds;
use crate::graph::{UpdateKind, UpdateOp, Width};
use crate::run::{Awaited, Object, ObjectId, Request, ask, current, own_atomic, set_name};
use core::cell::UnsafeCell;
use core::fmt::{self, Debug, Formatter};
use core::panic::Location;
use core::ptr;
pub use core::sync::atomic::Ordering;

/// A fence.
///
/// # Panics
///
/// If `order` is `Relaxed`, or outside of a model.
#[track_caller]
pub fn fence(order: Ordering) {
    assert!(
        order != Ordering::Relaxed,
        "there is no such thing as a relaxed fence"
    );
    ask(Request::Fence(order), Location::caller());
}

#[track_caller]
fn check_load(order: Ordering) {
    assert!(
        !matches!(order, Ordering::Release | Ordering::AcqRel),
        "there is no such thing as a load with {order:?}"
    );
}

#[track_caller]
fn check_store(order: Ordering) {
    assert!(
        !matches!(order, Ordering::Acquire | Ordering::AcqRel),
        "there is no such thing as a store with {order:?}"
    );
}

macro_rules! atomic {
    (
        $(#[$doc:meta])*
        [$($generics:tt)*] $atomic:ident, $value:ty, $bits:expr, $holds:expr,
        $to:expr, $from:expr;
        $($update:ident $kind:ident $does:literal),*
    ) => {
        $(#[$doc])*
        pub struct $atomic $($generics)* {
            id: ObjectId,
            initial: UnsafeCell<$value>,
        }

        // SAFETY: the value is written through `&mut` only; what threads write is
        // kept by the explorer.
        unsafe impl $($generics)* Sync for $atomic $($generics)* {}
        // SAFETY: the value is the atomic's own, and nothing in it belongs to a thread.
        unsafe impl $($generics)* Send for $atomic $($generics)* {}
        impl $($generics)* std::panic::RefUnwindSafe for $atomic $($generics)* {}

        impl $($generics)* $atomic $($generics)* {
            /// An atomic that holds `value`.
            pub const fn new(value: $value) -> Self {
                Self {
                    id: ObjectId::new($holds),
                    initial: UnsafeCell::new(value),
                }
            }

            /// Reads.
            ///
            /// # Panics
            ///
            /// If `order` is `Release` or `AcqRel`; outside of a model.
            #[track_caller]
            pub fn load(&self, order: Ordering) -> $value {
                check_load(order);
                let (value, _) = ask(Request::Load(self.object(), order), Location::caller());
                $from(value)
            }

            /// Reads until `accepts` says yes to the value, and returns that value.
            ///
            /// The reads that fail are not explored: the thread waits until a write
            /// is there that it could read and accept. `accepts` must be pure.
            ///
            /// # Panics
            ///
            /// If `order` is `Release` or `AcqRel`; outside of a model.
            #[track_caller]
            pub fn await_until(
                &self,
                order: Ordering,
                accepts: impl FnMut($value) -> bool,
            ) -> $value {
                self.wait(order, accepts, Awaited::Value)
            }

            #[track_caller]
            pub(crate) fn wait(
                &self,
                order: Ordering,
                mut accepts: impl FnMut($value) -> bool,
                what: Awaited,
            ) -> $value {
                check_load(order);
                let mut accepts = |value: u64| accepts($from(value));
                let accepts: *mut (dyn FnMut(u64) -> bool + '_) = &raw mut accepts;
                // SAFETY: only the lifetime is changed. The run calls it only while
                // this thread is suspended in `ask`, or not at all.
                let accepts = unsafe {
                    core::mem::transmute::<
                        *mut (dyn FnMut(u64) -> bool + '_),
                        *mut (dyn FnMut(u64) -> bool + 'static),
                    >(accepts)
                };
                let request = Request::Await(self.object(), order, accepts, what);
                let (value, _) = ask(request, Location::caller());
                $from(value)
            }

            /// Writes.
            ///
            /// # Panics
            ///
            /// If `order` is `Acquire` or `AcqRel`; outside of a model.
            #[track_caller]
            pub fn store(&self, value: $value, order: Ordering) {
                check_store(order);
                let request = Request::Store(self.object(), order, $to(value));
                ask(request, Location::caller());
            }

            /// Reads, and writes `value`.
            #[track_caller]
            pub fn swap(&self, value: $value, order: Ordering) -> $value {
                let kind = UpdateKind::Swap($to(value));
                $from(self.update(kind, order, Location::caller()).0)
            }

            /// Writes `new` if it holds `current`; what it held is in the result.
            ///
            /// # Panics
            ///
            /// If `failure` is `Release` or `AcqRel`; outside of a model.
            #[track_caller]
            pub fn compare_exchange(
                &self,
                current: $value,
                new: $value,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$value, $value> {
                self.exchange(current, new, success, failure, false, Location::caller())
            }

            /// An exchange as by `compare_exchange` that may fail though the atomic holds
            /// `current`; see
            /// [`Explorer::spurious_failures`](crate::Explorer::spurious_failures).
            ///
            /// # Panics
            ///
            /// If `failure` is `Release` or `AcqRel`; outside of a model.
            #[track_caller]
            pub fn compare_exchange_weak(
                &self,
                current: $value,
                new: $value,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$value, $value> {
                self.exchange(current, new, success, failure, true, Location::caller())
            }


            /// Writes what `next` makes of what it holds, unless that is nothing.
            ///
            /// # Errors
            ///
            /// What it holds, if `next` made nothing of it.
            #[track_caller]
            pub fn fetch_update(
                &self,
                set_order: Ordering,
                fetch_order: Ordering,
                mut next: impl FnMut($value) -> Option<$value>,
            ) -> Result<$value, $value> {
                let mut value = self.load(fetch_order);
                while let Some(new) = next(value) {
                    match self.compare_exchange_weak(value, new, set_order, fetch_order) {
                        Ok(old) => return Ok(old),
                        Err(newer) => value = newer,
                    }
                }
                Err(value)
            }

            $(
                #[doc = $does]
                #[track_caller]
                pub fn $update(&self, value: $value, order: Ordering) -> $value {
                    let kind = UpdateKind::$kind($to(value));
                    $from(self.update(kind, order, Location::caller()).0)
                }
            )*

            /// It is called this from now on in the execution that this is called in, in
            /// messages and tables.
            pub fn set_name(&self, name: impl AsRef<str>) {
                set_name(&self.id, name.as_ref());
            }

            /// What it holds. This is an access to plain memory, as by `get_mut`.
            #[track_caller]
            pub fn into_inner(mut self) -> $value {
                *self.get_mut()
            }

            /// What it holds, which nobody else can reach. This is a write to plain
            /// memory, as far as races go: what makes the reference unique may have
            /// forgotten to synchronize.
            ///
            /// What is written through it is the initial value of a new atomic, as
            /// far as the memory model goes.
            #[track_caller]
            pub fn get_mut(&mut self) -> &mut $value {
                own_atomic(&self.id, Location::caller());
                if let Some(newest) = self.newest() {
                    *self.initial.get_mut() = newest;
                }
                self.id.forget();
                self.initial.get_mut()
            }

            /// The newest value, if threads of the current run have used it.
            fn newest(&self) -> Option<$value> {
                current_newest(&self.id).map($from)
            }

            fn object(&self) -> Object {
                Object {
                    id: ptr::from_ref(&self.id),
                    // SAFETY: nobody writes while it is shared.
                    initial: $to(unsafe { *self.initial.get() }),
                }
            }

            fn update(
                &self,
                kind: UpdateKind,
                order: Ordering,
                at: &'static Location<'static>,
            ) -> (u64, bool) {
                let signed = matches!($holds, Holds::Signed(_));
                let width = Width { bits: $bits, signed };
                let waits_for = match kind {
                    UpdateKind::CompareExchange { waits: true, .. } => Awaited::Mutex,
                    _ => Awaited::Value,
                };
                let op = UpdateOp { kind, width, order };
                ask(Request::Update(self.object(), op, waits_for), at)
            }

            #[track_caller]
            fn exchange(
                &self,
                current: $value,
                new: $value,
                success: Ordering,
                failure: Ordering,
                weak: bool,
                at: &'static Location<'static>,
            ) -> Result<$value, $value> {
                check_load(failure);
                let kind = UpdateKind::CompareExchange {
                    expected: $to(current),
                    new: $to(new),
                    failure,
                    weak,
                    waits: false,
                };
                let (value, wrote) = self.update(kind, success, at);
                let value = $from(value);
                if wrote { Ok(value) } else { Err(value) }
            }
        }

        impl $($generics)* From<$value> for $atomic $($generics)* {
            fn from(value: $value) -> Self {
                Self::new(value)
            }
        }

        impl $($generics)* Debug for $atomic $($generics)* {
            fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
                // SAFETY: nobody writes while it is shared.
                let initial = || unsafe { *self.initial.get() };
                self.newest().unwrap_or_else(initial).fmt(f)
            }
        }
    };
}

/// The newest value of an atomic, if threads of the current run have used it.
fn current_newest(id: &ObjectId) -> Option<u64> {
    crate::run::in_run().then(|| current(|context| context.newest(id)))?
}

macro_rules! integer {
    ($($atomic:ident: $value:ident $holds:expr, $doc:literal;)*) => {$(
        atomic! {
            #[doc = $doc]
            [] $atomic, $value, <$value>::BITS as u8, $holds,
            (|value: $value| value as u64 & (u64::MAX >> (64 - <$value>::BITS))),
            (|value: u64| value as $value);
            fetch_add Add "Reads, and writes the sum, wrapped around.",
            fetch_sub Sub "Reads, and writes the difference, wrapped around.",
            fetch_and And "Reads, and writes the bitwise and.",
            fetch_nand Nand "Reads, and writes the complement of the bitwise and.",
            fetch_or Or "Reads, and writes the bitwise or.",
            fetch_xor Xor "Reads, and writes the bitwise exclusive or.",
            fetch_max Max "Reads, and writes the larger.",
            fetch_min Min "Reads, and writes the smaller."
        }
        impl Default for $atomic {
            fn default() -> Self {
                Self::new(0)
            }
        }
    )*};
}

integer! {
    AtomicU8: u8 Holds::Unsigned, "A `u8`.";
    AtomicU16: u16 Holds::Unsigned, "A `u16`.";
    AtomicU32: u32 Holds::Unsigned, "A `u32`.";
    AtomicU64: u64 Holds::Unsigned, "A `u64`.";
    AtomicUsize: usize Holds::Unsigned, "A `usize`.";
    AtomicI8: i8 Holds::Signed(8), "An `i8`.";
    AtomicI16: i16 Holds::Signed(16), "An `i16`.";
    AtomicI32: i32 Holds::Signed(32), "An `i32`.";
    AtomicI64: i64 Holds::Signed(64), "An `i64`.";
    AtomicIsize: isize Holds::Signed(isize::BITS as u8), "An `isize`.";
}

atomic! {
    /// A `bool`.
    [] AtomicBool, bool, 1, Holds::Bool, u64::from, |value: u64| value != 0;
    fetch_and And "Reads, and writes the logical and.",
    fetch_nand Nand "Reads, and writes the negation of the logical and.",
    fetch_or Or "Reads, and writes the logical or.",
    fetch_xor Xor "Reads, and writes the logical exclusive or."
}

impl Default for AtomicBool {
    fn default() -> Self {
        Self::new(false)
    }
}

impl AtomicBool {
    /// Reads, and writes the negation.
    #[track_caller]
    pub fn fetch_not(&self, order: Ordering) -> bool {
        self.fetch_xor(true, order)
    }

    /// Locks: waits until it is false, and makes it true.
    pub(crate) fn lock(&self, order: Ordering, at: &'static Location<'static>) {
        let kind = UpdateKind::CompareExchange {
            expected: 0,
            new: 1,
            failure: Ordering::Relaxed,
            weak: false,
            waits: true,
        };
        self.update(kind, order, at);
    }

    /// Unlocks: makes it false.
    pub(crate) fn unlock(&self, order: Ordering, at: &'static Location<'static>) {
        ask(Request::Store(self.object(), order, 0), at);
    }
}

atomic! {
    /// A pointer.
    ///
    /// The explorer keeps addresses as numbers. Memory that is freed and
    /// allocated again in one execution may lie where it lay or not, as the
    /// allocator likes; use [`alloc`](crate::alloc), or indices.
    [<T>] AtomicPtr, *mut T, 64, Holds::Pointer,
    (|value: *mut T| value.expose_provenance() as u64),
    |value: u64| ptr::with_exposed_provenance_mut::<T>(value as usize);
}

impl<T> Default for AtomicPtr<T> {
    fn default() -> Self {
        Self::new(ptr::null_mut())
    }
}
