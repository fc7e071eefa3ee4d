//! Running the self-tests.

use arrayvec::ArrayString;
use core::fmt::Write;

use super::Verdict;
use super::applies::Run;
use crate::Machine;
use crate::protocol::Record;

/// What the list stands for: the names, and how all are run.
macro_rules! self_tests {
    ($($module:ident::$test:ident),* $(,)?) => {
        use applies::{Applicable as _, Other as _};

        /// Every self-test that is run with locks, by its name, with the locks that it
        /// must be run with.
        pub const LISTED: &[(&str, Locks)] = &[
            $((<$module::$test as SelfTest>::NAME, <$module::$test as SelfTest>::LOCKS)),*
        ];

        /// Runs every self-test that applies with every lock, each CPU doing `times`
        /// times what is counted, and those of `machine`; returns how many failed.
        pub(crate) fn all<C: latchwork_lock::CurrentCpu>(
            machine: &dyn crate::Machine,
            times: u64,
        ) -> usize {
            let mut series = run::Series::new(machine, times);
            latchwork_lock::for_each_lock!(
                with_each_lock[series ($($module::$test)*)], C, crate::MAX_CPUS
            );
            series.end()
        }
    };
}

/// Runs the listed self-tests with every lock.
macro_rules! with_each_lock {
    ([$series:ident $tests:tt] $($name:ident: $lock:ty),*) => {
        $( with_lock!($series $tests $name $lock); )*
    };
}

/// Runs the listed self-tests with one lock.
macro_rules! with_lock {
    ($series:ident ($($module:ident::$test:ident)*) $name:ident $lock:ty) => {
        $(
            if let Some(run) = (&applies::Applies::<$module::$test, $lock>::NEW).run() {
                $series.run(stringify!($name), <$module::$test as SelfTest>::NAME, run);
            }
        )*
    };
}

/// The self-tests of one run.
pub(super) struct Series<'a> {
    machine: &'a dyn Machine,
    times: u64,
    failed: usize,
}

impl<'a> Series<'a> {
    /// Those on `machine`, each CPU doing `times` times what is counted.
    pub(super) fn new(machine: &'a dyn Machine, times: u64) -> Self {
        Self {
            machine,
            times,
            failed: 0,
        }
    }

    /// Runs the self-test `test` with a lock.
    pub(super) fn run(&mut self, lock: &str, test: &str, run: Run) {
        let Self { machine, times, .. } = *self;
        self.count(conduct(machine, &name(lock, test), || run(machine, times)));
    }

    /// Runs those of the machine; returns how many of all failed.
    pub(super) fn end(mut self) -> usize {
        let machine = self.machine;
        for test in machine.self_tests() {
            let name = name("machine", test.name);
            self.count(conduct(machine, &name, || (test.run)(machine)));
        }
        self.failed
    }

    fn count(&mut self, passed: bool) {
        self.failed += usize::from(!passed);
    }
}

/// The name of a record.
fn name(of: &str, test: &str) -> ArrayString<64> {
    let mut name = ArrayString::new();
    write!(name, "{of}/{test}").expect("a name is short");
    name
}

/// Runs one self-test, reporting its begin and its end; returns whether it passed.
pub fn conduct(machine: &dyn Machine, test: &str, run: impl FnOnce() -> Verdict) -> bool {
    machine.report(&Record::Begin { test });
    let begin = machine.ticks();
    let verdict = run();
    let ticks = machine.ticks().saturating_sub(begin);
    let passed = verdict.is_ok();
    let failure = verdict.err();
    let saw = failure.as_ref().map_or("", |it| it.as_str());
    machine.report(&Record::Test {
        test,
        passed,
        ticks,
        saw,
    });
    passed
}
