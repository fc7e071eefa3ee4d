//! Random programs on random machines: polls that are not made cost what they would.
//!
//! Each program runs twice. Once its waits have a pace, so that waiters sleep, are charged
//! their polls, and are put into a queue together; and once they are opaque, so that each
//! poll is an access of its own. Nothing else may differ, to the last cycle.

mod draw;
mod program;

use program::{Polls, Ran};
use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;

const SEEDS: u64 = 1000;

#[test]
fn polls_that_are_not_made_cost_what_they_would() {
    let (mut ended, mut skipped) = (0, 0);
    for seed in 0..SEEDS {
        let mut random = Pcg64Mcg::seed_from_u64(seed);
        let (text, machine) = draw::machine(&mut random);
        let programs = draw::programs(&mut random, &machine);
        let paced = program::run(&machine, &programs, Polls::Paced);
        let Ran::Ended { counts, .. } = &paced else {
            continue;
        };
        ended += 1;
        skipped += counts.polls;
        let made = program::run(&machine, &programs, Polls::Made);
        assert_eq!(
            paced.but_for_polls(),
            made.but_for_polls(),
            "seed {seed}, on\n{text}\n{programs:#?}"
        );
    }
    assert!(ended > SEEDS * 9 / 10, "{ended} of {SEEDS} programs ended");
    assert!(skipped > 20 * SEEDS, "{skipped} polls failed");
}
