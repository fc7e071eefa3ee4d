//! A lock, made for as many CPUs as there are.

use latchwork_atomic::Initial;
use latchwork_lock::RawLock;

/// A lock as it is made for any number of CPUs. A check makes it for exactly as many as its
/// client has, so that a place too few is one that a CPU lacks.
///
/// A lock that has no places is what it is, whatever the number. One that has is made a
/// family by [`lock_family!`](crate::lock_family).
pub trait LockFamily: 'static {
    /// The lock for so many CPUs.
    type For<const CPUS: usize>: RawLock + Initial + Send + Sync + 'static;
}

impl<R: RawLock + Initial + Send + Sync + 'static> LockFamily for R {
    type For<const CPUS: usize> = R;
}

/// `lock_family! { name = type }` declares the [`LockFamily`] of a lock that has a place for
/// each CPU, and whose type says so with `CPUS`.
///
/// ```
/// use latchwork_lock::McsLock;
/// use latchwork_suite::lock::ModelCpu;
///
/// latchwork_suite::lock_family! {
///     /// The MCS lock, for each number of CPUs.
///     pub struct Mcs = McsLock<ModelCpu, CPUS>;
/// }
/// ```
#[macro_export]
macro_rules! lock_family {
    ($(#[$attribute:meta])* $visibility:vis struct $name:ident = $lock:ty;) => {
        $(#[$attribute])*
        #[derive(Debug)]
        $visibility struct $name;

        impl $crate::LockFamily for $name {
            type For<const CPUS: usize> = $lock;
        }
    };
}

/// `made_for!(family, cpus, [1 2 …], check, (arguments))`: `check` of the lock as it is made
/// for so many CPUs, which is one of the numbers.
macro_rules! made_for {
    ($family:ident, $cpus:expr, [$($size:literal)*], $check:path, $arguments:tt) => {{
        use $check as check;
        match $cpus {
            $($size => check::<<$family as $crate::LockFamily>::For<$size>> $arguments,)*
            cpus => panic!("no client has {cpus} CPUs"),
        }
    }};
}
pub(crate) use made_for;
