//! Running the self-tests.

use arrayvec::ArrayString;
use core::fmt::Write;
use latchwork_lock::{CurrentCpu, for_each_lock};

use super::applies::{Applicable as _, Applies, Locks, Other as _, SelfTest};
use super::machine::MachineTest;
use super::{Verdict, for_each_self_test};
use crate::protocol::Record;
use crate::{MAX_CPUS, Machine};

macro_rules! listed {
    ([] $($test:ty),* $(,)?) => { &[$((<$test>::NAME, <$test>::LOCKS)),*] };
}

/// Every self-test that is run with locks, by its name, with the locks that it must be
/// run with.
pub const LISTED: &[(&str, Locks)] = for_each_self_test!(listed[]);

macro_rules! names {
    ([] $($name:ident: $lock:ty),*) => { &[$(stringify!($name)),*] };
}

/// The locks that the self-tests are run with, by name.
pub const LOCKS: &[&str] = for_each_lock!(names[], (), 1);

/// Runs every self-test that applies with every lock, each CPU doing `times` times what
/// is counted, and the machine's `own`; returns how many failed.
pub(crate) fn all<C: CurrentCpu>(machine: &dyn Machine, times: u64, own: &[MachineTest]) -> usize {
    let mut failed = 0;
    let mut count = |passed: bool| failed += usize::from(!passed);
    macro_rules! with_lock {
        ([$lock:expr, $raw:ty] $($test:ty),* $(,)?) => {$(
            if let Some(run) = (&Applies::<$test, $raw>::NEW).run() {
                let name = name($lock, <$test>::NAME);
                count(run_reported(machine, &name, || run(machine, times)));
            }
        )*};
    }
    macro_rules! with_locks {
        ([] $($name:ident: $lock:ty),*) => {
            $( for_each_self_test!(with_lock[stringify!($name), $lock]); )*
        };
    }
    for_each_lock!(with_locks[], C, MAX_CPUS);
    for test in own {
        let name = name("machine", test.name);
        count(run_reported(machine, &name, || (test.run)(machine)));
    }
    failed
}

/// The name of a record.
fn name(of: &str, test: &str) -> ArrayString<64> {
    let mut name = ArrayString::new();
    write!(name, "{of}/{test}").expect("a name is short");
    name
}

/// Runs one self-test, reporting its begin and its end; returns whether it passed.
pub fn run_reported(machine: &dyn Machine, test: &str, run: impl FnOnce() -> Verdict) -> bool {
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
