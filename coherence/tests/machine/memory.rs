//! What an atomic itself holds while stores are in buffers.

use crate::bench::{Alone, BUFFER, at, machine, run};
use latchwork_coherence::sync::atomic::Ordering::{Relaxed, SeqCst};
use latchwork_coherence::sync::atomic::{AtomicPtr, AtomicU32, fence};
use latchwork_coherence::work;
use std::cell::RefCell;
use std::rc::Rc;

#[test]
fn an_atomic_that_ends_holds_the_newest_store() {
    let (held, _) = run(&machine(&[BUFFER]), 1, |_| {
        let word = Box::new(AtomicU32::new(0));
        word.store(7, Relaxed);
        word.into_inner()
    });
    assert_eq!(held, [7]);
}

/// What is in a buffer belongs to an atomic that may be gone when the buffer is emptied.
#[test]
fn a_buffer_writes_nothing_into_memory_that_has_another_use() {
    let word = Rc::new(RefCell::new(Alone(AtomicU32::new(0))));
    let other = Rc::new(Alone(AtomicU32::new(0)));
    let (held, _) = run(&machine(&[BUFFER]), 2, move |cpu| {
        if cpu == 1 {
            at(10);
            // It borrows the word when CPU 0 has done so.
            fence(SeqCst);
            return word.borrow().0.load(Relaxed);
        }
        other.0.store(1, Relaxed);
        word.borrow().0.store(7, Relaxed);
        *word.borrow_mut().0.get_mut() = 9;
        assert_eq!(word.borrow().0.load(Relaxed), 9);
        work(1000);
        // Both stores have left the buffer, and CPU 1 is done.
        fence(SeqCst);
        *word.borrow_mut().0.get_mut()
    });
    // Neither the old value nor that of the store.
    assert_eq!(held, [9, 9]);
}

/// A store that belongs to nothing any more does not pass for a later one.
#[test]
fn a_word_that_takes_the_place_of_another_has_its_own_stores() {
    let word = Rc::new(RefCell::new(Alone(AtomicU32::new(0))));
    let others = Rc::new([const { Alone(AtomicU32::new(0)) }; 2]);
    let (held, _) = run(&machine(&[BUFFER]), 2, move |cpu| {
        if cpu == 1 {
            at(10);
            // It borrows the word when CPU 0 has done so.
            fence(SeqCst);
            at(700);
            let early = word.borrow().0.load(Relaxed);
            at(2000);
            return vec![early, word.borrow().0.load(Relaxed)];
        }
        others[0].0.store(1, Relaxed);
        word.borrow().0.store(7, Relaxed);
        *word.borrow_mut().0.get_mut() = 9;
        others[1].0.store(1, Relaxed);
        word.borrow().0.store(8, Relaxed);
        vec![]
    });
    // The stores leave the buffer at 300, 600, 900 and 901.
    assert_eq!(held[1], [9, 8]);
}

#[test]
fn the_others_see_a_store_when_it_has_left_the_buffer() {
    let words = Rc::new([const { Alone(AtomicU32::new(0)) }; 2]);
    let shared = Rc::clone(&words);
    let (seen, _) = run(&machine(&[BUFFER]), 2, move |cpu| {
        let [other, word] = [0, 1].map(|line: usize| &shared[line].0);
        if cpu == 0 {
            at(1000);
            other.store(1, Relaxed);
            word.store(1, Relaxed);
            return vec![word.load(Relaxed)];
        }
        at(1010);
        let early = word.load(Relaxed);
        let added = word.fetch_add(4, Relaxed);
        at(2000);
        vec![early, added, word.load(Relaxed)]
    });
    // The store of CPU 0 is made after CPU 1 has added.
    assert_eq!(seen, [vec![1], vec![0, 0, 1]]);
    assert_eq!(words[1].0.load(Relaxed), 1);
}

#[test]
fn a_pointer_goes_through_a_run() {
    let (mut one, mut two) = (1_u64, 2_u64);
    let two_at = &raw mut two;
    let pointer = Rc::new(Alone(AtomicPtr::new(&raw mut one)));
    let (shared, other) = (Rc::clone(&pointer), two_at.expose_provenance());
    let (seen, _) = run(&machine(&[]), 1, move |_| {
        let other = std::ptr::with_exposed_provenance_mut(other);
        let before = shared.0.swap(other, SeqCst);
        // SAFETY: it points to a number of the caller, who is blocked.
        unsafe { *before }
    });
    assert_eq!(seen, [1]);
    // SAFETY: it points to a number above, which nobody borrows.
    assert_eq!(unsafe { *pointer.0.load(SeqCst) }, 2);
}
