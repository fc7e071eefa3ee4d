//! Accesses that stay within a node.

use crate::bench::{STATIONS, at, cost, machine, on_lines};
use latchwork_coherence::sync::atomic::AtomicU32;
use latchwork_coherence::sync::atomic::Ordering::Relaxed;
use latchwork_coherence::{Pace, Parameters, now, wait_until};

/// The machine with three CPUs a node, whose home is busy for so long after a write.
fn stations(busy_write: &str) -> Parameters {
    let busy = format!("busy_write = {busy_write}");
    let [cpus, busy_node] = STATIONS;
    machine(&[cpus, busy_node, ("busy_write = 0", &busy)])
}

/// When a CPU that loads at some time has its word.
fn load_at(time: u64, word: &AtomicU32) -> Vec<u64> {
    at(time);
    word.load(Relaxed);
    vec![now()]
}

#[test]
fn who_asks_for_what_the_node_is_fetching_is_served_by_the_node() {
    let (ends, _) = on_lines(&stations("0"), 6, |cpu, lines| match cpu {
        0 => load_at(0, &lines[0].0[0]),
        3..=5 => load_at(1000, &lines[0].0[0]),
        _ => vec![],
    });
    // CPU 3 has it from the other node at 1200, when the home is free and sends the others
    // to their node, which serves one each 25 cycles.
    assert_eq!(ends[3..].concat(), [1200, 1200 + 100, 1225 + 100]);
}

#[test]
fn a_node_has_a_line_when_it_has_arrived_there() {
    let (ends, _) = on_lines(&stations("0"), 6, |cpu, lines| match cpu {
        0 => load_at(0, &lines[0].0[0]),
        3 => load_at(1000, &lines[0].0[0]),
        4 => load_at(1001, &lines[0].0[0]),
        _ => vec![],
    });
    // CPU 4 is served by its node at 1001, where the line arrives at 1200.
    assert_eq!(ends[3..5].concat(), [1200, 1200 + 100]);
}

#[test]
fn who_is_sent_on_keeps_the_turn() {
    let (ends, _) = on_lines(&stations("0"), 6, |cpu, lines| match cpu {
        0 => load_at(0, &lines[0].0[0]),
        3 => load_at(10, &lines[0].0[0]),
        4 => load_at(30, &lines[0].0[0]),
        5 => load_at(20, &lines[0].0[0]),
        _ => vec![],
    });
    // The home serves CPU 3 from 300 to 500, then sends on CPU 5, which has asked before
    // CPU 4.
    assert_eq!(ends[3..].concat(), [500, 525 + 100, 500 + 100]);
}

#[test]
fn the_nearest_copy_is_read_and_all_are_taken_away() {
    let (costs, _) = on_lines(&stations("0"), 6, |cpu, lines| {
        let word = &lines[0].0[0];
        let load = || cost(|| _ = word.load(Relaxed));
        match cpu {
            3 => {
                at(1000);
                vec![load()]
            }
            0 => {
                at(3000);
                vec![load()]
            }
            1 => {
                at(4000);
                let load = load();
                at(6000);
                vec![load, cost(|| word.store(1, Relaxed))]
            }
            2 => {
                at(8000);
                vec![cost(|| _ = word.swap(1, Relaxed))]
            }
            _ => vec![],
        }
    });
    // From memory of the other node; from the other node; from the own one, which has a
    // copy; two copies away, one of them far; and from the own node, where the only one is.
    let [first, second, third, last] = [3, 0, 1, 2].map(|cpu: usize| costs[cpu].clone());
    assert_eq!((first, second), (vec![400], vec![200]));
    assert_eq!((third, last), (vec![100, 220 + 2 * 7], vec![130]));
}

#[test]
fn a_write_of_copies_in_two_nodes_visits_the_home() {
    for (busy, second) in [("0", 3254 + 230), ("1000", 4000 + 230)] {
        let (ends, _) = on_lines(&stations(busy), 6, |cpu, lines| {
            let word = &lines[0].0[0];
            let swap = |time| {
                at(time);
                word.swap(1, Relaxed);
                vec![now()]
            };
            match cpu {
                0 => load_at(0, word),
                3 => load_at(1000, word),
                1 => swap(3000),
                4 => swap(3001),
                _ => vec![],
            }
        });
        // 240, and 7 for each of two copies; then the home serves CPU 4.
        assert_eq!((ends[1][0], ends[4][0]), (3254, second), "{busy}");
    }
}

#[test]
fn a_sleeper_of_the_writers_node_does_not_wait_for_the_home() {
    let (ends, _) = on_lines(&stations("1000"), 4, |cpu, lines| {
        let word = &lines[0].0[0];
        match cpu {
            0 => {
                word.load(Relaxed);
                at(3000);
                word.store(1, Relaxed);
            }
            1 => _ = wait_until(word, Pace::Constant(1), |value| value == 1, || ()),
            2 => {}
            _ => _ = word.load(Relaxed),
        }
        vec![now()]
    });
    // The store takes 220, and 7 for each of two copies. The home is busy until 4000, but
    // CPU 1 polls at 3004, and has the line from its own node.
    assert_eq!(ends[1][0], 3234 + 100);
}
