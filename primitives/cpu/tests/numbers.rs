//! A test alone in its program: which numbers threads get.
#![cfg(all(feature = "host", not(any(loom, shuttle, explore))))]

use latchwork_cpu::{Cpu, CurrentCpu, Host};
use std::sync::mpsc::{Sender, channel};
use std::thread::{self, JoinHandle};

/// A thread that has asked for its number, and ends when it is told to.
fn threads_number() -> (usize, Sender<()>, JoinHandle<()>) {
    let (says, hears) = channel();
    let (ends, waits) = channel();
    let thread = thread::spawn(move || {
        assert_eq!(Host::index(), Host::current());
        says.send(Host::index()).expect("it is heard");
        assert_eq!(waits.recv(), Ok(()));
    });
    (hears.recv().expect("it is said"), ends, thread)
}

#[test]
fn a_thread_gets_the_lowest_number_that_is_free() {
    let mut threads: Vec<_> = (0..4).map(|_| threads_number()).collect();
    let numbers: Vec<usize> = threads.iter().map(|(number, ..)| *number).collect();
    assert_eq!(numbers, [0, 1, 2, 3]);
    for free in [2, 1] {
        let (_, ends, thread) = threads.remove(free);
        ends.send(()).expect("it waits");
        thread.join().expect("it ends");
    }
    assert_eq!([0, 1, 2].map(|_| Host::current()), [1; 3]);
    threads.extend([threads_number(), threads_number()]);
    let numbers: Vec<usize> = threads.iter().map(|(number, ..)| *number).collect();
    assert_eq!(numbers, [0, 3, 2, 4]);
    for (_, ends, thread) in threads {
        ends.send(()).expect("it waits");
        thread.join().expect("it ends");
    }
}
