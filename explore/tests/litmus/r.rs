//! R: two stores to `y`, and a load that should have seen what came before the
//! first of them.

use crate::family::litmus;

litmus! {
    /// Neither thread is in order.
    relaxed ("R", "Maranget 2012, R") [x y] {
        { x.store(1, Relaxed); y.store(1, Relaxed); }
        { y.store(2, Relaxed); x.load(Relaxed) }
        finally [y]
        asks "0 y=2"
        rc11 ["* y={1,2}"]
        sc_lacks ["0 y=2"]
    }

    /// Modification order does not synchronize.
    release_acquire ("R", "Lahav 2017, consistent") [x y] {
        { x.store(1, Release); y.store(1, Release); }
        { y.store(2, Release); x.load(Acquire) }
        finally [y]
        asks "0 y=2"
        rc11 ["* y={1,2}"]
        sc_lacks ["0 y=2"]
    }

    /// Wx sb Wy mo Wy' sb Rx rb Wx.
    seq_cst ("R", "Lahav 2017, SC axiom") [x y] {
        { x.store(1, SeqCst); y.store(1, SeqCst); }
        { y.store(2, SeqCst); x.load(SeqCst) }
        finally [y]
        asks "0 y=2"
        rc11 ["* y={1,2}" "!0 y=2"]
        sc_lacks []
    }

    /// One store that is not SC breaks the cycle.
    one_store_release ("R", "Lahav 2017, SC axiom") [x y] {
        { x.store(1, SeqCst); y.store(1, Release); }
        { y.store(2, SeqCst); x.load(SeqCst) }
        finally [y]
        asks "0 y=2"
        rc11 ["* y={1,2}"]
        sc_lacks ["0 y=2"]
    }

    /// One load that is no SC access does, too.
    one_load_acquire ("R", "Lahav 2017, SC axiom") [x y] {
        { x.store(1, SeqCst); y.store(1, SeqCst); }
        { y.store(2, SeqCst); x.load(Acquire) }
        finally [y]
        asks "0 y=2"
        rc11 ["* y={1,2}"]
        sc_lacks ["0 y=2"]
    }

    /// F sb Wy mo Wy' sb F' sb Rx rb Wx sb F.
    sc_fences ("R", "Lahav 2017, SC axiom, fences") [x y] {
        { x.store(1, Relaxed); fence(SeqCst); y.store(1, Relaxed); }
        { y.store(2, Relaxed); fence(SeqCst); x.load(Relaxed) }
        finally [y]
        asks "0 y=2"
        rc11 ["* y={1,2}" "!0 y=2"]
        sc_lacks []
    }

    /// One fence is not enough, even beside a release.
    one_sc_fence ("R", "Lahav 2017, SC axiom, fences") [x y] {
        { x.store(1, Relaxed); y.store(1, Release); }
        { y.store(2, Relaxed); fence(SeqCst); x.load(Relaxed) }
        finally [y]
        asks "0 y=2"
        rc11 ["* y={1,2}"]
        sc_lacks ["0 y=2"]
    }

    /// F sb Wy mo Wy', Wy' sb Rx, and Rx rb Wx sb F.
    fence_against_sc_accesses ("R", "Lahav 2017, SC axiom, fences and accesses") [x y] {
        { x.store(1, Relaxed); fence(SeqCst); y.store(1, Relaxed); }
        { y.store(2, SeqCst); x.load(SeqCst) }
        finally [y]
        asks "0 y=2"
        rc11 ["* y={1,2}" "!0 y=2"]
        sc_lacks []
    }

    /// The later of two updates reads from the earlier, and can acquire.
    swaps ("R+rmws", "C++20 [atomics.order]/2") [x y] {
        { x.store(1, Relaxed); y.swap(1, Release); }
        { y.swap(2, Acquire); x.load(Relaxed) }
        finally [y]
        asks "0 y=2"
        rc11 ["* y={1,2}" "!0 y=2"]
        sc_lacks []
    }
}
