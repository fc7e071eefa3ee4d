//! Three threads, one of them with a single store (WRW+WR, WRR+2W, WRW+2W).

use crate::family::litmus;

litmus! {
    /// Modification order in the middle does not synchronize.
    wrw_wr_release_acquire ("WRW+WR", "Maranget 2012, WRW+WR") [x y] {
        { x.store(1, Release); }
        { let a = x.load(Acquire); y.store(1, Release); a }
        { y.store(2, Release); x.load(Acquire) }
        finally [y]
        asks "1 0 y=2"
        rc11 ["* * y={1,2}"]
        sc_lacks ["1 0 y=2"]
    }

    /// It is a step of psc.
    wrw_wr_seq_cst ("WRW+WR", "Lahav 2017, SC axiom") [x y] {
        { x.store(1, SeqCst); }
        { let a = x.load(SeqCst); y.store(1, SeqCst); a }
        { y.store(2, SeqCst); x.load(SeqCst) }
        finally [y]
        asks "1 0 y=2"
        rc11 ["* * y={1,2}" "!1 0 y=2"]
        sc_lacks []
    }

    /// F sb Wy mo Wy' sb F', and F' sb Rx' (rb; rf) Rx sb F.
    wrw_wr_sc_fences ("WRW+WR", "Lahav 2017, SC axiom, fences") [x y] {
        { x.store(1, Relaxed); }
        { let a = x.load(Relaxed); fence(SeqCst); y.store(1, Relaxed); a }
        { y.store(2, Relaxed); fence(SeqCst); x.load(Relaxed) }
        finally [y]
        asks "1 0 y=2"
        rc11 ["* * y={1,2}" "!1 0 y=2"]
        sc_lacks []
    }

    /// Who reads 1 has synchronized with the last thread and sees y.
    wrr_2w_release_acquire ("WRR+2W", "Maranget 2012, WRR+2W") [x y] {
        { x.store(2, Release); }
        { [x.load(Acquire), y.load(Acquire)] }
        { y.store(1, Release); x.store(1, Release); }
        finally [x]
        asks "20 x=2"
        rc11 ["{0,1,2}* x={1,2}" "!10 x={1,2}"]
        sc_lacks ["20 x=2"]
    }

    /// Wy sb Wx' mo Wx (hb on one location) Rx sb Ry rb Wy.
    wrr_2w_seq_cst ("WRR+2W", "Lahav 2017, SC axiom") [x y] {
        { x.store(2, SeqCst); }
        { [x.load(SeqCst), y.load(SeqCst)] }
        { y.store(1, SeqCst); x.store(1, SeqCst); }
        finally [x]
        asks "20 x=2"
        rc11 ["{0,1,2}* x={1,2}" "!10 x={1,2}" "!20 x=2"]
        sc_lacks []
    }

    /// Two steps of modification order.
    wrw_2w_release_acquire ("WRW+2W", "Maranget 2012, WRW+2W") [x y] {
        { x.store(2, Release); }
        { let a = x.load(Acquire); y.store(1, Release); a }
        { y.store(2, Release); x.store(1, Release); }
        finally [x y]
        asks "2 x=2 y=2"
        rc11 ["{0,1,2} x={1,2} y={1,2}" "!1 x={1,2} y=2"]
        sc_lacks ["2 x=2 y=2"]
    }

    /// Under SC they close the cycle.
    wrw_2w_seq_cst ("WRW+2W", "Lahav 2017, SC axiom") [x y] {
        { x.store(2, SeqCst); }
        { let a = x.load(SeqCst); y.store(1, SeqCst); a }
        { y.store(2, SeqCst); x.store(1, SeqCst); }
        finally [x y]
        asks "2 x=2 y=2"
        rc11 ["{0,1,2} x={1,2} y={1,2}" "!1 x={1,2} y=2" "!2 x=2 y=2"]
        sc_lacks []
    }
}
