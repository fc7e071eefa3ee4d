//! Random programs, one after the other.

use std::env;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

use crate::generate;
use crate::program::Program;

/// Programs of the quick mode.
pub(crate) const QUICK: u32 = 1_000;

/// Programs of the deep mode.
pub(crate) const DEEP: u32 = 20_000;

/// Draws the same programs in every run, unless `BRUTE_SEED` says otherwise; so many
/// unless `BRUTE_PROGRAMS` says otherwise.
fn runner(programs: u32) -> TestRunner {
    let number = |variable| {
        let text = env::var(variable).ok()?;
        let number = text.parse();
        Some(number.unwrap_or_else(|_| panic!("{variable} is no number: {text}")))
    };
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&number("BRUTE_SEED").unwrap_or(0_u64).to_le_bytes());
    let programs = number("BRUTE_PROGRAMS").map_or(programs, |programs| {
        u32::try_from(programs).expect("so many programs take for ever")
    });
    let config = Config {
        cases: programs,
        failure_persistence: None,
        max_shrink_time: 60_000,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed))
}

/// Checks random programs. If one fails, panics with a small one that does.
#[track_caller]
pub(crate) fn check(programs: u32, check: impl Fn(&Program) -> Result<(), String>) {
    let result = runner(programs).run(&generate::program(), |program| {
        check(&program).map_err(TestCaseError::fail)
    });
    match result {
        Ok(()) => {}
        Err(TestError::Fail(why, program)) => panic!("{program}{why}"),
        Err(TestError::Abort(why)) => panic!("{why}"),
    }
}

/// The programs of the quick mode, one after the other.
pub(crate) fn programs() -> impl Iterator<Item = Program> {
    let (strategy, mut runner) = (generate::program(), runner(QUICK));
    let programs = runner.config().cases;
    (0..programs).map(move |_| {
        let tree = strategy.new_tree(&mut runner);
        tree.expect("no program is rejected").current()
    })
}
