//! Whether the sums are what they must be, once all CPUs have stopped.

use crate::hardware::CPUS;
use crate::heap;
use crate::statistic::statistic;
use crate::work::{ROUNDS, SEEN, Seen, TICKS};
use console::println;
use core::sync::atomic::{AtomicUsize, Ordering};
use journal::JOURNAL;

/// Rounds of all CPUs.
const ALL: usize = CPUS * ROUNDS;

/// Makes all checks, and prints a line for each. Whether all are passed.
pub fn all_pass() -> bool {
    let (allocated, left) = heap::counts();
    let (rounds, counted) = {
        let statistic = statistic();
        (statistic.rounds, statistic.ticks)
    };
    let (noted, noted_ticks) = {
        let pages = JOURNAL.read();
        (pages.rounds(), pages.ticks())
    };
    // Relaxed, within: each CPU has arrived since it stopped counting.
    let of = |what: fn(&Seen) -> &AtomicUsize| {
        SEEN.0.each_ref().map(|it| what(it).load(Ordering::Relaxed))
    };
    let ticks = of(|seen| &seen.ticks);
    let missed: usize = of(|seen| &seen.missed).iter().sum();
    let inside: usize = of(|seen| &seen.inside).iter().sum();
    let came: usize = ticks.iter().sum();

    let passed = [
        equal("console: beats", console::beats(), ALL),
        equal("heap: blocks allocated", allocated, ALL),
        equal("heap: blocks left", left, 0),
        equal("statistic: rounds", rounds, ALL),
        line(
            format_args!("statistic: ticks {counted:?} of {ticks:?}, at least {TICKS} each"),
            counted == ticks && ticks.iter().all(|it| *it >= TICKS),
        ),
        equal("statistic: ticks while it was held", inside, 0),
        equal("journal: rounds", noted, ALL),
        equal(
            "journal: ticks, and those it missed",
            noted_ticks + missed,
            came,
        ),
        equal("journal: in use", usize::from(JOURNAL.is_in_use()), 0),
    ];
    let failed = passed.iter().filter(|it| !**it).count();
    match failed {
        0 => println!("all {} checks passed", passed.len()),
        _ => println!("{failed} of {} checks failed", passed.len()),
    }
    failed == 0
}

/// Prints a check that `what` is as it must be. Whether it is.
fn equal(what: &str, is: usize, must_be: usize) -> bool {
    line(format_args!("{what} {is} of {must_be}"), is == must_be)
}

fn line(what: core::fmt::Arguments<'_>, passed: bool) -> bool {
    println!("{} {what}", if passed { "pass" } else { "FAIL" });
    passed
}
