//! What accesses cost on a machine whose numbers are easy to add.

use latchwork_coherence::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst};
use latchwork_coherence::sync::atomic::{
    AtomicBool, AtomicPtr, AtomicU8, AtomicU32, AtomicU64, fence,
};
use latchwork_coherence::{
    Counts, Pace, Parameters, Placement, Simulation, Stopped, cpu, node, now, spin_loop,
    wait_in_line, wait_until, work,
};
use std::cell::RefCell;
use std::rc::Rc;

/// Something with lines to itself.
#[repr(align(4096))]
#[derive(Default)]
struct Alone<T>(T);

/// Two nodes of two CPUs.
const MACHINE: &str = r#"
clock = 1.0
line = 64
nodes = 2
cpus_per_node = 2
levels = ["near", "far"]
distance = [[0, 1], [1, 0]]
l1 = 1
rmw_owned = 10
spin_hint = 4
load_remote = [100, 200]
store_owned = [110, 210]
store_shared = [120, 220]
rmw_remote = [130, 230]
rmw_shared = [140, 240]
memory = [300, 400]
home_blocks = true
home_busy_read = 0
home_busy_write = 0
per_copy = 7
"#;

fn machine(changed: &[(&str, &str)]) -> Parameters {
    let mut text = MACHINE.to_owned();
    for (from, to) in changed {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    Parameters::parse("test", &text).unwrap_or_else(|wrong| panic!("{wrong}"))
}

/// Runs `work` on so many CPUs, two a node, and returns what each noted.
fn run<T: 'static>(
    machine: &Parameters,
    cpus: usize,
    work: impl Fn(usize) -> T + 'static,
) -> (Vec<T>, Counts) {
    let notes = Rc::new(RefCell::new(Vec::new()));
    let noted = Rc::clone(&notes);
    let counts = Simulation::new(machine, Placement::Compact, cpus)
        .expect("there are so many")
        .run(move |cpu| {
            let note = work(cpu);
            noted.borrow_mut().push((cpu, note));
        })
        .expect("it comes to an end");
    let mut notes = Rc::try_unwrap(notes)
        .ok()
        .expect("all are done")
        .into_inner();
    notes.sort_by_key(|(cpu, _)| *cpu);
    (notes.into_iter().map(|(_, note)| note).collect(), counts)
}

/// The cycles that `access` takes.
fn cost(access: impl FnOnce()) -> u64 {
    let before = now();
    access();
    now() - before
}

#[test]
fn each_access_costs_what_its_line_is() {
    let word = Rc::new(Alone(AtomicU32::new(0)));
    let (costs, counts) = run(&machine(&[]), 4, move |cpu| {
        let word = &word.0;
        // One after the other, far apart.
        let at = |time: u64| work(time - now());
        match cpu {
            0 => {
                at(1000);
                // From memory, then a hit, then owned.
                vec![
                    cost(|| _ = word.load(Acquire)),
                    cost(|| _ = word.load(Relaxed)),
                    cost(|| word.store(1, Release)),
                    cost(|| _ = word.fetch_add(1, AcqRel)),
                    cost(|| _ = word.compare_exchange(9, 1, AcqRel, Relaxed)),
                    // A sequentially consistent store is a swap.
                    cost(|| word.store(1, SeqCst)),
                    cost(|| fence(SeqCst)),
                    cost(|| fence(Acquire)),
                ]
            }
            // Near the owner.
            1 => {
                at(5000);
                let load = cost(|| _ = word.load(Relaxed));
                // A failed exchange is a write: here an upgrade, with one copy elsewhere.
                let exchange = cost(|| _ = word.compare_exchange(9, 1, AcqRel, Relaxed).is_ok());
                vec![load, exchange, cost(|| word.store(2, Relaxed))]
            }
            // Far from the owner, which alone has it.
            2 => {
                at(9000);
                let swap = cost(|| _ = word.swap(3, AcqRel));
                vec![swap]
            }
            // Near the owner; then the line has two copies elsewhere.
            _ => {
                at(13000);
                let store = cost(|| word.store(1, Relaxed));
                vec![store]
            }
        }
    });
    assert_eq!(costs[0], [300, 1, 1, 10, 10, 10, 10, 0]);
    // 140 for two copies near, and 7 for the one that is taken away.
    assert_eq!(costs[1], [100, 147, 1]);
    // Of a line that one CPU alone has there is no copy to be paid for.
    assert_eq!(costs[2], [230]);
    assert_eq!(costs[3], [110]);
    let transfers = &counts.transfers;
    let kinds = [transfers.reads, transfers.writes, transfers.upgrades];
    assert_eq!(kinds, [2, 2, 1]);
    assert_eq!((transfers.invalidations, transfers.from_memory), (3, 1));
    assert_eq!(transfers.by_level, [3, 1]);
    assert_eq!(counts.watched.reads, 0);
}

