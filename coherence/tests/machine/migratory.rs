//! Lines that a load takes over from whoever has written them.

use crate::bench::{Alone, cost, machine, run};
use latchwork_coherence::sync::atomic::AtomicU32;
use latchwork_coherence::sync::atomic::Ordering::{Relaxed, Release};
use latchwork_coherence::{Pace, now, wait_until, work};
use std::rc::Rc;

#[test]
fn a_load_of_a_written_line_takes_it_over_if_lines_are_migratory() {
    let costs = |migratory: &str| {
        let machine = machine(&[("per_copy = 7", migratory)]);
        let word = Rc::new(Alone(AtomicU32::new(0)));
        let (costs, counts) = run(&machine, 2, move |cpu| {
            let at = |moment: u64| work(moment - now());
            let load = || cost(|| _ = word.0.load(Relaxed));
            let store = || cost(|| word.0.store(1, Relaxed));
            if cpu == 0 {
                store();
                at(2000);
                // The other has it, and has written it.
                let first = load();
                at(4000);
                vec![first, store()]
            } else {
                at(1000);
                let costs = [load(), store()];
                at(3000);
                // The first load took it over, but wrote nothing: this one shares it.
                [&costs[..], &[load()]].concat()
            }
        });
        (costs, counts.transfers.invalidations)
    };
    // Nobody takes anything over: the first store of the second has to take the copy away.
    assert_eq!(
        costs("per_copy = 7"),
        (vec![vec![100, 127], vec![100, 127, 1]], 2)
    );
    assert_eq!(
        costs("per_copy = 7\nmigratory = true"),
        (vec![vec![100, 127], vec![100, 1, 100]], 3)
    );
}

/// Two CPUs that poll what another writes end their waits, whoever takes the line over.
#[test]
fn waits_end_on_migratory_lines() {
    let machine = machine(&[("per_copy = 7", "per_copy = 7\nmigratory = true")]);
    let turn = Rc::new(Alone(AtomicU32::new(0)));
    let (last, _) = run(&machine, 4, move |cpu| {
        for round in 0..100 {
            let mine = 4 * round + cpu as u32;
            wait_until(&turn.0, Pace::Constant(1), |it| it == mine, || ());
            turn.0.store(mine + 1, Release);
        }
        turn.0.load(Relaxed)
    });
    assert!(last.iter().all(|&it| it > 396), "{last:?}");
}
