//! What a run is, and how it ends.

use crate::bench::{Alone, machine, run};
use latchwork_coherence::sync::atomic::Ordering::Relaxed;
use latchwork_coherence::sync::atomic::{AtomicBool, AtomicU64};
use latchwork_coherence::{
    Pace, Parameters, Placement, Simulation, Stopped, cpu, node, now, spin_loop, wait_until, work,
};
use std::cell::RefCell;
use std::rc::Rc;

#[test]
fn each_cpu_has_a_node() {
    let (nodes, _) = run(&machine(&[]), 3, |_| [0, 1, 2].map(node));
    assert_eq!(nodes, [[0, 0, 1]; 3]);
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
fn a_run_that_is_too_long_is_given_up() {
    let stopped = |limit: u64, program: fn(&AtomicU64)| {
        let word = Rc::new(Alone(AtomicU64::new(0)));
        Simulation::new(&machine(&[]), Placement::Compact, 1)
            .expect("there are four")
            .limit(limit)
            .run(move |_| program(&word.0))
            .err()
    };
    let too_long = Some(Stopped::TooLong(10_000));
    // Each of its polls is made, and hits.
    let opaque = |word: &AtomicU64| _ = wait_until(word, Pace::Opaque, |it| it == 1, spin_loop);
    assert_eq!(stopped(10_000, opaque), too_long);
    // One that sleeps would be there for ever, and no longer.
    let paced = |word: &AtomicU64| _ = wait_until(word, Pace::Constant(1), |it| it == 1, || ());
    assert_eq!(stopped(10_000, paced), Some(Stopped::Stuck(vec![0])));
    let for_ever = |word: &AtomicU64| loop {
        word.fetch_add(1, Relaxed);
    };
    assert_eq!(stopped(10_000, for_ever), too_long);
    // The last access is at the limit, or behind it.
    let works = |word: &AtomicU64| {
        work(10_000);
        word.load(Relaxed);
    };
    assert_eq!(stopped(10_000, works), None);
    assert_eq!(stopped(9_999, works), Some(Stopped::TooLong(9_999)));
    // No time is too long for a clock.
    let overflows = |word: &AtomicU64| {
        work(100);
        work(u64::MAX);
        assert_eq!(now(), u64::MAX);
        word.load(Relaxed);
    };
    let longest = u64::MAX / 2;
    assert_eq!(
        stopped(u64::MAX, overflows),
        Some(Stopped::TooLong(longest))
    );
    // The next run is not disturbed by what is left.
    assert_eq!(run(&machine(&[]), 2, |_| cpu()).0, [0, 1]);
}
