//! The whole suite of a lock, in a line.

use crate::report::Mode;
use crate::{Check, LockFamily, Property, Run, lock};

/// `fn main` of a program that has the whole suite of each lock checked: by
/// the explorer, by loom, by shuttle, or natively, as it was built.
///
/// ```no_run
/// # use latchwork_lock::{McsLock, TicketLock};
/// # use latchwork_lock::{TtasLock as BrokenTwin, TtasLock as OtherTwin};
/// # use latchwork_suite::lock::ModelCpu;
/// latchwork_suite::suite! {
///     TicketLock,                                     // called TicketLock
///     McsLock<ModelCpu, CPUS> as "McsLock",           // called McsLock
///     BrokenTwin => violates Progress,                // a control
///     OtherTwin => violates Exclusion | Refinement,   // whichever is seen first
/// }
/// ```
///
/// A lock implements [`RawLock`](latchwork_lock::RawLock) and
/// [`Initial`](latchwork_atomic::Initial), and is `Send + Sync`. One that has a place for
/// each CPU has `CPUS` of them: it is made for exactly as many as each client has. It asks
/// [`lock::ModelCpu`](crate::lock::ModelCpu) if it needs to know which it runs on.
///
/// A control is a known-bad twin: the suite must reject it, and for this
/// [`Property`]; for one of several, whichever is seen first, if it says
/// `violates Exclusion | Refinement`. What cannot be checked of it is left out.
#[cfg(not(coherence))]
#[macro_export]
macro_rules! suite {
    ($($lock:ty $(as $name:literal)? $(=> violates $($property:ident)|+)?),+ $(,)?) => {
        fn main() -> ::std::process::ExitCode {
            let mut checks = ::std::vec::Vec::new();
            $({
                $crate::lock_family! { struct Family = $lock; }
                checks.extend($crate::suite::of::<Family>(
                    [$($name,)? ::core::stringify!($lock)][0],
                    &[$($($crate::Property::$property),+)?],
                ));
            })+
            $crate::program::main(checks)
        }
    };
}

/// `fn main` of a program that draws the curves of each lock, beside those of the locks of
/// `latchwork-lock`: see [`curves`](crate::curves). Known-bad twins are left out.
#[cfg(coherence)]
#[macro_export]
macro_rules! suite {
    ($($lock:ty $(as $name:literal)? $(=> violates $($property:ident)|+)?),+ $(,)?) => {
        fn main() -> ::std::process::ExitCode {
            let mut locks = ::std::vec::Vec::new();
            $({
                $crate::lock_family! { struct Family = $lock; }
                let violates: &[&str] = &[$($(::core::stringify!($property)),+)?];
                let name = [$($name,)? ::core::stringify!($lock)][0];
                locks.extend(violates.is_empty().then(|| $crate::curves::Contestant::new::<Family>(name)));
            })+
            $crate::curves::main($crate::curves::beside_listed(locks))
        }
    };
}

/// [`suite!`](crate::suite!) for any `lock_api::RawMutex`: native stress of
/// locks that know nothing of Latchwork.
///
/// ```no_run
/// latchwork_suite::lock_api_suite! {
///     parking_lot::RawMutex,
/// }
/// ```
///
/// The checkers see only what is written over `latchwork-atomic`: a build
/// for one of them has no checks, and says so.
#[cfg(feature = "lock_api")]
#[macro_export]
macro_rules! lock_api_suite {
    ($($mutex:ty $(as $name:literal)? $(=> violates $($property:ident)|+)?),+ $(,)?) => {
        fn main() -> ::std::process::ExitCode {
            let mut checks = ::std::vec::Vec::new();
            $(checks.extend($crate::suite::of_lock_api::<$mutex>(
                [$($name,)? ::core::stringify!($mutex)][0],
                &[$($($crate::Property::$property),+)?],
            ));)+
            $crate::program::main(checks)
        }
    };
}

/// The checks of the lock `F`, called `name`; or, if it must violate one of some
/// properties, the [control](control) that they make.
#[doc(hidden)]
pub fn of<F: LockFamily>(name: &str, violates: &[Property]) -> Vec<Check> {
    let checks = lock::checks::<F>(name);
    match violates {
        [] => checks,
        properties => vec![control(name, checks, properties)],
    }
}

/// The checks of a mutex that knows nothing of Latchwork.
#[cfg(all(feature = "lock_api", not(any(loom, shuttle, explore))))]
#[doc(hidden)]
pub fn of_lock_api<M>(name: &str, violates: &[Property]) -> Vec<Check>
where
    M: ::lock_api::RawMutex + Send + Sync + 'static,
{
    of::<lock::LockApi<M>>(name, violates)
}

/// The checks of a mutex that knows nothing of Latchwork: a checker would see
/// nothing of it, so there are none.
#[cfg(all(feature = "lock_api", any(loom, shuttle, explore)))]
#[doc(hidden)]
pub fn of_lock_api<M>(_name: &str, _violates: &[Property]) -> Vec<Check>
where
    M: ::lock_api::RawMutex + Send + Sync + 'static,
{
    Vec::new()
}

/// A known-bad twin called `name` under all of its `checks`, one after the other:
/// the first that rejects it must do so for one of `properties`. Those that need what the
/// twin does not state are left out.
///
/// # Panics
///
/// If there are no checks.
pub fn control(name: &str, mut checks: Vec<Check>, properties: &[Property]) -> Check {
    checks.retain(|check| check.lacks.is_none());
    let mut description = checks[0].description.clone();
    description.id = format!("{name}/suite");
    description.property = "the whole suite".to_owned();
    description.client = format!("{} checks", checks.len());
    if checks
        .iter()
        .any(|check| check.description.mode == Mode::Bounded)
    {
        description.mode = Mode::Bounded;
    }
    description.weight = checks.iter().map(|check| check.description.weight).sum();
    let must_hang = properties == [Property::Progress];
    let run = move |run: &Run| {
        let run = Run {
            must_hang,
            ..run.clone()
        };
        let mut found = None;
        for check in &checks {
            found = Some((check.run)(&run)?);
        }
        Ok(found.expect("there are checks"))
    };
    Check::new(description, run).must_violate_one(properties)
}
