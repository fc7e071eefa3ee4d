//! Loops that poll: turns that change nothing are left out, and said to be.

use crate::{executions, failure};
use latchwork_explore::sync::atomic::{
    AtomicBool, AtomicUsize,
    Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst},
    fence,
};
use latchwork_explore::{
    Explorer, FailureKind, MemoryModel, Report, alloc, cell::UnsafeCell, hint, merge, thread,
};
use std::sync::Arc;

const LIMITS: [usize; 3] = [100, 1_000, Explorer::MOST_STEPS];

/// Runs these threads, which share `shared`, and waits for them.
fn run<T: Send + Sync + 'static>(shared: T, threads: &[fn(&T)]) {
    let shared = Arc::new(shared);
    let spawn = |&work: &fn(&T)| {
        let shared = Arc::clone(&shared);
        thread::spawn(move || work(&shared))
    };
    let threads: Vec<_> = threads.iter().map(spawn).collect();
    for thread in threads {
        thread.join().unwrap();
    }
}

type Flags = [AtomicUsize; 2];

const fn flags() -> Flags {
    [const { AtomicUsize::new(0) }; 2]
}

fn set_first(flags: &Flags) {
    flags[0].store(1, Release);
}

fn set_second(flags: &Flags) {
    flags[1].store(1, Release);
}

fn await_both(flags: &Flags) {
    for flag in flags {
        flag.await_until(Acquire, |it| it == 1);
    }
}

fn poll_both(flags: &Flags) {
    for flag in flags {
        while flag.load(Acquire) == 0 {
            hint::spin_loop();
        }
    }
}

/// That some turns were left out, of loops in this file.
fn left_out(report: &Report, loops: usize) {
    assert_eq!(report.polls.len(), loops, "{report}");
    for lines in &report.polls {
        assert!(lines.contains("api/polls.rs:"), "{report}");
        assert!(report.to_string().contains(lines), "{report}");
    }
}

#[test]
fn a_poll_has_the_executions_of_a_wait() {
    for model in [MemoryModel::Rc11, MemoryModel::Sc] {
        for before in [true, false] {
            let explore = |explorer: Explorer, wait: fn(&Flags)| {
                let threads = match before {
                    true => [set_first, set_second, wait, wait],
                    false => [wait, wait, set_first, set_second],
                };
                let explorer = explorer.memory_model(model);
                explorer.explore(move || run(flags(), &threads))
            };
            let awaiting = explore(Explorer::new(), await_both);
            assert!(awaiting.polls.is_empty(), "{awaiting}");
            for limit in LIMITS {
                let polling = explore(Explorer::new().step_limit(limit), poll_both);
                assert_eq!(executions(&polling).0, executions(&awaiting).0);
                assert!(polling.blocked <= 20, "{polling}");
                assert_eq!(polling.depth, awaiting.depth, "no turn is there twice");
                left_out(&polling, 1);
            }
        }
    }
}

#[test]
fn a_poll_of_two_locations() {
    let report = Explorer::new().explore(|| {
        let wait =
            |flags: &Flags| while flags[0].load(Acquire) == 0 && flags[1].load(Acquire) == 0 {};
        run(flags(), &[wait, set_first, set_second]);
    });
    // The first flag is set, or it is not, and the second is.
    assert_eq!(executions(&report).0, 2);
    left_out(&report, 1);
}

fn swap_lock(locked: &AtomicBool) {
    while locked.swap(true, AcqRel) {}
    locked.store(false, Release);
}

fn exchange_lock(locked: &AtomicBool) {
    while locked
        .compare_exchange(false, true, Acquire, Relaxed)
        .is_err()
    {
        hint::spin_loop();
    }
    locked.store(false, Release);
}

/// A failed swap writes what was there, a failed exchange nothing.
#[test]
fn locks_that_try_again_and_again() {
    for lock in [swap_lock, exchange_lock] {
        let report = Explorer::new().explore(move || run(AtomicBool::new(false), &[lock; 3]));
        assert_eq!(executions(&report).0, 6, "the orders of three threads");
        assert!(report.blocked <= 40, "{report}");
        assert_eq!(report.depth, 3 + 3 + 3 * 3, "no turn is there twice");
        left_out(&report, 1);
    }
}

/// However high the limit is, a loop that nobody ends is found in its first run.
#[test]
fn a_poll_in_vain() {
    let polls: [fn(&Flags); 4] = [
        |flags| while flags[0].load(SeqCst) == 0 {},
        |flags| while flags[0].load(Relaxed) == 0 && flags[0].swap(0, AcqRel) == 0 {},
        |flags| while flags[0].compare_exchange(1, 2, Acquire, Relaxed).is_err() {},
        |flags| {
            while flags[0].load(Relaxed) == 0 {
                fence(Acquire);
            }
        },
    ];
    for poll in polls {
        for limit in LIMITS {
            let explorer = Explorer::new().step_limit(limit);
            let report = explorer.explore(move || run(flags(), &[poll, set_second]));
            assert!(report.depth <= 10, "{report}");
            let failure = failure(report, FailureKind::Livelock);
            assert_eq!(failure.thread, Some(1), "{failure}");
            assert!(failure.message.contains("api/polls.rs:"), "{failure}");
            assert!(failure.execution.events.len() <= 10, "{failure}");
            let replayed = explorer.replay(&failure.replay, move || {
                run(flags(), &[poll, set_second]);
            });
            assert_eq!(replayed.failure.unwrap().message, failure.message);
        }
    }
}