#[test]
fn who_asks_first_is_served_first_and_the_home_serves_one_at_a_time() {
    let word = Rc::new(Alone(AtomicU32::new(0)));
    let (done, _) = run(
        &machine(&[("rmw_remote = [130, 230]", "rmw_remote = [130, 130]")]),
        3,
        {
            move |cpu| {
                // The last CPU asks first.
                work(10 * (2 - cpu as u64));
                (word.0.fetch_add(1, Relaxed), now())
            }
        },
    );
    // CPU 2 gets it from memory of the other node at 0: 400. The others follow.
    assert_eq!(done, [(2, 400 + 2 * 130), (1, 400 + 130), (0, 400)]);
    // A home that is busy longer than a transfer takes.
    let word = Rc::new(Alone(AtomicU32::new(0)));
    let (done, _) = run(
        &machine(&[("busy_write = 0", "busy_write = 1000")]),
        2,
        move |_| {
            word.0.fetch_add(1, Relaxed);
            now()
        },
    );
    assert_eq!(done, [300, 1000 + 130]);
}

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
    // CPU 1 fetches it from memory until 300, then polls every 5 cycles: at 300, 305, …, 1000,
    // of which each fails. The store takes it away at 1000, when a poll still hits; the next,
    // at 1005, waits for the home, which is busy until 1110, and then for the line.
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
    // From 300 on every 1 + 3 · 2 · 4 cycles: at 300, 325, …, 1000, of which each fails.
    assert_eq!(counts.polls, 29);
}

#[test]
fn each_cpu_has_a_node() {
    let (nodes, _) = run(&machine(&[]), 3, |_| [0, 1, 2].map(node));
    assert_eq!(nodes, [[0, 0, 1]; 3]);
}

#[test]
fn fields_that_share_a_line_share_it() {
    let ping_pong = |apart: bool| {
        let words = Rc::new(Alone([const { AtomicU8::new(0) }; 65]));
        let (_, counts) = run(&machine(&[]), 2, move |cpu| {
            for _ in 0..10 {
                words.0[if apart { 64 * cpu } else { cpu }].fetch_add(1, Relaxed);
            }
        });
        counts.transfers.writes
    };
    assert_eq!(ping_pong(true), 2);
    assert!(ping_pong(false) >= 10);
}

#[test]
fn with_a_store_buffer_a_cpu_goes_on_behind_its_stores() {
    let buffered = machine(&[("per_copy = 7", "per_copy = 7\nstore_buffer = 2")]);
    let words = Rc::new([const { Alone(AtomicU32::new(0)) }; 4]);
    let shared = Rc::clone(&words);
    let (costs, _) = run(&buffered, 1, move |_| {
        let stores = |word: usize| cost(|| shared[word].0.store(1, Release));
        let first = [stores(0), stores(1)];
        // What is in the buffer is read from there.
        let load = cost(|| assert_eq!(shared[1].0.load(Acquire), 1));
        // The buffer is full until the first store has reached memory, at 300.
        let third = stores(2);
        // A read-modify-write waits for all three.
        let update = cost(|| _ = shared[3].0.swap(1, AcqRel));
        (first, load, third, update, now())
    });
    assert_eq!(costs, [([1, 1], 1, 298, 899, 1200)]);
    assert_eq!(words[2].0.load(Relaxed), 1);
}

/// Store buffering: only a machine with a store buffer lets both read the old value.
#[test]
fn a_store_buffer_reorders_a_store_with_a_later_load_and_a_fence_forbids_it() {
    let both_old = |buffer: &str, fenced: bool| {
        let buffered = machine(&[("per_copy = 7", buffer)]);
        let words = Rc::new([const { Alone(AtomicU32::new(0)) }; 4]);
        let (read, _) = run(&buffered, 2, move |cpu| {
            // Both have both lines.
            words[0].0.load(Relaxed);
            words[1].0.load(Relaxed);
            work(5000 - now());
            // It comes from memory, and what comes after it waits in the buffer.
            words[2 + cpu].0.store(1, Relaxed);
            words[cpu].0.store(1, Relaxed);
            if fenced {
                fence(SeqCst);
            }
            words[1 - cpu].0.load(Relaxed)
        });
        read == [0, 0]
    };
    assert!(both_old("per_copy = 7\nstore_buffer = 8", false));
    assert!(!both_old("per_copy = 7\nstore_buffer = 8", true));
    assert!(!both_old("per_copy = 7", false));
}

