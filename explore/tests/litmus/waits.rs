//! Waits: a load that goes on until the value is there. What it reads in the end
//! is a load like any other.

use crate::family::litmus;

litmus! {
    /// Whoever has waited for the flag sees the data.
    release_acquire ("MP+await", "C++20 [atomics.order]/2") [x y] {
        { x.store(1, Relaxed); y.store(1, Release); }
        { y.await_until(Acquire, |v| v == 1); x.load(Relaxed) }
        asks "0"
        rc11 ["1"]
        sc_lacks []
    }

    /// Not if the wait is relaxed.
    relaxed ("MP+await", "C++20 [atomics.order]/2") [x y] {
        { x.store(1, Relaxed); y.store(1, Release); }
        { y.await_until(Relaxed, |v| v == 1); x.load(Relaxed) }
        asks "0"
        rc11 ["*"]
        sc_lacks ["0"]
    }

    /// A fence behind the wait is enough.
    fence_behind ("MP+await", "C++20 [atomics.fences]/4") [x y] {
        { x.store(1, Relaxed); y.store(1, Release); }
        { y.await_until(Relaxed, |v| v == 1); fence(Acquire); x.load(Relaxed) }
        asks "0"
        rc11 ["1"]
        sc_lacks []
    }

    /// Through a third thread.
    hand_over ("WRC+await", "C++20 [intro.races], read-read coherence") [x y] {
        { x.store(1, Relaxed); }
        { x.await_until(Relaxed, |v| v == 1); y.store(1, Release); }
        { y.await_until(Acquire, |v| v == 1); x.load(Relaxed) }
        asks "0"
        rc11 ["1"]
        sc_lacks []
    }

    /// A relaxed link hands nothing on.
    hand_over_relaxed ("ISA2+await", "C++20 [atomics.order]/2") [x y z] {
        { x.store(1, Relaxed); y.store(1, Release); }
        { y.await_until(Relaxed, |v| v == 1); z.store(1, Release); }
        { z.await_until(Acquire, |v| v == 1); x.load(Relaxed) }
        asks "0"
        rc11 ["*"]
        sc_lacks ["0"]
    }

    /// The wait ends with an update that continues a release sequence.
    release_sequence ("MPU+await", "C++20 [intro.races], release sequence") [x y] {
        { x.store(1, Relaxed); y.store(1, Release); }
        { y.await_until(Relaxed, |v| v == 1); y.fetch_add(1, Relaxed); }
        { y.await_until(Acquire, |v| v == 2); x.load(Relaxed) }
        asks "0"
        rc11 ["1"]
        sc_lacks []
    }

    /// A value that comes and goes may be seen, or the one after it.
    passing_value ("CoRR+await", "C++20 [intro.races], read-read coherence") [x] {
        { x.store(1, Relaxed); x.store(2, Relaxed); }
        { [x.await_until(Relaxed, |v| v > 0), x.load(Relaxed)] }
        asks "21"
        rc11 ["1{1,2}" "22"]
        sc_lacks []
    }
}