/// A thread that looks so many times, and tells whether it has seen the flag.
fn look(flags: &Flags, times: usize) {
    for _ in 0..times {
        if flags[0].load(Relaxed) == 1 {
            break;
        }
        hint::spin_loop();
    }
}

#[test]
fn a_loop_that_ends_has_all_its_turns() {
    let report = Explorer::new().explore(|| run(flags(), &[set_first, |it| look(it, 3)]));
    assert_eq!(executions(&report), (4, 0), "0, 1, 2 or 3 turns in vain");
    assert!(report.polls.is_empty(), "{report}");
}

/// It gives up long after it counts as one that polls; but nobody could end it, so it
/// is tried.
#[test]
fn a_loop_that_gives_up_late() {
    let report = Explorer::new().explore(|| run(flags(), &[set_second, |it| look(it, 1_000)]));
    assert_eq!(executions(&report), (1, 0));
}

/// A thread that looks so many times in vain, and then says so.
fn give_up(flags: &Flags, times: usize) {
    for _ in 0..times {
        if flags[0].load(Relaxed) == 1 {
            return;
        }
    }
    flags[1].store(1, Relaxed);
}

/// Of a loop that somebody ends, or that gives up after at most 128 turns, every turn is
/// explored; of one that gives up later, not, and the report says so.
#[test]
fn how_long_a_loop_is_taken_at_its_word() {
    let threads: [fn(&Flags); 4] = [
        |it| give_up(it, 127),
        |it| give_up(it, 128),
        |it| give_up(it, 129),
        |it| give_up(it, 130),
    ];
    for (times, wait) in (127..).zip(threads) {
        let report = Explorer::new().explore(move || run(flags(), &[set_first, wait]));
        if times < 130 {
            assert_eq!(executions(&report), (times + 1, 0), "{times}");
            assert!(report.polls.is_empty(), "{report}");
            assert!(report.to_string().contains("all of them"), "{report}");
        } else {
            assert_eq!(executions(&report).0, 1, "{times}");
            left_out(&report, 1);
            assert!(
                report.to_string().contains("if turns of a loop are alike"),
                "{report}"
            );
        }
    }
    let all = Explorer::new().every_turn();
    let all = all.explore(move || run(flags(), &[set_first, |it| give_up(it, 130)]));
    assert_eq!(executions(&all), (131, 0));
}

/// A loop that only notes that it had a turn, and acts on it afterwards.
#[test]
fn a_loop_that_notes_that_it_waits() {
    let explore = |explorer: Explorer| {
        explorer.explore(|| {
            let wait = |flags: &Flags| {
                let mut slow = false;
                while flags[0].load(Acquire) == 0 {
                    slow = true;
                }
                assert!(!slow, "it had to wait");
            };
            run(flags(), &[set_first, wait]);
        })
    };
    left_out(&explore(Explorer::new()), 1);
    let failure = failure(explore(Explorer::new().every_turn()), FailureKind::Panic);
    assert!(failure.message.contains("it had to wait"), "{failure}");
}

/// Nobody is at fault if an exchange fails without a reason: the next does not.
#[test]
fn a_turn_with_a_spurious_failure_is_not_for_ever() {
    let retries: [fn(&Flags); 2] = [
        |flags| {
            let mut seen = flags[0].load(Relaxed);
            while flags[0]
                .compare_exchange_weak(seen, seen + 1, Relaxed, Relaxed)
                .is_err()
            {
                seen = flags[0].load(Relaxed);
            }
        },
        |flags| {
            while flags[0]
                .compare_exchange_weak(0, 1, Relaxed, Relaxed)
                .is_err()
            {
                if flags[1].load(Relaxed) == 1 {
                    return;
                }
            }
        },
    ];
    for retry in retries {
        for threads in [vec![retry], vec![retry, set_second]] {
            let report = Explorer::new().explore(move || run(flags(), &threads));
            assert!(report.ended && report.failure.is_none(), "{report}");
            assert!(report.complete > 0, "{report}");
        }
    }
}

/// A turn that allocates, or says that it has an effect, is explored.
#[test]
fn a_loop_with_an_effect() {
    let effects: [fn(&Flags); 2] = [
        |flags| {
            while flags[0].load(Acquire) == 0 {
                alloc::allocate(0_u8);
            }
        },
        |flags| {
            while flags[0].load(Acquire) == 0 {
                thread::has_effect();
            }
        },
    ];
    for effect in effects {
        let explorer = Explorer::new().step_limit(200);
        let report = explorer.explore(move || run(flags(), &[effect]));
        assert!(report.polls.is_empty(), "{report}");
        failure(report, FailureKind::StepLimit);
    }
    thread::has_effect();
}

