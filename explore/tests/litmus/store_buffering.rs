//! Store buffering (SB): each thread stores, then loads what the other stores.
//! Both loads miss unless the SC axiom closes the cycle.

use crate::family::litmus;

litmus! {
    /// Each load may be done before the store in front of it.
    relaxed ("SB", "Maranget 2012, SB") [x y] {
        { x.store(1, Relaxed); y.load(Relaxed) }
        { y.store(1, Relaxed); x.load(Relaxed) }
        asks "0 0"
        rc11 ["* *"]
        sc_lacks ["0 0"]
    }

    /// Nothing is read that was released, so nothing synchronizes.
    release_acquire ("SB", "Batty 2011") [x y] {
        { x.store(1, Release); y.load(Acquire) }
        { y.store(1, Release); x.load(Acquire) }
        asks "0 0"
        rc11 ["* *"]
        sc_lacks ["0 0"]
    }

    /// Wx sb Ry rb Wy sb Rx rb Wx, each step between SC events: a cycle in psc.
    seq_cst ("SB", "Lahav 2017, (SB)") [x y] {
        { x.store(1, SeqCst); y.load(SeqCst) }
        { y.store(1, SeqCst); x.load(SeqCst) }
        asks "0 0"
        rc11 ["* *" "!0 0"]
        sc_lacks []
    }

    /// Steps of psc begin and end at SC events; these loads are none.
    sc_stores ("SB", "Lahav 2017, SC axiom") [x y] {
        { x.store(1, SeqCst); y.load(Acquire) }
        { y.store(1, SeqCst); x.load(Acquire) }
        asks "0 0"
        rc11 ["* *"]
        sc_lacks ["0 0"]
    }

    /// An SC load may miss a store that is not SC.
    sc_loads ("SB", "Lahav 2017, SC axiom") [x y] {
        { x.store(1, Release); y.load(SeqCst) }
        { y.store(1, Release); x.load(SeqCst) }
        asks "0 0"
        rc11 ["* *"]
        sc_lacks ["0 0"]
    }

    /// SC accesses in one thread alone order nothing between two.
    one_sc_thread ("SB", "Lahav 2017, SC axiom") [x y] {
        { x.store(1, SeqCst); y.load(SeqCst) }
        { y.store(1, Release); x.load(Acquire) }
        asks "0 0"
        rc11 ["* *"]
        sc_lacks ["0 0"]
    }

    /// One load that is not SC is enough.
    one_load_acquire ("SB", "Lahav 2017, SC axiom") [x y] {
        { x.store(1, SeqCst); y.load(SeqCst) }
        { y.store(1, SeqCst); x.load(Acquire) }
        asks "0 0"
        rc11 ["* *"]
        sc_lacks ["0 0"]
    }

    /// One store that is no SC access is enough, too.
    one_store_release ("SB", "Lahav 2017, SC axiom") [x y] {
        { x.store(1, SeqCst); y.load(SeqCst) }
        { y.store(1, Release); x.load(SeqCst) }
        asks "0 0"
        rc11 ["* *"]
        sc_lacks ["0 0"]
    }

    /// F sb Ry rb Wy sb F', and back: a cycle in psc of the fences.
    sc_fences ("SB", "Lahav 2017, SC axiom, fences") [x y] {
        { x.store(1, Relaxed); fence(SeqCst); y.load(Relaxed) }
        { y.store(1, Relaxed); fence(SeqCst); x.load(Relaxed) }
        asks "0 0"
        rc11 ["* *" "!0 0"]
        sc_lacks []
    }

    /// A fence needs another.
    one_sc_fence ("SB", "Lahav 2017, SC axiom, fences") [x y] {
        { x.store(1, Relaxed); fence(SeqCst); y.load(Relaxed) }
        { y.store(1, Relaxed); x.load(Relaxed) }
        asks "0 0"
        rc11 ["* *"]
        sc_lacks ["0 0"]
    }

    /// Only SC fences are in psc.
    acq_rel_fences ("SB", "Batty 2011") [x y] {
        { x.store(1, Relaxed); fence(AcqRel); y.load(Relaxed) }
        { y.store(1, Relaxed); fence(AcqRel); x.load(Relaxed) }
        asks "0 0"
        rc11 ["* *"]
        sc_lacks ["0 0"]
    }

    /// A fence in front of both accesses is not between them.
    fences_in_front ("SB", "Lahav 2017, SC axiom, fences") [x y] {
        { fence(SeqCst); x.store(1, Relaxed); y.load(Relaxed) }
        { fence(SeqCst); y.store(1, Relaxed); x.load(Relaxed) }
        asks "0 0"
        rc11 ["* *"]
        sc_lacks ["0 0"]
    }

    /// F sb Ry rb Wy, Wy sb Rx, Rx rb Wx sb F: psc joins fences and accesses.
    fence_against_sc_accesses ("SB", "Lahav 2017, SC axiom, fences and accesses") [x y] {
        { x.store(1, Relaxed); fence(SeqCst); y.load(Relaxed) }
        { y.store(1, SeqCst); x.load(SeqCst) }
        asks "0 0"
        rc11 ["* *" "!0 0"]
        sc_lacks []
    }

    /// The way back to the fence begins at an SC load, or not at all.
    fence_against_sc_store ("SB", "Lahav 2017, SC axiom, fences and accesses") [x y] {
        { x.store(1, Relaxed); fence(SeqCst); y.load(Relaxed) }
        { y.store(1, SeqCst); x.load(Acquire) }
        asks "0 0"
        rc11 ["* *"]
        sc_lacks ["0 0"]
    }

    /// The way from the fence ends at an SC store, or not at all.
    fence_against_sc_load ("SB", "Lahav 2017, SC axiom, fences and accesses") [x y] {
        { x.store(1, Relaxed); fence(SeqCst); y.load(Relaxed) }
        { y.store(1, Release); x.load(SeqCst) }
        asks "0 0"
        rc11 ["* *"]
        sc_lacks ["0 0"]
    }

    /// Updates instead of stores: no barrier, as they would be on x86.
    swaps ("SB+rmws", "Lahav 2017, consistent") [x y] {
        { x.swap(1, AcqRel); y.load(Acquire) }
        { y.swap(1, AcqRel); x.load(Acquire) }
        asks "0 0"
        rc11 ["* *"]
        sc_lacks ["0 0"]
    }

    /// Not even SC ones, if the loads are not SC.
    sc_swaps_relaxed_loads ("SB+rmws", "Lahav 2017, SC axiom") [x y] {
        { x.swap(1, SeqCst); y.load(Relaxed) }
        { y.swap(1, SeqCst); x.load(Relaxed) }
        asks "0 0"
        rc11 ["* *"]
        sc_lacks ["0 0"]
    }

    /// An SC update is an SC store.
    sc_swaps_sc_loads ("SB+rmws", "Lahav 2017, SC axiom") [x y] {
        { x.swap(1, SeqCst); y.load(SeqCst) }
        { y.swap(1, SeqCst); x.load(SeqCst) }
        asks "0 0"
        rc11 ["* *" "!0 0"]
        sc_lacks []
    }

    /// Updates instead of loads: both come before the stores in modification
    /// order. The stores are not SC, so the updates' being SC does not help.
    updates_instead_of_loads ("SB+rmws", "Lahav 2017, SC axiom") [x y] {
        { x.store(1, Relaxed); y.fetch_add(0, SeqCst) }
        { y.store(1, Relaxed); x.fetch_add(0, SeqCst) }
        asks "0 0"
        rc11 ["* *"]
        sc_lacks ["0 0"]
    }

    /// Updates everywhere: if both second ones read 0, each first one reads from
    /// one of them, and sb with rf is a cycle. Even relaxed.
    updates_everywhere ("SB+rmws", "Lahav 2017, NO-THIN-AIR and ATOMICITY") [x y] {
        { x.fetch_add(1, Relaxed); y.fetch_add(0, Relaxed) }
        { y.fetch_add(1, Relaxed); x.fetch_add(0, Relaxed) }
        asks "0 0"
        rc11 ["* *" "!0 0"]
        sc_lacks []
    }

    /// Two updates of one location in between: the later reads from the earlier,
    /// and synchronizes.
    shared_update ("SB", "C++20 [atomics.order]/2") [x y z] {
        { x.store(1, Relaxed); [z.fetch_add(1, AcqRel), y.load(Relaxed)] }
        { y.store(1, Relaxed); [z.fetch_add(1, AcqRel), x.load(Relaxed)] }
        asks "00 10"
        rc11 ["0* 11" "11 0*"]
        sc_lacks []
    }

    /// Relaxed, they do not.
    shared_relaxed_update ("SB", "C++20 [atomics.order]/2") [x y z] {
        { x.store(1, Relaxed); [z.fetch_add(1, Relaxed), y.load(Relaxed)] }
        { y.store(1, Relaxed); [z.fetch_add(1, Relaxed), x.load(Relaxed)] }
        asks "00 10"
        rc11 ["0* 1*" "1* 0*"]
        sc_lacks ["0* 10" "10 0*"]
    }

    /// An SC load of one's own store does not order that store: rb ends at stores
    /// that are not SC.
    own_store_read ("SB+rfis", "Lahav 2017, (SB+rfis)") [x y] {
        { x.store(1, Release); [x.load(SeqCst), y.load(SeqCst)] }
        { y.store(1, Release); [y.load(SeqCst), x.load(SeqCst)] }
        asks "10 10"
        rc11 ["1* 1*"]
        sc_lacks ["10 10"]
    }

    /// With SC stores it is SB again.
    own_sc_store_read ("SB+rfis", "Lahav 2017, SC axiom") [x y] {
        { x.store(1, SeqCst); [x.load(SeqCst), y.load(SeqCst)] }
        { y.store(1, SeqCst); [y.load(SeqCst), x.load(SeqCst)] }
        asks "10 10"
        rc11 ["1* 1*" "!10 10"]
        sc_lacks []
    }

    /// Three threads round a ring.
    three_relaxed ("3.SB", "Maranget 2012, 3.SB") [x y z] {
        { x.store(1, Relaxed); y.load(Relaxed) }
        { y.store(1, Relaxed); z.load(Relaxed) }
        { z.store(1, Relaxed); x.load(Relaxed) }
        asks "0 0 0"
        rc11 ["* * *"]
        sc_lacks ["0 0 0"]
    }

    /// The cycle of psc goes through all three.
    three_seq_cst ("3.SB", "Lahav 2017, SC axiom") [x y z] {
        { x.store(1, SeqCst); y.load(SeqCst) }
        { y.store(1, SeqCst); z.load(SeqCst) }
        { z.store(1, SeqCst); x.load(SeqCst) }
        asks "0 0 0"
        rc11 ["* * *" "!0 0 0"]
        sc_lacks []
    }

    /// And through all three fences.
    three_sc_fences ("3.SB", "Lahav 2017, SC axiom, fences") [x y z] {
        { x.store(1, Relaxed); fence(SeqCst); y.load(Relaxed) }
        { y.store(1, Relaxed); fence(SeqCst); z.load(Relaxed) }
        { z.store(1, Relaxed); fence(SeqCst); x.load(Relaxed) }
        asks "0 0 0"
        rc11 ["* * *" "!0 0 0"]
        sc_lacks []
    }

    /// Two of three are not enough.
    three_with_two_sc_fences ("3.SB", "Lahav 2017, SC axiom, fences") [x y z] {
        { x.store(1, Relaxed); fence(SeqCst); y.load(Relaxed) }
        { y.store(1, Relaxed); fence(SeqCst); z.load(Relaxed) }
        { z.store(1, Release); x.load(Acquire) }
        asks "0 0 0"
        rc11 ["* * *"]
        sc_lacks ["0 0 0"]
    }

    /// Two fences and a thread with SC accesses are.
    three_with_fences_and_sc ("3.SB", "Lahav 2017, SC axiom, fences and accesses") [x y z] {
        { x.store(1, Relaxed); fence(SeqCst); y.load(Relaxed) }
        { y.store(1, Relaxed); fence(SeqCst); z.load(Relaxed) }
        { z.store(1, SeqCst); x.load(SeqCst) }
        asks "0 0 0"
        rc11 ["* * *" "!0 0 0"]
        sc_lacks []
    }
}
