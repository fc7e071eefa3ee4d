//! Coherence: what is observed of one location, in whatever orderings, is one
//! order of its stores. With one location RC11 and SC allow the same.

use crate::family::litmus;

litmus! {
    /// A thread does not see an older value after a newer one.
    read_read ("CoRR", "C++20 [intro.races], read-read coherence") [x] {
        { x.store(1, Relaxed); }
        { [x.load(Relaxed), x.load(Relaxed)] }
        asks "10"
        rc11 ["**" "!10"]
        sc_lacks []
    }

    /// Whatever the orderings.
    read_read_mixed ("CoRR", "C++20 [intro.races], read-read coherence") [x] {
        { x.store(1, Release); }
        { [x.load(SeqCst), x.load(Relaxed)] }
        asks "10"
        rc11 ["**" "!10"]
        sc_lacks []
    }

    /// A thread's stores are seen in program order.
    read_read_of_one_writer ("CoRR", "C++20 [intro.races], read-read coherence") [x] {
        { x.store(1, Relaxed); x.store(2, Relaxed); }
        { [x.load(Relaxed), x.load(Relaxed)] }
        asks "21"
        rc11 ["0{0,1,2}" "1{1,2}" "22"]
        sc_lacks []
    }

    /// No value comes back.
    read_read_read ("CoRR", "C++20 [intro.races], read-read coherence") [x] {
        { x.store(1, Relaxed); }
        { x.store(2, Relaxed); }
        { [x.load(Relaxed), x.load(Relaxed), x.load(Relaxed)] }
        asks "121"
        rc11 ["00{0,1,2}" "01{1,2}" "02{1,2}" "11{1,2}" "122" "22{1,2}" "211"]
        sc_lacks []
    }

    /// Two readers agree on the order of two stores.
    two_readers ("CoRR2", "C++20 [intro.races], read-read coherence") [x] {
        { x.store(1, Relaxed); }
        { x.store(2, Relaxed); }
        { [x.load(Relaxed), x.load(Relaxed)] }
        { [x.load(Relaxed), x.load(Relaxed)] }
        asks "12 21"
        rc11 ["{00,01,02,11,12,21,22} {00,01,02,11,12,21,22}" "!12 21" "!21 12"]
        sc_lacks []
    }

    /// A thread's later store is later in modification order.
    write_write ("CoWW", "C++20 [intro.races], write-write coherence") [x] {
        { x.store(1, Relaxed); x.store(2, Relaxed); }
        finally [x]
        asks "x=1"
        rc11 ["x=2"]
        sc_lacks []
    }

    /// A thread does not see its own future.
    read_own_write ("CoRW1", "C++20 [intro.races], read-write coherence") [x] {
        { let a = x.load(Relaxed); x.store(1, Relaxed); a }
        asks "1"
        rc11 ["0"]
        sc_lacks []
    }

    /// Nor what comes after it.
    read_write ("CoRW", "C++20 [intro.races], read-write coherence") [x] {
        { let a = x.load(Relaxed); x.store(1, Relaxed); a }
        { x.store(2, Relaxed); }
        finally [x]
        asks "2 x=2"
        rc11 ["0 x={1,2}" "2 x=1"]
        sc_lacks []
    }

    /// A thread sees its own store,
    write_own_read ("CoWR0", "C++20 [intro.races], write-read coherence") [x] {
        { x.store(1, Relaxed); x.load(Relaxed) }
        asks "0"
        rc11 ["1"]
        sc_lacks []
    }

    /// or a later one.
    write_read ("CoWR", "C++20 [intro.races], write-read coherence") [x] {
        { x.store(1, Relaxed); x.load(Relaxed) }
        { x.store(2, Relaxed); }
        finally [x]
        asks "2 x=1"
        rc11 ["1 x={1,2}" "2 x=2"]
        sc_lacks []
    }

    /// Two threads do not both see the other's store as the later one.
    two_write_read ("2CoWR", "C++20 [intro.races], write-read coherence") [x] {
        { x.store(1, Relaxed); x.load(Relaxed) }
        { x.store(2, Relaxed); x.load(Relaxed) }
        asks "2 1"
        rc11 ["{1,2} {1,2}" "!2 1"]
        sc_lacks []
    }

    /// A counter only grows.
    counter ("CoRR+rmws", "C++20 [intro.races], read-read coherence") [x] {
        { x.fetch_add(1, Relaxed); }
        { x.fetch_add(1, Relaxed); }
        { [x.load(Relaxed), x.load(Relaxed)] }
        asks "21"
        rc11 ["0{0,1,2}" "1{1,2}" "22"]
        sc_lacks []
    }
}