#[test]
fn the_same_program_gives_the_same_cycles() {
    let once = |seed| {
        let opteron = Parameters::shipped("opteron48").expect("it is shipped");
        let word = Rc::new(Alone(AtomicU64::new(0)));
        let order = Rc::new(RefCell::new(Vec::new()));
        let (shared, noted) = (Rc::clone(&word), Rc::clone(&order));
        let counts = Simulation::new(&opteron, Placement::Spread, 48)
            .expect("it has 48")
            .shuffled(seed)
            .run(move |cpu| {
                for _ in 0..20 {
                    shared.0.fetch_add(1, Relaxed);
                    noted.borrow_mut().push((cpu, now()));
                }
            })
            .expect("it ends");
        let order = order.borrow().clone();
        (counts, order)
    };
    assert_eq!(once(1), once(1));
    assert_ne!(once(1).1, once(2).1);
}

#[test]
fn who_waits_for_ever_is_named() {
    let word = Rc::new(Alone(AtomicBool::new(false)));
    let stopped = Simulation::new(&machine(&[]), Placement::Spread, 3)
        .expect("there are four")
        .run(move |cpu| {
            if cpu != 1 {
                wait_until(&word.0, Pace::Constant(1), |set| set, || {});
            }
        });
    assert_eq!(stopped, Err(Stopped::Stuck(vec![0, 2])));
    // The next run is not disturbed by what is left.
    assert_eq!(run(&machine(&[]), 2, |_| cpu()).0, [0, 1]);
}

#[test]
fn a_machine_has_only_so_many_cpus() {
    let none = |cpus| Simulation::new(&machine(&[]), Placement::Spread, cpus).err();
    assert_eq!(none(0), Some(Stopped::Cpus { asked: 0, has: 4 }));
    assert_eq!(none(5), Some(Stopped::Cpus { asked: 5, has: 4 }));
    assert_eq!(none(4), None);
}

#[test]
#[should_panic(expected = "with 17 CPUs there are too many")]
fn an_opaque_wait_of_many_cpus_is_refused() {
    let opteron = Parameters::shipped("opteron48").expect("it is shipped");
    let word = Rc::new(Alone(AtomicBool::new(true)));
    let simulation = Simulation::new(&opteron, Placement::Spread, 17).expect("it has 48");
    let _ = simulation.run(move |_| _ = wait_until(&word.0, Pace::Opaque, |set| set, || {}));
}

#[test]
fn a_panic_of_a_program_is_handed_on() {
    let word = Rc::new(Alone(AtomicBool::new(false)));
    let ran = std::panic::catch_unwind(move || {
        run(&machine(&[]), 2, move |cpu| {
            if cpu == 1 {
                panic!("of CPU 1");
            }
            wait_until(&word.0, Pace::Constant(1), |set| set, || {});
        })
    });
    let said = ran.expect_err("it panics");
    assert_eq!(said.downcast_ref::<&str>(), Some(&"of CPU 1"));
    assert_eq!(run(&machine(&[]), 2, |_| cpu()).0, [0, 1]);
}

#[test]
fn outside_a_simulation_an_access_is_one_of_cores() {
    let word = AtomicU32::new(1);
    assert_eq!((word.swap(2, AcqRel), word.fetch_add(3, AcqRel)), (1, 2));
    assert_eq!(word.compare_exchange(5, 6, AcqRel, Acquire), Ok(5));
    assert_eq!(word.compare_exchange(5, 7, AcqRel, Acquire), Err(6));
    assert_eq!(
        word.fetch_update(AcqRel, Acquire, |it| it.checked_add(1)),
        Ok(6)
    );
    assert_eq!(
        (
            word.fetch_max(9, AcqRel),
            word.fetch_xor(1, AcqRel),
            word.into_inner()
        ),
        (7, 9, 8)
    );
    let mut value = 7;
    let pointer = AtomicPtr::new(&raw mut value);
    assert!(std::ptr::eq(pointer.load(Acquire), &raw mut value));
    let threads: Vec<_> = (0..4).collect();
    let shared = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for _ in &threads {
            scope.spawn(|| (0..1000).for_each(|_| _ = shared.fetch_add(1, Relaxed)));
        }
    });
    assert_eq!(shared.into_inner(), 4000);
}
