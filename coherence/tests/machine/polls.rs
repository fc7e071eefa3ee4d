//! Polls that are not made, and cost as if they were.

use crate::bench::{Alone, HOME_GOES_ON, at, machine, on_lines, run};
use latchwork_coherence::sync::atomic::Ordering::{Relaxed, Release};
use latchwork_coherence::sync::atomic::{AtomicBool, AtomicU32, AtomicU64};
use latchwork_coherence::{Pace, now, spin_loop, wait_in_line, wait_until, work};
use std::rc::Rc;

#[test]
fn a_waiter_sleeps_until_its_line_is_taken_away_and_is_charged_its_polls() {
    let word = Rc::new(Alone(AtomicBool::new(false)));
    let flag = Rc::clone(&word);
    let (ends, counts) = run(&machine(&[]), 2, move |cpu| {
        if cpu == 0 {
            work(1000);
            flag.0.store(true, Release);
            return now();
        }
        wait_until(&flag.0, Pace::Constant(1), |set| set, || unreachable!());
        now()
    });
    // CPU 1 fetches it from memory until 300, then polls every 5 cycles: at 299, 304, …, 999,
    // of which each fails. The store takes it away at 1000; the next poll, at 1004, waits for the home, which is busy until 1110, and then for the line.
    assert_eq!(ends, [1000 + 110, 1110 + 100]);
    assert_eq!(counts.polls, 141);
    // Opaque, the same polls are made one by one.
    let word = Rc::new(Alone(AtomicBool::new(false)));
    let (opaque, counts) = run(&machine(&[]), 2, move |cpu| {
        if cpu == 0 {
            work(1000);
            word.0.store(true, Release);
            return now();
        }
        wait_until(&word.0, Pace::Opaque, |set| set, spin_loop);
        now()
    });
    assert_eq!((opaque, counts.polls), (ends, 0));
}

#[test]
fn a_doubling_pace_polls_as_one_that_is_made_poll_by_poll() {
    for ends_at in (1000..3000).step_by(97) {
        let waits = |pace: Pace| {
            let word = Rc::new(Alone(AtomicU64::new(0)));
            let (ends, _) = run(&machine(&[]), 2, move |cpu| {
                if cpu == 0 {
                    work(ends_at);
                    word.0.store(1, Release);
                    return 0;
                }
                let mut hints = 1;
                wait_until(
                    &word.0,
                    pace,
                    |value| value == 1,
                    || {
                        (0..hints).for_each(|_| spin_loop());
                        hints = (hints * 2).min(16);
                    },
                );
                now()
            });
            ends[1]
        };
        assert_eq!(waits(Pace::Doubling(16)), waits(Pace::Opaque), "{ends_at}");
    }
}

/// Several who wait in line: each minds how many were ahead at its last poll.
#[test]
fn waiters_poll_as_if_each_poll_were_made() {
    let turns = (100..3000).step_by(7);
    let cases = turns.flat_map(|turn| [(turn, false), (turn, true)]);
    for (turn, minds) in cases {
        let waits = |pace: Pace| {
            let word = Rc::new(Alone(AtomicU32::new(0)));
            let (ends, _) = run(&machine(&[]), 4, move |cpu| {
                if cpu == 0 {
                    for now in 1..=5 {
                        work(turn);
                        word.0.store(now, Release);
                    }
                    return 0;
                }
                let ticket = 1 + cpu as u32;
                wait_in_line(
                    &word.0,
                    pace,
                    |now| ticket.saturating_sub(now),
                    |ahead| {
                        let times = if minds { ahead } else { 1 };
                        (0..30 * times).for_each(|_| spin_loop());
                    },
                );
                now()
            });
            ends
        };
        let pace = match minds {
            true => Pace::Proportional(30),
            false => Pace::Constant(30),
        };
        assert_eq!(waits(pace), waits(Pace::Opaque), "{pace:?}, {turn}");
    }
}

#[test]
fn a_proportional_pace_is_charged_by_how_many_are_ahead() {
    let word = Rc::new(Alone(AtomicU32::new(0)));
    let (_, counts) = run(&machine(&[]), 2, move |cpu| {
        if cpu == 0 {
            work(1000);
            word.0.store(3, Release);
            return;
        }
        wait_in_line(
            &word.0,
            Pace::Proportional(2),
            |now| 3 - now,
            |_| unreachable!(),
        );
    });
    // From 299 on every 1 + 3 · 2 · 4 cycles: at 299, 324, …, 999, of which each fails.
    assert_eq!(counts.polls, 29);
}

/// The end of a wait for so many additions at these times, and how many accesses there were.
fn wait_for(pace: Pace, additions: &'static [u64]) -> (u64, u64) {
    let (ends, counts) = on_lines(&machine(&[HOME_GOES_ON]), 2, move |cpu, lines| {
        let word = &lines[0].0[0];
        if cpu == 0 {
            for &time in additions {
                at(time);
                word.fetch_add(1, Relaxed);
            }
            return vec![];
        }
        let all = additions.len() as u32;
        wait_until(word, pace, |value| value == all, || ());
        vec![now()]
    });
    (ends[1][0], counts.accesses)
}

#[test]
fn the_next_poll_is_when_it_would_have_been() {
    // Every 401 cycles: at 299, 700, 1101, and 1502, which misses.
    assert_eq!(wait_for(Pace::Constant(100), &[1110]), (1602, 4 + 1));
    // At 299, 304, 313, 330, 363, 428, 557, and 814, which misses.
    assert_eq!(wait_for(Pace::Doubling(64), &[558]), (914, 8 + 1));
    // At 299, 304, 313, and 330, which misses and fails: the first addition is over at 450,
    // and the poll at 550. As a hit at 549 it is followed by others at 582, 647, 776, 1033,
    // 1290, 1547, 1804, and 2061, which misses; the second addition is over at 2047.
    assert_eq!(wait_for(Pace::Doubling(64), &[320, 1900]), (2161, 12 + 2));
}

#[test]
fn each_poll_counts_as_an_access() {
    for hints in [1, 30] {
        let accesses = |pace| {
            let (ends, counts) = on_lines(&machine(&[]), 3, move |cpu, lines| {
                let word = &lines[0].0[0];
                if cpu == 0 {
                    for time in [1000, 2000, 3000] {
                        at(time);
                        word.fetch_add(1, Relaxed);
                    }
                } else {
                    wait_until(
                        word,
                        pace,
                        |value| value == 3,
                        || (0..hints).for_each(|_| spin_loop()),
                    );
                }
                vec![now()]
            });
            (ends, counts.accesses, counts.polls)
        };
        let (paced, opaque) = (accesses(Pace::Constant(hints)), accesses(Pace::Opaque));
        assert_eq!((&paced.0, paced.1), (&opaque.0, opaque.1), "{hints}");
        // All but the additions, and the polls that end a wait.
        assert_eq!(paced.2, paced.1 - 3 - 2);
    }
}
