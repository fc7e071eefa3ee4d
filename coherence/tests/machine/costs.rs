//! What an access costs, by where its line is.

use crate::bench::{Alone, at, cost, machine, on_lines, run};
use latchwork_coherence::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst};
use latchwork_coherence::sync::atomic::{AtomicU8, AtomicU32, fence};
use latchwork_coherence::{Placement, Simulation};
use std::cell::RefCell;
use std::rc::Rc;

#[test]
fn each_access_costs_what_its_line_is() {
    let word = Rc::new(Alone(AtomicU32::new(0)));
    let (costs, counts) = run(&machine(&[]), 4, move |cpu| {
        let word = &word.0;
        // One after the other, far apart.
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
fn a_write_pays_by_the_farthest_copy_and_for_each() {
    let (costs, _) = on_lines(&machine(&[]), 3, |cpu, lines| {
        let word = &lines[0].0[0];
        at(1000 * (cpu as u64 + 1));
        word.load(Relaxed);
        if cpu != 1 {
            return vec![];
        }
        at(9000);
        vec![cost(|| word.store(1, Relaxed))]
    });
    // CPU 0 is near and CPU 2 far: 220, and 7 for each.
    assert_eq!(costs[1], [234]);
}

/// Three nodes of a CPU; the home is far from the second.
#[test]
fn a_line_passes_its_home_if_that_matters() {
    let by_home = machine(&[
        ("home_matters = false", "home_matters = true"),
        ("nodes = 2", "nodes = 3"),
        ("cpus_per_node = 2", "cpus_per_node = 1"),
        ("[\"near\", \"far\"]", "[\"own\", \"near\", \"far\"]"),
        ("[[0, 1], [1, 0]]", "[[0, 2, 1], [2, 0, 1], [1, 1, 0]]"),
        ("[100, 200]", "[100, 200, 500]"),
        ("[110, 210]", "[110, 210, 510]"),
        ("[120, 220]", "[120, 220, 520]"),
        ("[130, 230]", "[130, 230, 530]"),
        ("[140, 240]", "[140, 240, 540]"),
        ("[300, 400]", "[300, 400, 600]"),
    ]);
    for (first, second, memory) in [(1, 2, 600), (2, 1, 400)] {
        let (costs, _) = on_lines(&by_home, 3, move |cpu, lines| {
            let word = &lines[0].0[0];
            let load = || cost(|| _ = word.load(Relaxed));
            if cpu == first {
                at(1000);
                return vec![load()];
            }
            if cpu == second {
                at(3000);
                return vec![load(), cost(|| word.store(1, Relaxed))];
            }
            vec![]
        });
        assert_eq!(costs[first], [memory]);
        // Both are near each other, and one of them is far from the home: 500; and 520, and
        // 7 for the copy.
        assert_eq!(costs[second], [500, 527], "{second}");
    }
}

#[test]
fn the_transfers_of_a_watched_line_are_counted_apart() {
    let words = Rc::new([const { Alone(AtomicU8::new(0)) }; 2]);
    let costs = Rc::new(RefCell::new(Vec::new()));
    let (shared, noted) = (Rc::clone(&words), Rc::clone(&costs));
    let counts = Simulation::new(&machine(&[]), Placement::Spread, 2)
        .expect("there are four")
        .watch(&words[1])
        .run(move |cpu| {
            at(1000 * cpu as u64);
            shared[0].0.load(Relaxed);
            let add = cost(|| _ = shared[1].0.fetch_add(1, Relaxed));
            noted.borrow_mut().push(add);
        })
        .expect("it ends");
    // From memory, and from the CPU of the other node.
    assert_eq!(*costs.borrow(), [300, 230]);
    let watched = &counts.watched;
    assert_eq!((watched.reads, watched.writes, watched.upgrades), (0, 2, 0));
    assert_eq!((watched.invalidations, watched.from_memory), (1, 1));
    assert_eq!(watched.by_level, [0, 1]);
    assert_eq!((counts.transfers.reads, counts.transfers.writes), (2, 2));
}
