//! Independent reads of independent writes (IRIW): two readers disagree on which
//! of two stores came first.

use crate::family::litmus;

litmus! {
    /// No reader's loads are in order.
    relaxed ("IRIW", "Boehm 2008; Maranget 2012, IRIW") [x y] {
        { x.store(1, Relaxed); }
        { y.store(1, Relaxed); }
        { [x.load(Relaxed), y.load(Relaxed)] }
        { [y.load(Relaxed), x.load(Relaxed)] }
        asks "10 10"
        rc11 ["** **"]
        sc_lacks ["10 10"]
    }

    /// The loads are in order, and the readers may still disagree: RC11 is not
    /// multi-copy atomic.
    release_acquire ("IRIW", "Batty 2011; Maranget 2012, IRIW") [x y] {
        { x.store(1, Release); }
        { y.store(1, Release); }
        { [x.load(Acquire), y.load(Acquire)] }
        { [y.load(Acquire), x.load(Acquire)] }
        asks "10 10"
        rc11 ["** **"]
        sc_lacks ["10 10"]
    }

    /// Wx (hb on one location) Rx sb Ry rb Wy Ry' sb Rx' rb Wx.
    seq_cst ("IRIW", "Boehm 2008; Lahav 2017, SC axiom") [x y] {
        { x.store(1, SeqCst); }
        { y.store(1, SeqCst); }
        { [x.load(SeqCst), y.load(SeqCst)] }
        { [y.load(SeqCst), x.load(SeqCst)] }
        asks "10 10"
        rc11 ["** **" "!10 10"]
        sc_lacks []
    }

    /// F sb Ry (rb; rf) Ry' sb F', and back: the fences of RC11 restore SC.
    sc_fences ("IRIW", "Lahav 2017, SC axiom, fences") [x y] {
        { x.store(1, Relaxed); }
        { y.store(1, Relaxed); }
        { let a = x.load(Relaxed); fence(SeqCst); [a, y.load(Relaxed)] }
        { let a = y.load(Relaxed); fence(SeqCst); [a, x.load(Relaxed)] }
        asks "10 10"
        rc11 ["** **" "!10 10"]
        sc_lacks []
    }

    /// One fence does not.
    one_sc_fence ("IRIW", "Lahav 2017, SC axiom, fences") [x y] {
        { x.store(1, Release); }
        { y.store(1, Release); }
        { let a = x.load(Relaxed); fence(SeqCst); [a, y.load(Relaxed)] }
        { [y.load(Acquire), x.load(Acquire)] }
        asks "10 10"
        rc11 ["** **"]
        sc_lacks ["10 10"]
    }

    /// C11 forbids it and cannot be compiled to Power as it is; RC11 repairs that:
    /// Wx happens before Ry, but by a path that does not leave Wx by sb.
    acquire_then_sc ("IRIW-acq-sc", "Lahav 2017, (IRIW-acq-sc)") [x y] {
        { x.store(1, SeqCst); }
        { y.store(1, SeqCst); }
        { [x.load(Acquire), y.load(SeqCst)] }
        { [y.load(Acquire), x.load(SeqCst)] }
        asks "10 10"
        rc11 ["** **"]
        sc_lacks ["10 10"]
    }

    /// One such reader is enough.
    one_reader_acquire_then_sc ("IRIW-acq-sc", "Lahav 2017, SC axiom") [x y] {
        { x.store(1, SeqCst); }
        { y.store(1, SeqCst); }
        { [x.load(SeqCst), y.load(SeqCst)] }
        { [y.load(Acquire), x.load(SeqCst)] }
        asks "10 10"
        rc11 ["** **"]
        sc_lacks ["10 10"]
    }

    /// SC loads of stores that are not: rb ends at those, and rf is no step of psc.
    sc_loads_only ("IRIW", "Lahav 2017, SC axiom") [x y] {
        { x.store(1, Release); }
        { y.store(1, Release); }
        { [x.load(SeqCst), y.load(SeqCst)] }
        { [y.load(SeqCst), x.load(SeqCst)] }
        asks "10 10"
        rc11 ["** **"]
        sc_lacks ["10 10"]
    }

    /// F sb Ry rb Wy, Wy hb Ry', Ry' sb Rx', and Rx' rb Wx hb F.
    fence_against_sc_reader ("IRIW", "Lahav 2017, SC axiom, fences and accesses") [x y] {
        { x.store(1, SeqCst); }
        { y.store(1, SeqCst); }
        { let a = x.load(Relaxed); fence(SeqCst); [a, y.load(Relaxed)] }
        { [y.load(SeqCst), x.load(SeqCst)] }
        asks "10 10"
        rc11 ["** **" "!10 10"]
        sc_lacks []
    }

    /// With stores that are not SC, the step from the fence ends nowhere.
    fence_against_sc_loads ("IRIW", "Lahav 2017, SC axiom, fences and accesses") [x y] {
        { x.store(1, Release); }
        { y.store(1, Release); }
        { let a = x.load(Relaxed); fence(SeqCst); [a, y.load(Relaxed)] }
        { [y.load(SeqCst), x.load(SeqCst)] }
        asks "10 10"
        rc11 ["** **"]
        sc_lacks ["10 10"]
    }

    /// The second reader writes instead. What it writes it has not read: 1 in the
    /// first reader means that the second has passed, with what it had acquired.
    read_and_write ("IRRWIW", "Maranget 2012, IRRWIW") [x y] {
        { x.store(2, Release); }
        { y.store(1, Release); }
        { [x.load(Acquire), y.load(Acquire)] }
        { let a = y.load(Acquire); x.store(1, Release); a }
        finally [x]
        asks "20 1 x=2"
        rc11 ["{0,1,2}* * x={1,2}" "!10 1 x={1,2}"]
        sc_lacks ["20 1 x=2"]
    }

    /// Independent reads with SC accesses.
    read_and_write_seq_cst ("IRRWIW", "Lahav 2017, SC axiom") [x y] {
        { x.store(2, SeqCst); }
        { y.store(1, SeqCst); }
        { [x.load(SeqCst), y.load(SeqCst)] }
        { let a = y.load(SeqCst); x.store(1, SeqCst); a }
        finally [x]
        asks "20 1 x=2"
        rc11 ["{0,1,2}* * x={1,2}" "!10 1 x={1,2}" "!20 1 x=2"]
        sc_lacks []
    }

    /// Both readers write. Neither can have read what the other writes afterwards,
    /// and what one has acquired, its store comes after.
    writes ("IRWIW", "Maranget 2012, IRWIW") [x y] {
        { x.store(2, Release); }
        { y.store(2, Release); }
        { let a = x.load(Acquire); y.store(1, Release); a }
        { let a = y.load(Acquire); x.store(1, Release); a }
        finally [x y]
        asks "2 2 x=2 y=2"
        rc11 ["{0,1,2} {0,1,2} x={1,2} y={1,2}"
              "!1 1 x={1,2} y={1,2}" "!1 2 x={1,2} y=2" "!2 1 x=2 y={1,2}"]
        sc_lacks ["2 2 x=2 y=2"]
    }
}
