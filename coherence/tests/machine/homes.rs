//! Who is served when.

use crate::bench::{Alone, HOME_GOES_ON, at, cost, machine, on_lines, run};
use latchwork_coherence::sync::atomic::AtomicU32;
use latchwork_coherence::sync::atomic::Ordering::Relaxed;
use latchwork_coherence::{Pace, now, wait_until, work};
use std::rc::Rc;

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
fn a_home_blocks_or_is_busy_and_data_are_waited_for() {
    let loads = |changed: &[(&str, &str)]| {
        let (ends, _) = on_lines(&machine(changed), 3, |_, lines| {
            lines[0].0[0].load(Relaxed);
            vec![now()]
        });
        ends.concat()
    };
    // The first has it from memory at 300, and the others from there: 100, and 200.
    assert_eq!(loads(&[HOME_GOES_ON]), [300, 400, 500]);
    // Each is served when the one before has it.
    assert_eq!(loads(&[]), [300, 400, 600]);
    // They are served at 0, 1000 and 2000.
    let busy = ("busy_read = 0", "busy_read = 1000");
    assert_eq!(loads(&[HOME_GOES_ON, busy]), [300, 1100, 2200]);
    // A load that is served while the data of a write arrive.
    let (ends, _) = on_lines(&machine(&[HOME_GOES_ON]), 2, |cpu, lines| {
        let word = &lines[0].0[0];
        at(10 * cpu as u64);
        match cpu {
            0 => drop(word.swap(1, Relaxed)),
            _ => drop(word.load(Relaxed)),
        }
        vec![now()]
    });
    assert_eq!(ends.concat(), [300, 300 + 100]);
}

#[test]
fn an_access_at_the_very_moment_of_a_write_still_hits() {
    for writer in [0, 1] {
        let (costs, _) = on_lines(&machine(&[]), 2, move |cpu, lines| {
            let word = &lines[0].0[0];
            word.load(Relaxed);
            at(1000);
            vec![match cpu == writer {
                true => cost(|| word.store(1, Relaxed)),
                false => cost(|| _ = word.load(Relaxed)),
            }]
        });
        assert_eq!((costs[writer][0], costs[1 - writer][0]), (120 + 7, 1));
    }
}

#[test]
fn a_poll_waits_its_turn_among_loads() {
    let (ends, _) = on_lines(&machine(&[]), 4, |cpu, lines| {
        let word = &lines[0].0[0];
        match cpu {
            0 => {
                at(1000);
                word.store(1, Relaxed);
            }
            1 => _ = wait_until(word, Pace::Constant(20), |value| value == 1, || ()),
            2 => {}
            _ => {
                at(1010);
                word.load(Relaxed);
            }
        }
        vec![now()]
    });
    // CPU 1 polls at 299, and every 81 cycles: at 947, and at 1028, after CPU 3. The store
    // is over at 1110.
    assert_eq!((ends[3][0], ends[1][0]), (1110 + 200, 1310 + 100));
}
