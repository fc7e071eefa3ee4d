//! Load buffering (LB): each thread loads, then stores what the other loads.
//! C++ and ARM allow both loads to see the later stores; RC11 does not:
//! NO-THIN-AIR makes sb with rf acyclic, with or without a dependency.

use crate::family::litmus;

litmus! {
    /// Rx sb Wy rf Ry sb Wx rf Rx.
    relaxed ("LB", "Lahav 2017, (LB)") [x y] {
        { let a = x.load(Relaxed); y.store(1, Relaxed); a }
        { let a = y.load(Relaxed); x.store(1, Relaxed); a }
        asks "1 1"
        rc11 ["* *" "!1 1"]
        sc_lacks []
    }

    /// The value comes out of thin air.
    dependencies ("LB+deps", "Lahav 2017, (LB+deps)") [x y] {
        { let a = x.load(Relaxed); y.store(a, Relaxed); a }
        { let a = y.load(Relaxed); x.store(a, Relaxed); a }
        asks "1 1"
        rc11 ["0 0"]
        sc_lacks []
    }

    /// One dependency, which C++ leaves allowed.
    one_dependency ("LB+dep", "Maranget 2012, LB; Lahav 2017, NO-THIN-AIR") [x y] {
        { let a = x.load(Relaxed); y.store(a, Relaxed); a }
        { let a = y.load(Relaxed); x.store(1, Relaxed); a }
        asks "1 1"
        rc11 ["* 0"]
        sc_lacks []
    }

    /// Each store only because of the other.
    control_dependencies ("LB+ctrls", "C++20 [atomics.order], out-of-thin-air examples") [x y] {
        { let a = x.load(Relaxed); if a == 1 { y.store(1, Relaxed); } a }
        { let a = y.load(Relaxed); if a == 1 { x.store(1, Relaxed); } a }
        asks "1 1"
        rc11 ["0 0"]
        sc_lacks []
    }

    /// Updates instead of stores.
    swaps ("LB+rmws", "Lahav 2017, NO-THIN-AIR") [x y] {
        { let a = x.load(Relaxed); y.swap(1, Relaxed); a }
        { let a = y.load(Relaxed); x.swap(1, Relaxed); a }
        asks "1 1"
        rc11 ["* *" "!1 1"]
        sc_lacks []
    }

    /// Where the loads acquire, it follows from COHERENCE in C++, too.
    release_acquire ("LB", "Batty 2011") [x y] {
        { let a = x.load(Acquire); y.store(1, Release); a }
        { let a = y.load(Acquire); x.store(1, Release); a }
        asks "1 1"
        rc11 ["* *" "!1 1"]
        sc_lacks []
    }

    /// Three threads round a ring.
    three ("3.LB", "Maranget 2012, 3.LB; Lahav 2017, NO-THIN-AIR") [x y z] {
        { let a = x.load(Relaxed); y.store(1, Relaxed); a }
        { let a = y.load(Relaxed); z.store(1, Relaxed); a }
        { let a = z.load(Relaxed); x.store(1, Relaxed); a }
        asks "1 1 1"
        rc11 ["* * *" "!1 1 1"]
        sc_lacks []
    }
}
