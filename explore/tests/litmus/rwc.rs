//! Read to write causality (RWC, W+RWC): store buffering whose first store is
//! another thread's. Here the SC fences of C11 were too weak, and those of RC11 are
//! cumulative.

use crate::family::litmus;

litmus! {
    /// Nothing is in order.
    relaxed ("RWC", "Maranget 2012, RWC") [x y] {
        { x.store(1, Relaxed); }
        { [x.load(Relaxed), y.load(Relaxed)] }
        { y.store(1, Relaxed); x.load(Relaxed) }
        asks "10 0"
        rc11 ["** *"]
        sc_lacks ["10 0"]
    }

    /// Store buffering in the last thread is left.
    release_acquire ("RWC", "Boehm 2008") [x y] {
        { x.store(1, Release); }
        { [x.load(Acquire), y.load(Acquire)] }
        { y.store(1, Release); x.load(Acquire) }
        asks "10 0"
        rc11 ["** *"]
        sc_lacks ["10 0"]
    }

    /// Wx (hb on one location) Rx sb Ry rb Wy sb Rx' rb Wx.
    seq_cst ("RWC", "Boehm 2008; Lahav 2017, SC axiom") [x y] {
        { x.store(1, SeqCst); }
        { [x.load(SeqCst), y.load(SeqCst)] }
        { y.store(1, SeqCst); x.load(SeqCst) }
        asks "10 0"
        rc11 ["** *" "!10 0"]
        sc_lacks []
    }

    /// F sb Ry rb Wy sb F', and F' sb Rx' (rb; rf) Rx sb F: C11 allows it.
    sc_fences ("RWC+syncs", "Lahav 2017, (RWC+syncs)") [x y] {
        { x.store(1, Relaxed); }
        { let a = x.load(Relaxed); fence(SeqCst); [a, y.load(Relaxed)] }
        { y.store(1, Relaxed); fence(SeqCst); x.load(Relaxed) }
        asks "10 0"
        rc11 ["** *" "!10 0"]
        sc_lacks []
    }

    /// An acquire in the place of the first fence is too weak.
    one_sc_fence ("RWC", "Lahav 2017, SC axiom, fences") [x y] {
        { x.store(1, Release); }
        { [x.load(Acquire), y.load(Relaxed)] }
        { y.store(1, Relaxed); fence(SeqCst); x.load(Relaxed) }
        asks "10 0"
        rc11 ["** *"]
        sc_lacks ["10 0"]
    }

    /// The half of IRIW-acq-sc: Wx happens before Ry, but psc does not follow.
    acquire_then_sc ("RWC", "Lahav 2017, SC axiom") [x y] {
        { x.store(1, SeqCst); }
        { [x.load(Acquire), y.load(SeqCst)] }
        { y.store(1, SeqCst); x.load(SeqCst) }
        asks "10 0"
        rc11 ["** *"]
        sc_lacks ["10 0"]
    }

    /// F sb Ry rb Wy sb Rx', and Rx' rb Wx, which happens before F.
    fence_against_sc_accesses ("RWC", "Lahav 2017, SC axiom, fences and accesses") [x y] {
        { x.store(1, Release); }
        { let a = x.load(Relaxed); fence(SeqCst); [a, y.load(Relaxed)] }
        { y.store(1, SeqCst); x.load(SeqCst) }
        asks "10 0"
        rc11 ["** *" "!10 0"]
        sc_lacks []
    }

    /// A relaxed store of x does not happen before the fence.
    fence_against_sc_accesses_relaxed ("RWC", "Lahav 2017, SC axiom, fences and accesses") [x y] {
        { x.store(1, Relaxed); }
        { let a = x.load(Relaxed); fence(SeqCst); [a, y.load(Relaxed)] }
        { y.store(1, SeqCst); x.load(SeqCst) }
        asks "10 0"
        rc11 ["** *"]
        sc_lacks ["10 0"]
    }

    /// With a flag between the first store and the reader.
    flag_relaxed ("W+RWC", "Maranget 2012, W+RWC") [x y z] {
        { x.store(1, Relaxed); z.store(1, Relaxed); }
        { [z.load(Relaxed), y.load(Relaxed)] }
        { y.store(1, Relaxed); x.load(Relaxed) }
        asks "10 0"
        rc11 ["** *"]
        sc_lacks ["10 0"]
    }

    /// The fence is cumulative: Wx happens before it. C11 allows it.
    flag_and_sc_fences ("W+RWC", "Lahav 2017, (W+RWC)") [x y z] {
        { x.store(1, Relaxed); z.store(1, Release); }
        { let a = z.load(Acquire); fence(SeqCst); [a, y.load(Relaxed)] }
        { y.store(1, Relaxed); fence(SeqCst); x.load(Relaxed) }
        asks "10 0"
        rc11 ["** *" "!10 0"]
        sc_lacks []
    }

    /// With a relaxed flag it does not.
    relaxed_flag_and_sc_fences ("W+RWC", "Lahav 2017, SC axiom, fences") [x y z] {
        { x.store(1, Relaxed); z.store(1, Relaxed); }
        { let a = z.load(Acquire); fence(SeqCst); [a, y.load(Relaxed)] }
        { y.store(1, Relaxed); fence(SeqCst); x.load(Relaxed) }
        asks "10 0"
        rc11 ["** *"]
        sc_lacks ["10 0"]
    }

    /// Without the reader's fence.
    flag_and_one_sc_fence ("W+RWC", "Lahav 2017, SC axiom, fences") [x y z] {
        { x.store(1, Relaxed); z.store(1, Release); }
        { [z.load(Acquire), y.load(Relaxed)] }
        { y.store(1, Relaxed); fence(SeqCst); x.load(Relaxed) }
        asks "10 0"
        rc11 ["** *"]
        sc_lacks ["10 0"]
    }

    /// A fence in front of the flag is as good: it happens before Ry.
    sc_fence_and_flag ("W+RWC", "Lahav 2017, SC axiom, fences") [x y z] {
        { x.store(1, Relaxed); fence(SeqCst); z.store(1, Relaxed); }
        { [z.load(Acquire), y.load(Relaxed)] }
        { y.store(1, Relaxed); fence(SeqCst); x.load(Relaxed) }
        asks "10 0"
        rc11 ["** *" "!10 0"]
        sc_lacks []
    }

    /// Also against SC accesses: F hb Ry rb Wy, Wy sb Rx, and Rx rb Wx sb F.
    sc_fence_and_flag_against_sc_accesses ("W+RWC", "Lahav 2017, SC axiom, fences and accesses") [x y z] {
        { x.store(1, Relaxed); fence(SeqCst); z.store(1, Relaxed); }
        { [z.load(Acquire), y.load(Relaxed)] }
        { y.store(1, SeqCst); x.load(SeqCst) }
        asks "10 0"
        rc11 ["** *" "!10 0"]
        sc_lacks []
    }

    /// Wx happens before Ry by a path that leaves the one and reaches the other by
    /// sb, to other locations: that is a step of psc. Compare IRIW-acq-sc.
    flag_and_sc_accesses ("W+RWC", "Lahav 2017, SC axiom, sb; hb; sb") [x y z] {
        { x.store(1, SeqCst); z.store(1, Release); }
        { [z.load(Acquire), y.load(SeqCst)] }
        { y.store(1, SeqCst); x.load(SeqCst) }
        asks "10 0"
        rc11 ["** *" "!10 0"]
        sc_lacks []
    }

    /// But not from a store that is not SC.
    flag_and_sc_accesses_but_one ("W+RWC", "Lahav 2017, SC axiom") [x y z] {
        { x.store(1, Relaxed); z.store(1, Release); }
        { [z.load(Acquire), y.load(SeqCst)] }
        { y.store(1, SeqCst); x.load(SeqCst) }
        asks "10 0"
        rc11 ["** *"]
        sc_lacks ["10 0"]
    }

    /// Two SC stores to x instead of one: sb within one location is no such path.
    /// Merging the stores would else be wrong.
    merged_stores ("WWmerge", "Lahav 2017, (WWmerge)") [x y] {
        { [x.load(Acquire), y.load(SeqCst)] }
        { x.store(1, SeqCst); x.store(2, SeqCst); }
        { y.store(1, SeqCst); x.load(SeqCst) }
        asks "20 0"
        rc11 ["{0,1,2}* {0,1,2}"]
        sc_lacks ["10 0" "20 *"]
    }
}
