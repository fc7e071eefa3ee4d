//! How a family of litmus tests is written down.

/// Makes a test of each program, and `TESTS` of them all:
///
/// ```text
/// /// What it shows, and why.
/// name ("shape", "source") [locations, all of them 0] {
///     first { done before the threads start }          (if need be)
///     { a thread; returns the registers it read }
///     { another }
///     finally [locations whose last value is asked for] (if need be)
///     spurious how_many                                 (if need be)
///     asks "the outcome that the test is about"
///     rc11 ["the outcomes" "under RC11"]
///     sc_lacks ["those that are not sequentially consistent"]
/// }
/// ```
macro_rules! litmus {
    ($(
        $(#[$doc:meta])+
        $name:ident ($shape:literal, $source:literal) [$($location:ident)+] {
            $(first { $($first:tt)* })?
            $({ $($thread:tt)* })+
            $(finally [$($last:ident)+])?
            $(spurious $spurious:literal)?
            asks $asks:literal
            rc11 [$($rc11:literal)+]
            sc_lacks [$($lacks:literal)*]
        }
    )+) => {
        pub(crate) const TESTS: &[$crate::litmus::Litmus] = &[$($crate::litmus::Litmus {
            path: concat!(module_path!(), "::", stringify!($name)),
            shape: $shape,
            source: $source,
            first: concat!($(stringify!($($first)*))?),
            threads: &[$(stringify!($($thread)*)),+],
            spurious_failures: 0 $(+ $spurious)?,
            asks: $asks,
            rc11: &[$($rc11),+],
            sc_lacks: &[$($lacks),*],
            program: || {
                #[allow(unused_imports)]
                use latchwork_explore::sync::atomic::{AtomicU64, Ordering::*, fence};
                #[allow(unused_imports)]
                use $crate::registers::{Registers, run, value_read};
                $(#[allow(non_upper_case_globals)]
                static $location: AtomicU64 = AtomicU64::new(0);)+
                $($($first)*)?
                run(
                    &[$(|| Registers::show({ $($thread)* })),+],
                    &[$($((stringify!($last), &$last)),+)?],
                )
            },
        }),+];

        $(
            $(#[$doc])+
            #[test]
            fn $name() {
                $crate::check::check($crate::litmus::Litmus::of(TESTS, stringify!($name)));
            }
        )+
    };
}
pub(crate) use litmus;