/// What a loop does between its turns, without the model's memory, is its own.
#[test]
fn a_poll_that_backs_off() {
    let report = Explorer::new().explore(|| {
        let wait = |flags: &Flags| {
            let mut backoff = 1;
            while flags[0].load(Acquire) == 0 {
                (0..backoff).for_each(|_| hint::spin_loop());
                backoff = (backoff * 2).min(64);
            }
        };
        run(flags(), &[wait, set_first]);
    });
    assert_eq!(executions(&report).0, 1);
    left_out(&report, 1);
}

/// A loop that compares what it reads with what it has read before tells turns apart:
/// the report says that some were left out, and without that nothing is missed.
#[test]
fn a_loop_that_remembers() {
    let explore = |explorer: Explorer| {
        explorer.explore(|| {
            let set = |flags: &Flags| {
                flags[0].store(1, Relaxed);
                flags[0].store(2, Relaxed);
            };
            let wait = |flags: &Flags| {
                let mut before = 0;
                while before != 2 {
                    let now = flags[0].load(Relaxed);
                    assert!((before, now) != (1, 2), "seen to change");
                    before = now;
                }
            };
            run(flags(), &[set, wait]);
        })
    };
    left_out(&explore(Explorer::new()), 1);
    let failure = failure(explore(Explorer::new().every_turn()), FailureKind::Panic);
    assert!(failure.message.contains("seen to change"), "{failure}");
}

/// What a weak exchange that is made again at once would do if it failed without a
/// reason, the next one does.
#[test]
fn weak_exchanges_that_are_made_again() {
    let explore = |explorer: Explorer| {
        explorer.explore(|| {
            let add: fn(&AtomicUsize) = |count| {
                for _ in 0..2 {
                    let added = count.fetch_update(AcqRel, Acquire, |it| Some(it + 1));
                    added.expect("it is never refused");
                }
            };
            run(AtomicUsize::new(0), &[add; 2]);
        })
    };
    let without = explore(Explorer::new().spurious_failures(0));
    assert!(without.spurious_limit_reached);
    for failures in 1..=3 {
        let with = explore(Explorer::new().spurious_failures(failures));
        assert_eq!(executions(&with), executions(&without));
        assert!(
            !with.spurious_limit_reached,
            "nothing more would come of it"
        );
        left_out(&with, 1);
    }
}

/// Nobody can lose the same race again: such a turn is explored, as it always was.
#[test]
fn a_turn_that_lost_a_race() {
    let explore = |explorer: Explorer| {
        explorer.explore(|| {
            let add: fn(&AtomicUsize) = |count| {
                loop {
                    let it = count.load(Relaxed);
                    let added = count.compare_exchange(it, it + 1, AcqRel, Relaxed);
                    if added.is_ok() {
                        break;
                    }
                }
            };
            run(AtomicUsize::new(0), &[add; 3]);
        })
    };
    let (all, every_turn) = (
        explore(Explorer::new()),
        explore(Explorer::new().every_turn()),
    );
    assert_eq!(executions(&all), executions(&every_turn));
    assert!(all.polls.is_empty(), "{all}");
}

/// One that is not made again is explored with both outcomes.
#[test]
fn a_weak_exchange_that_is_given_up() {
    let report = Explorer::new().explore(|| {
        let x = AtomicUsize::new(0);
        let _ = x.compare_exchange_weak(0, 1, Relaxed, Relaxed);
    });
    assert_eq!(executions(&report), (2, 0));
    assert!(report.polls.is_empty(), "{report}");
}

/// A loop that counts its turns in a cell changes something.
#[test]
fn a_loop_that_accesses_a_cell() {
    let explorer = Explorer::new().step_limit(300);
    let report = explorer.explore(|| {
        let (flag, turns) = (AtomicUsize::new(0), UnsafeCell::new(0));
        while flag.load(Relaxed) == 0 {
            // SAFETY: nobody else has the cell.
            turns.with_mut(|turns| unsafe { *turns += 1 });
        }
    });
    assert!(report.polls.is_empty(), "{report}");
    failure(report, FailureKind::StepLimit);
}

/// All shards together name the loops of the whole.
#[test]
fn shards_of_a_search_with_polls() {
    let explore = |explorer: Explorer| {
        let report = explorer.explore(|| run(flags(), &[poll_both, set_first, set_second]));
        report.summary("polls")
    };
    let whole = explore(Explorer::new());
    let parts = ["1/2", "2/2"].map(|it| explore(Explorer::new().shard(it.parse().unwrap())));
    let merged = merge(&parts).unwrap();
    assert_eq!(
        (merged.complete, merged.blocked),
        (whole.complete, whole.blocked)
    );
    assert_eq!(merged.polls, whole.polls);
    assert_eq!(merged.polls.len(), 1);
}
