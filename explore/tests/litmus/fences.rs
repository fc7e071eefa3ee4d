//! What a fence covers.

use crate::family::litmus;

litmus! {
    /// A release fence: every later store of its thread.
    release_fence_and_two_stores ("MP+fences", "C++20 [atomics.fences]/3") [x y z] {
        { x.store(1, Relaxed); fence(Release); y.store(1, Relaxed); z.store(1, Relaxed); }
        { [z.load(Acquire), x.load(Relaxed)] }
        asks "10"
        rc11 ["**" "!10"]
        sc_lacks []
    }

    /// An acquire fence: every earlier load of its thread, of several writers.
    acquire_fence_and_two_loads ("MP+fences", "C++20 [atomics.fences]/4") [x y v w] {
        { x.store(1, Relaxed); y.store(1, Release); }
        { v.store(1, Relaxed); w.store(1, Release); }
        {
            let (a, b) = (y.load(Relaxed), w.load(Relaxed));
            fence(Acquire);
            [a, b, x.load(Relaxed), v.load(Relaxed)]
        }
        asks "1110"
        rc11 ["00**" "101*" "01*1" "1111"]
        sc_lacks []
    }

    /// Updates on both sides.
    fences_and_updates ("MP+fences", "C++20 [atomics.fences]/2") [x y] {
        { x.store(1, Relaxed); fence(Release); y.fetch_add(1, Relaxed); }
        { let a = y.fetch_add(0, Relaxed); fence(Acquire); [a, x.load(Relaxed)] }
        asks "10"
        rc11 ["**" "!10"]
        sc_lacks []
    }

    /// An SC fence is a release fence for somebody who acquires,
    sc_fence_releases ("MP+fences", "C++20 [atomics.fences]/3, /5") [x y] {
        { x.store(1, Relaxed); fence(SeqCst); y.store(1, Relaxed); }
        { [y.load(Acquire), x.load(Relaxed)] }
        asks "10"
        rc11 ["**" "!10"]
        sc_lacks []
    }

    /// and an acquire fence for somebody who releases.
    sc_fence_acquires ("MP+fences", "C++20 [atomics.fences]/4, /5") [x y] {
        { x.store(1, Relaxed); y.store(1, Release); }
        { let a = y.load(Relaxed); fence(SeqCst); [a, x.load(Relaxed)] }
        asks "10"
        rc11 ["**" "!10"]
        sc_lacks []
    }

    /// An acquire fence joins what its thread has read, not what another has.
    acquire_fence_of_another_location ("MP+fences", "C++20 [atomics.fences]/4") [x y z] {
        { x.store(1, Relaxed); y.store(1, Release); }
        { let a = z.load(Acquire); fence(Acquire); [a, y.load(Relaxed), x.load(Relaxed)] }
        asks "010"
        rc11 ["0**"]
        sc_lacks ["010"]
    }

    /// Dekker with an update on one side: the fences order it.
    dekker_with_a_swap ("SB+fences", "Lahav 2017, SC axiom, fences") [x y] {
        { x.store(1, Relaxed); fence(SeqCst); y.load(Relaxed) }
        { y.swap(1, Relaxed); fence(SeqCst); x.load(Relaxed) }
        asks "0 0"
        rc11 ["* *" "!0 0"]
        sc_lacks []
    }

    /// Fences of the writers do nothing for the readers.
    writers_fences ("IRIW+fences", "Lahav 2017, SC axiom, fences") [x y] {
        { fence(SeqCst); x.store(1, Relaxed); fence(SeqCst); }
        { fence(SeqCst); y.store(1, Relaxed); fence(SeqCst); }
        { [x.load(Acquire), y.load(Acquire)] }
        { [y.load(Acquire), x.load(Acquire)] }
        asks "10 10"
        rc11 ["** **"]
        sc_lacks ["10 10"]
    }
}
