//! What a store buffer hides, and what it does not.

use crate::bench::{Alone, BUFFER, HOME_GOES_ON, at, cost, machine, on_lines, run};
use latchwork_coherence::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst};
use latchwork_coherence::sync::atomic::{AtomicU32, fence};
use latchwork_coherence::{Pace, now, wait_until, work};
use std::rc::Rc;

#[test]
fn with_a_store_buffer_a_cpu_goes_on_behind_its_stores() {
    let buffered = machine(&[("store_buffer = 0", "store_buffer = 2")]);
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
        let buffered = machine(&[(BUFFER.0, buffer)]);
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
    assert!(both_old("store_buffer = 8", false));
    assert!(!both_old("store_buffer = 8", true));
    assert!(!both_old(BUFFER.0, false));
}

#[test]
fn stores_reach_memory_in_order_and_are_read_from_the_buffer() {
    let slow = machine(&[BUFFER, ("l1 = 1", "l1 = 5")]);
    let (noted, _) = on_lines(&slow, 1, |_, lines| {
        let [missing, first, second] = [0, 1, 2].map(|line: usize| &lines[line].0[0]);
        first.swap(1, Relaxed);
        second.swap(1, Relaxed);
        at(1000);
        missing.store(1, Relaxed);
        first.store(2, Relaxed);
        first.store(3, Relaxed);
        second.store(2, Relaxed);
        let newest = first.load(Relaxed);
        fence(SeqCst);
        vec![newest.into(), now()]
    });
    // One from memory, three that hit, and the fence.
    assert_eq!(noted[0], [3, 1000 + 300 + 3 * 5 + 10]);
}

#[test]
fn a_load_waits_for_a_line_that_the_buffer_has_asked_for() {
    for (buffer, end) in [("store_buffer = 0", 300 + 10 + 1), (BUFFER.1, 300)] {
        let buffered = machine(&[(BUFFER.0, buffer)]);
        let (noted, _) = on_lines(&buffered, 1, |_, lines| {
            lines[0].0[0].store(1, Relaxed);
            work(10);
            lines[0].0[1].load(Relaxed);
            vec![now()]
        });
        assert_eq!(noted[0], [end], "{buffer}");
    }
}

#[test]
fn a_store_waits_for_a_line_that_a_load_has_asked_for() {
    let (noted, _) = on_lines(&machine(&[BUFFER]), 1, |_, lines| {
        at(1000);
        lines[1].0[0].store(1, Relaxed);
        lines[0].0[0].store(1, Relaxed);
        lines[0].0[1].load(Relaxed);
        let loaded = now();
        fence(SeqCst);
        vec![loaded, now()]
    });
    // The load asks at 1002. The second store is the next at 1300, and hits when the line has
    // arrived; the fence takes 10.
    assert_eq!(noted[0], [1302, 1302 + 1 + 10]);
}

#[test]
fn a_cpu_and_its_buffer_take_turns_at_a_line() {
    // The buffer asks at 1000, the load at 1001. CPU 1 has the line at 1290, the buffer 110
    // later, and the load hits.
    let (noted, _) = on_lines(&machine(&[BUFFER]), 2, |cpu, lines| {
        let words = &lines[0].0;
        if cpu == 1 {
            at(990);
            words[0].load(Relaxed);
        } else {
            at(1000);
            words[0].store(1, Relaxed);
            words[1].load(Relaxed);
        }
        vec![now()]
    });
    assert_eq!(noted[0], [1400 + 1]);
    // The first store is over at 1300, when the load asks for the line of the second and
    // comes first; then that store hits, and the fence takes 10.
    let (noted, _) = on_lines(&machine(&[BUFFER]), 1, |_, lines| {
        at(1000);
        lines[1].0[0].store(1, Relaxed);
        lines[0].0[0].store(1, Relaxed);
        at(1300);
        lines[0].0[1].load(Relaxed);
        let loaded = now();
        fence(SeqCst);
        vec![loaded, now()]
    });
    assert_eq!(noted[0], [1600, 1600 + 1 + 10]);
}

#[test]
fn a_waiter_whose_buffer_takes_its_line_polls_on() {
    let buffered = machine(&[BUFFER, HOME_GOES_ON, ("busy_write = 0", "busy_write = 200")]);
    let (noted, _) = on_lines(&buffered, 2, |cpu, lines| {
        let words = &lines[0].0;
        words[0].load(Relaxed);
        if cpu == 0 {
            at(1600);
            words[0].store(1, Relaxed);
        } else {
            at(1000);
            lines[1].0[0].store(1, Relaxed);
            words[1].store(1, Relaxed);
            wait_until(&words[0], Pace::Constant(100), |value| value == 1, || ());
        }
        vec![now()]
    });
    // CPU 1 polls at 1002. At 1300 its buffer asks for the line, which arrives at 1427: for
    // that the poll at 1403 waits, as a hit at 1426. The next, at 1827, misses.
    assert_eq!(noted[1], [1827 + 100]);
}

#[test]
fn a_waiter_that_reads_its_buffer_keeps_its_pace() {
    let (noted, _) = on_lines(&machine(&[BUFFER]), 2, |cpu, lines| {
        let word = &lines[0].0[0];
        if cpu == 1 {
            at(2900);
            word.swap(2, Relaxed);
        } else {
            at(1000);
            lines[1].0[0].store(1, Relaxed);
            word.store(1, Relaxed);
            wait_until(word, Pace::Doubling(64), |value| value == 2, || ());
        }
        vec![now()]
    });
    // Polls at 1002, 1007, 1016, 1033, 1066, 1131, 1260 and 1517 read the buffer, whose
    // store is over at 1600; those at 1774, 2031, 2288, 2545 and 2802 hit; that at 3059
    // misses.
    assert_eq!(noted[0], [3059 + 100]);
}

#[test]
fn stores_of_two_cpus_to_a_word_are_not_in_buffers_at_once() {
    let lines = Rc::new([const { Alone(AtomicU32::new(0)) }; 2]);
    let shared = Rc::clone(&lines);
    let (noted, _) = run(&machine(&[BUFFER]), 2, move |cpu| {
        let [other, word] = [0, 1].map(|line: usize| &shared[line].0);
        at(1000 + 10 * cpu as u64);
        if cpu == 0 {
            other.store(1, Relaxed);
            word.store(1, Relaxed);
            return vec![word.load(Relaxed)];
        }
        let cycles = cost(|| word.store(2, Relaxed));
        let own = word.load(Relaxed);
        at(1320);
        vec![cycles as u32, own, word.load(Relaxed)]
    });
    // The store of CPU 0 is behind another until 1300. That of CPU 1 goes to memory at
    // once, and CPU 0 overwrites it.
    assert_eq!(noted, [vec![1], vec![300, 2, 1]]);
    assert_eq!(lines[1].0.load(Relaxed), 1);
}
