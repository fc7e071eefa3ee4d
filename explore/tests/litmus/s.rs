//! S: message passing whose reader does not read the data but overwrites it; does
//! its store come after the first?

use crate::family::litmus;

litmus! {
    /// The stores of the writer are not in order.
    relaxed ("S", "Maranget 2012, S") [x y] {
        { x.store(2, Relaxed); y.store(1, Relaxed); }
        { let a = y.load(Relaxed); x.store(1, Relaxed); a }
        finally [x]
        asks "1 x=2"
        rc11 ["* x={1,2}"]
        sc_lacks ["1 x=2"]
    }

    /// A release that nobody acquires.
    release_only ("S", "C++20 [atomics.order]/2") [x y] {
        { x.store(2, Relaxed); y.store(1, Release); }
        { let a = y.load(Relaxed); x.store(1, Relaxed); a }
        finally [x]
        asks "1 x=2"
        rc11 ["* x={1,2}"]
        sc_lacks ["1 x=2"]
    }

    /// Wx happens before Wx', so it comes first in modification order.
    release_acquire ("S", "C++20 [intro.races], write-write coherence") [x y] {
        { x.store(2, Relaxed); y.store(1, Release); }
        { let a = y.load(Acquire); x.store(1, Relaxed); a }
        finally [x]
        asks "1 x=2"
        rc11 ["* x={1,2}" "!1 x=2"]
        sc_lacks []
    }

    /// S with fences instead of ordered accesses.
    fences ("S", "C++20 [atomics.fences]/2") [x y] {
        { x.store(2, Relaxed); fence(Release); y.store(1, Relaxed); }
        { let a = y.load(Relaxed); fence(Acquire); x.store(1, Relaxed); a }
        finally [x]
        asks "1 x=2"
        rc11 ["* x={1,2}" "!1 x=2"]
        sc_lacks []
    }

    /// A store that depends on the load is ordered behind it on every machine, and
    /// not in RC11, which knows no dependencies.
    control_dependency ("S+ctrl", "Maranget 2012, S; Lahav 2017, consistent") [x y] {
        { x.store(2, Relaxed); y.store(1, Release); }
        { let a = y.load(Relaxed); if a == 1 { x.store(1, Relaxed); } a }
        finally [x]
        asks "1 x=2"
        rc11 ["0 x=2" "1 x={1,2}"]
        sc_lacks ["1 x=2"]
    }

    /// Updates of the data: the later reads from the earlier, and then sb with rf
    /// is a cycle.
    swaps ("S+rmws", "Lahav 2017, NO-THIN-AIR and ATOMICITY") [x y] {
        { x.swap(2, Relaxed); y.store(1, Relaxed); }
        { let a = y.load(Relaxed); x.swap(1, Relaxed); a }
        finally [x]
        asks "1 x=2"
        rc11 ["* x={1,2}" "!1 x=2"]
        sc_lacks []
    }
}
