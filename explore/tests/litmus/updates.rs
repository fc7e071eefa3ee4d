//! Read-modify-writes: what an update reads comes right before it in modification
//! order (ATOMICITY), whatever its ordering.

use crate::family::litmus;

litmus! {
    /// No increment is lost.
    two_increments ("RMW", "C++20 [atomics.order], read-modify-write") [x] {
        { x.fetch_add(1, Relaxed) }
        { x.fetch_add(1, Relaxed) }
        finally [x]
        asks "0 0 x=1"
        rc11 ["{0 1,1 0} x=2"]
        sc_lacks []
    }

    /// Of three, each reads another value.
    three_increments ("RMW", "C++20 [atomics.order], read-modify-write") [x] {
        { x.fetch_add(1, Relaxed) }
        { x.fetch_add(1, Relaxed) }
        { x.fetch_add(1, Relaxed) }
        asks "0 1 1"
        rc11 ["0 {1 2,2 1}" "1 {0 2,2 0}" "2 {0 1,1 0}"]
        sc_lacks []
    }

    /// No store comes between the halves of an increment,
    increment_and_store ("RMW", "Lahav 2017, ATOMICITY") [x] {
        { x.fetch_add(1, Relaxed) }
        { x.store(5, Relaxed); }
        finally [x]
        asks "0 x=1"
        rc11 ["0 x=5" "5 x=6"]
        sc_lacks []
    }

    /// or of a swap.
    swap_and_store ("RMW", "Lahav 2017, ATOMICITY") [x] {
        { x.swap(1, Relaxed) }
        { x.store(5, Relaxed); }
        finally [x]
        asks "0 x=1"
        rc11 ["0 x=5" "5 x=1"]
        sc_lacks []
    }

    /// One of two swaps is first.
    two_swaps ("RMW", "Lahav 2017, ATOMICITY") [x] {
        { x.swap(1, Relaxed) }
        { x.swap(2, Relaxed) }
        finally [x]
        asks "0 0 x=2"
        rc11 ["0 1 x=2" "2 0 x=1"]
        sc_lacks []
    }

    /// The second of two maxima reads the first, and may change nothing.
    two_maxima ("RMW", "Lahav 2017, ATOMICITY") [x] {
        { x.fetch_max(1, Relaxed) }
        { x.fetch_max(2, Relaxed) }
        finally [x]
        asks "0 0 x=2"
        rc11 ["{0 1,2 0} x=2"]
        sc_lacks []
    }

    /// An update reads any store, and then comes right behind that.
    between_two_stores ("RMW", "Lahav 2017, ATOMICITY") [x] {
        { x.store(1, Relaxed); x.store(2, Relaxed); }
        { x.fetch_add(4, Relaxed) }
        finally [x]
        asks "0 x=4"
        rc11 ["{0,1} x=2" "2 x=6"]
        sc_lacks []
    }

    /// It reads the last value in modification order, which is not the last in
    /// time: the flag is there and the data is not.
    out_of_date ("MP+rmw", "C++20 [atomics.order], read-modify-write") [x y] {
        { x.store(1, Relaxed); y.store(1, Relaxed); }
        { [y.load(Relaxed), x.fetch_add(2, Relaxed)] }
        finally [x]
        asks "10 x=1"
        rc11 ["*0 x=1" "*1 x=3"]
        sc_lacks ["10 x=1"]
    }

    /// Unless there is a synchronization.
    up_to_date ("MP+rmw", "C++20 [intro.races], write-read coherence") [x y] {
        { x.store(1, Relaxed); y.store(1, Release); }
        { [y.load(Acquire), x.fetch_add(2, Relaxed)] }
        finally [x]
        asks "10 x=1"
        rc11 ["*0 x=1" "*1 x=3" "!10 x=1"]
        sc_lacks []
    }

    /// Whoever gives up the last reference sees what the other did with its own.
    last_reference ("reference count", "C++20 [atomics.fences]/4") [x y] {
        { x.store(1, Relaxed); y.fetch_add(1, Release) }
        { let a = y.fetch_add(1, Release); fence(Acquire); [a, x.load(Relaxed)] }
        asks "0 10"
        rc11 ["0 11" "1 0*"]
        sc_lacks []
    }

    /// But not without the fence.
    last_reference_without_fence ("reference count", "C++20 [atomics.fences]/4") [x y] {
        { x.store(1, Relaxed); y.fetch_add(1, Release) }
        { [y.fetch_add(1, Release), x.load(Relaxed)] }
        asks "0 10"
        rc11 ["0 1*" "1 0*"]
        sc_lacks ["0 10"]
    }
}
