//! What a litmus test is, and how one is written down.

/// A small program, and the outcomes it may have. An outcome is what the threads
/// return, thread by thread, and then what is left in memory: `10 0 x=1`.
#[derive(Debug)]
pub(crate) struct Litmus {
    /// The path of the test in this crate.
    pub(crate) path: &'static str,
    /// What the literature calls the shape of the program.
    pub(crate) shape: &'static str,
    /// Where the program or the rule is from.
    pub(crate) source: &'static str,
    /// The text of what the main thread does before it starts the others.
    pub(crate) first: &'static str,
    /// The text of each thread.
    pub(crate) threads: &'static [&'static str],
    /// How often a weak exchange of one thread may fail spuriously.
    pub(crate) spurious_failures: usize,
    /// The outcome that the test is about.
    pub(crate) asks: &'static str,
    /// The outcomes under RC11, as [`crate::outcome::expand`] reads them.
    pub(crate) rc11: &'static [&'static str],
    /// Those of them that are not sequentially consistent.
    pub(crate) sc_lacks: &'static [&'static str],
    /// The program; returns its outcome.
    pub(crate) program: fn() -> String,
}

impl Litmus {
    /// Its name: the path without the crate.
    pub(crate) fn name(&self) -> &'static str {
        self.path
            .split_once("::")
            .map_or(self.path, |(_, name)| name)
    }

    /// The one of `tests` that the function `function` is.
    pub(crate) fn of(tests: &'static [Self], function: &str) -> &'static Self {
        tests
            .iter()
            .find(|test| test.path.rsplit("::").next() == Some(function))
            .expect("the macro lists every test it makes")
    }
}

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
                use $crate::registers::{Registers, finally, value_read};
                $(#[allow(non_upper_case_globals)]
                static $location: AtomicU64 = AtomicU64::new(0);)+
                $($($first)*)?
                let threads = [$(latchwork_explore::thread::spawn(
                    || Registers::show({ $($thread)* }),
                )),+];
                let mut outcome = threads.map($crate::registers::joined).to_vec();
                $($(outcome.push(finally(stringify!($last), &$last));)+)?
                outcome.retain(|shown| !shown.is_empty());
                outcome.join(" ")
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
