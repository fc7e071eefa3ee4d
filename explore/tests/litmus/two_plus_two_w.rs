//! 2+2W: two threads store to the same two locations in opposite orders; can the
//! first store of each come last?

use crate::family::litmus;

litmus! {
    /// Stores to different locations are not in order.
    relaxed ("2+2W", "Maranget 2012, 2+2W") [x y] {
        { x.store(1, Relaxed); y.store(2, Relaxed); }
        { y.store(1, Relaxed); x.store(2, Relaxed); }
        finally [x y]
        asks "x=1 y=1"
        rc11 ["x={1,2} y={1,2}"]
        sc_lacks ["x=1 y=1"]
    }

    /// Nothing is read, so nothing synchronizes.
    release ("2+2W", "Lahav 2017, consistent") [x y] {
        { x.store(1, Release); y.store(2, Release); }
        { y.store(1, Release); x.store(2, Release); }
        finally [x y]
        asks "x=1 y=1"
        rc11 ["x={1,2} y={1,2}"]
        sc_lacks ["x=1 y=1"]
    }

    /// mo is a step of psc.
    seq_cst ("2+2W", "Lahav 2017, SC axiom") [x y] {
        { x.store(1, SeqCst); y.store(2, SeqCst); }
        { y.store(1, SeqCst); x.store(2, SeqCst); }
        finally [x y]
        asks "x=1 y=1"
        rc11 ["x={1,2} y={1,2}" "!x=1 y=1"]
        sc_lacks []
    }

    /// As in the paper, with loads that show the order of the stores.
    seq_cst_read_back ("2+2W", "Lahav 2017, (2+2W)") [x y] {
        { x.store(1, SeqCst); y.store(2, SeqCst); y.load(Relaxed) }
        { y.store(1, SeqCst); x.store(2, SeqCst); x.load(Relaxed) }
        asks "1 1"
        rc11 ["{1,2} {1,2}" "!1 1"]
        sc_lacks []
    }

    /// One store that is not SC is enough.
    one_store_release ("2+2W", "Lahav 2017, SC axiom") [x y] {
        { x.store(1, SeqCst); y.store(2, SeqCst); }
        { y.store(1, Release); x.store(2, SeqCst); }
        finally [x y]
        asks "x=1 y=1"
        rc11 ["x={1,2} y={1,2}"]
        sc_lacks ["x=1 y=1"]
    }

    /// F sb Wy mo Wy' sb F', and back.
    sc_fences ("2+2W", "Lahav 2017, SC axiom, fences") [x y] {
        { x.store(1, Relaxed); fence(SeqCst); y.store(2, Relaxed); }
        { y.store(1, Relaxed); fence(SeqCst); x.store(2, Relaxed); }
        finally [x y]
        asks "x=1 y=1"
        rc11 ["x={1,2} y={1,2}" "!x=1 y=1"]
        sc_lacks []
    }

    /// One fence orders nothing.
    one_sc_fence ("2+2W", "Lahav 2017, SC axiom, fences") [x y] {
        { x.store(1, Relaxed); fence(SeqCst); y.store(2, Relaxed); }
        { y.store(1, Release); x.store(2, Release); }
        finally [x y]
        asks "x=1 y=1"
        rc11 ["x={1,2} y={1,2}"]
        sc_lacks ["x=1 y=1"]
    }

    /// F sb Wx' mo Wx, Wx sb Wy, and Wy mo Wy' sb F.
    fence_against_sc_stores ("2+2W", "Lahav 2017, SC axiom, fences and accesses") [x y] {
        { x.store(1, SeqCst); y.store(2, SeqCst); }
        { y.store(1, Relaxed); fence(SeqCst); x.store(2, Relaxed); }
        finally [x y]
        asks "x=1 y=1"
        rc11 ["x={1,2} y={1,2}" "!x=1 y=1"]
        sc_lacks []
    }

    /// Of two updates the later reads from the earlier: the cycle is one of sb
    /// and rf.
    swaps ("2+2W+rmws", "Lahav 2017, NO-THIN-AIR and ATOMICITY") [x y] {
        { x.swap(1, Relaxed); y.swap(2, Relaxed); }
        { y.swap(1, Relaxed); x.swap(2, Relaxed); }
        finally [x y]
        asks "x=1 y=1"
        rc11 ["x={1,2} y={1,2}" "!x=1 y=1"]
        sc_lacks []
    }

    /// Three threads round a ring.
    three_relaxed ("3.2W", "Maranget 2012, 3.2W") [x y z] {
        { x.store(1, Relaxed); y.store(2, Relaxed); }
        { y.store(1, Relaxed); z.store(2, Relaxed); }
        { z.store(1, Relaxed); x.store(2, Relaxed); }
        finally [x y z]
        asks "x=1 y=1 z=1"
        rc11 ["x={1,2} y={1,2} z={1,2}"]
        sc_lacks ["x=1 y=1 z=1"]
    }

    /// The cycle of psc goes through all three.
    three_seq_cst ("3.2W", "Lahav 2017, SC axiom") [x y z] {
        { x.store(1, SeqCst); y.store(2, SeqCst); }
        { y.store(1, SeqCst); z.store(2, SeqCst); }
        { z.store(1, SeqCst); x.store(2, SeqCst); }
        finally [x y z]
        asks "x=1 y=1 z=1"
        rc11 ["x={1,2} y={1,2} z={1,2}" "!x=1 y=1 z=1"]
        sc_lacks []
    }
}
