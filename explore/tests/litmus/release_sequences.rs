//! Release sequences as in C++20: a release and the updates that read from it,
//! whoever's and of whatever ordering, one after the other. A store ends it, even
//! of the same thread, which in C++11 it did not.

use crate::family::litmus;

litmus! {
    /// The store that C++11 counted in.
    store_of_the_same_thread ("MP+rels", "P0982R1; C++20 [intro.races], release sequence") [x y] {
        { x.store(1, Relaxed); y.store(1, Release); y.store(2, Relaxed); }
        { [y.load(Acquire), x.load(Relaxed)] }
        asks "20"
        rc11 ["0*" "11" "2*"]
        sc_lacks ["20"]
    }

    /// A second release is a release.
    release_store_of_the_same_thread ("MP+rels", "C++20 [atomics.order]/2") [x y] {
        { x.store(1, Relaxed); y.store(1, Release); y.store(2, Release); }
        { [y.load(Acquire), x.load(Relaxed)] }
        asks "20"
        rc11 ["0*" "11" "21"]
        sc_lacks []
    }

    /// A relaxed update continues it.
    update_of_the_same_thread ("MP+rels", "C++20 [intro.races], release sequence") [x y] {
        { x.store(1, Relaxed); y.store(1, Release); y.fetch_add(1, Relaxed); }
        { [y.load(Acquire), x.load(Relaxed)] }
        asks "20"
        rc11 ["0*" "11" "21"]
        sc_lacks []
    }

    /// Another thread's does, if it comes after the release: then it leaves 3.
    update_of_another_thread ("MPU", "Batty 2011; Lahav 2017, rs") [x y] {
        { x.store(1, Relaxed); y.store(1, Release); }
        { y.fetch_add(2, Relaxed) }
        { [y.load(Acquire), x.load(Relaxed)] }
        asks "1 30"
        rc11 ["0 0*" "0 2*" "0 11" "1 0*" "1 11" "1 31"]
        sc_lacks []
    }

    /// A chain of two, by two threads.
    updates_of_two_threads ("MPU", "Lahav 2017, rs") [x y] {
        { x.store(1, Relaxed); y.store(1, Release); }
        { let _ = y.compare_exchange(1, 2, Relaxed, Relaxed); }
        { let _ = y.compare_exchange(2, 3, Relaxed, Relaxed); }
        { [y.load(Acquire), x.load(Relaxed)] }
        asks "30"
        rc11 ["0*" "11" "21" "31"]
        sc_lacks []
    }

    /// Another thread's store ends it.
    store_of_another_thread ("MP", "C++20 [intro.races], release sequence") [x y] {
        { x.store(1, Relaxed); y.store(1, Release); }
        { if y.load(Relaxed) == 1 { y.store(2, Relaxed); } }
        { [y.load(Acquire), x.load(Relaxed)] }
        asks "20"
        rc11 ["0*" "11" "2*"]
        sc_lacks ["20"]
    }

    /// Also if it is a release: it hands on only what its thread has acquired,
    release_store_of_another_thread ("MP", "C++20 [atomics.order]/2") [x y] {
        { x.store(1, Relaxed); y.store(1, Release); }
        { if y.load(Relaxed) == 1 { y.store(2, Release); } }
        { [y.load(Acquire), x.load(Relaxed)] }
        asks "20"
        rc11 ["0*" "11" "2*"]
        sc_lacks ["20"]
    }

    /// which here is enough.
    acquired_and_released ("MP", "C++20 [atomics.order]/2") [x y] {
        { x.store(1, Relaxed); y.store(1, Release); }
        { if y.load(Acquire) == 1 { y.store(2, Release); } }
        { [y.load(Acquire), x.load(Relaxed)] }
        asks "20"
        rc11 ["0*" "11" "21"]
        sc_lacks []
    }

    /// An update of what no longer belongs to it.
    update_of_a_later_store ("MPU", "P0982R1; C++20 [intro.races], release sequence") [x y] {
        { x.store(1, Relaxed); y.store(1, Release); y.store(2, Relaxed); }
        { let _ = y.compare_exchange(2, 3, AcqRel, Relaxed); }
        { [y.load(Acquire), x.load(Relaxed)] }
        asks "30"
        rc11 ["0*" "11" "2*" "3*"]
        sc_lacks ["20" "30"]
    }

    /// A fence in front of a relaxed store makes it the head,
    headed_by_a_fence ("MPU", "C++20 [atomics.fences]/3; Lahav 2017, sw") [x y] {
        { x.store(1, Relaxed); fence(Release); y.store(1, Relaxed); }
        { let _ = y.compare_exchange(1, 2, Relaxed, Relaxed); }
        { [y.load(Acquire), x.load(Relaxed)] }
        asks "20"
        rc11 ["0*" "11" "21"]
        sc_lacks []
    }

    /// and every later one.
    fence_in_front_of_two_stores ("MP+rels", "C++20 [atomics.fences]/3") [x y] {
        { x.store(1, Relaxed); fence(Release); y.store(1, Relaxed); y.store(2, Relaxed); }
        { [y.load(Acquire), x.load(Relaxed)] }
        asks "20"
        rc11 ["0*" "11" "21"]
        sc_lacks []
    }

    /// The end of a sequence may be read in front of a fence.
    read_in_front_of_a_fence ("MPU", "C++20 [atomics.fences]/4") [x y] {
        { x.store(1, Relaxed); y.store(1, Release); }
        { let _ = y.compare_exchange(1, 2, Relaxed, Relaxed); }
        { let a = y.load(Relaxed); fence(Acquire); [a, x.load(Relaxed)] }
        asks "20"
        rc11 ["0*" "11" "21"]
        sc_lacks []
    }

    /// An update that releases continues one sequence and heads another: who reads
    /// it synchronizes with both.
    releasing_update ("MPU", "C++20 [intro.races], release sequence") [x y z] {
        { x.store(1, Relaxed); y.store(1, Release); }
        { z.store(1, Relaxed); let _ = y.compare_exchange(1, 2, Release, Relaxed); }
        { [y.load(Acquire), x.load(Relaxed), z.load(Relaxed)] }
        asks "201"
        rc11 ["0**" "11*" "211"]
        sc_lacks []
    }
}
