//! Chains of reads and writes through a third thread (WRC, ISA2, WWC): each link
//! must synchronize.

use crate::family::litmus;

litmus! {
    /// Nothing is in order.
    wrc_relaxed ("WRC", "Maranget 2012, WRC") [x y] {
        { x.store(1, Relaxed); }
        { let a = x.load(Relaxed); y.store(1, Relaxed); a }
        { [y.load(Relaxed), x.load(Relaxed)] }
        asks "1 10"
        rc11 ["* **"]
        sc_lacks ["1 10"]
    }

    /// The last link is enough: Rx happens before Rx', and they read x in order.
    wrc_last_link ("WRC", "Boehm 2008; C++20 [intro.races], read-read coherence") [x y] {
        { x.store(1, Relaxed); }
        { let a = x.load(Relaxed); y.store(1, Release); a }
        { [y.load(Acquire), x.load(Relaxed)] }
        asks "1 10"
        rc11 ["* **" "!1 10"]
        sc_lacks []
    }

    /// The first link is not.
    wrc_first_link ("WRC", "C++20 [atomics.order]/2") [x y] {
        { x.store(1, Release); }
        { let a = x.load(Acquire); y.store(1, Relaxed); a }
        { [y.load(Acquire), x.load(Acquire)] }
        asks "1 10"
        rc11 ["* **"]
        sc_lacks ["1 10"]
    }

    /// The last link by fences.
    wrc_fences ("WRC", "C++20 [atomics.fences]/2") [x y] {
        { x.store(1, Relaxed); }
        { let a = x.load(Relaxed); fence(Release); y.store(1, Relaxed); a }
        { let a = y.load(Relaxed); fence(Acquire); [a, x.load(Relaxed)] }
        asks "1 10"
        rc11 ["* **" "!1 10"]
        sc_lacks []
    }

    /// An acquire fence in the middle releases nothing.
    wrc_acquire_fence ("WRC", "C++20 [atomics.fences]/4") [x y] {
        { x.store(1, Release); }
        { let a = x.load(Relaxed); fence(Acquire); y.store(1, Relaxed); a }
        { [y.load(Acquire), x.load(Relaxed)] }
        asks "1 10"
        rc11 ["* **"]
        sc_lacks ["1 10"]
    }

    /// A single SC fence orders nothing for a reader without one.
    wrc_one_sc_fence ("WRC", "Lahav 2017, SC axiom, fences") [x y] {
        { x.store(1, Relaxed); }
        { let a = x.load(Relaxed); fence(SeqCst); y.store(1, Relaxed); a }
        { [y.load(Relaxed), x.load(Relaxed)] }
        asks "1 10"
        rc11 ["* **"]
        sc_lacks ["1 10"]
    }

    /// A longer chain, not in order.
    isa2_relaxed ("ISA2", "Maranget 2012, ISA2") [x y z] {
        { x.store(1, Relaxed); y.store(1, Relaxed); }
        { let a = y.load(Relaxed); z.store(1, Relaxed); a }
        { [z.load(Relaxed), x.load(Relaxed)] }
        asks "1 10"
        rc11 ["* **"]
        sc_lacks ["1 10"]
    }

    /// Happens-before is transitive.
    isa2_release_acquire ("ISA2", "Batty 2011") [x y z] {
        { x.store(1, Relaxed); y.store(1, Release); }
        { let a = y.load(Acquire); z.store(1, Release); a }
        { [z.load(Acquire), x.load(Relaxed)] }
        asks "1 10"
        rc11 ["* **" "!1 10"]
        sc_lacks []
    }

    /// A middle that does not acquire has nothing to hand on.
    isa2_middle_relaxed ("ISA2", "C++20 [atomics.order]/2") [x y z] {
        { x.store(1, Relaxed); y.store(1, Release); }
        { let a = y.load(Relaxed); z.store(1, Release); a }
        { [z.load(Acquire), x.load(Relaxed)] }
        asks "1 10"
        rc11 ["* **"]
        sc_lacks ["1 10"]
    }

    /// One fence takes and hands on.
    isa2_middle_fence ("ISA2", "C++20 [atomics.fences]/3, /4") [x y z] {
        { x.store(1, Relaxed); y.store(1, Release); }
        { let a = y.load(Relaxed); fence(AcqRel); z.store(1, Relaxed); a }
        { [z.load(Acquire), x.load(Relaxed)] }
        asks "1 10"
        rc11 ["* **" "!1 10"]
        sc_lacks []
    }

    /// Two fences do, if the acquire comes first,
    isa2_acquire_then_release_fence ("ISA2", "C++20 [atomics.fences]/3, /4") [x y z] {
        { x.store(1, Relaxed); y.store(1, Release); }
        { let a = y.load(Relaxed); fence(Acquire); fence(Release); z.store(1, Relaxed); a }
        { [z.load(Acquire), x.load(Relaxed)] }
        asks "1 10"
        rc11 ["* **" "!1 10"]
        sc_lacks []
    }

    /// and not the other way round.
    isa2_release_then_acquire_fence ("ISA2", "C++20 [atomics.fences]/3, /4") [x y z] {
        { x.store(1, Relaxed); y.store(1, Release); }
        { let a = y.load(Relaxed); fence(Release); fence(Acquire); z.store(1, Relaxed); a }
        { [z.load(Acquire), x.load(Relaxed)] }
        asks "1 10"
        rc11 ["* **"]
        sc_lacks ["1 10"]
    }

    /// The last link is relaxed and its store releases nothing; yet F hb Wz rf Rz sb
    /// F' orders the fences, and Rx rb Wx sb F would close the cycle.
    isa2_sc_fences_at_the_ends ("ISA2", "Lahav 2017, SC axiom, fences") [x y z] {
        { x.store(1, Relaxed); fence(SeqCst); y.store(1, Relaxed); }
        { let a = y.load(Acquire); z.store(1, Relaxed); a }
        { let a = z.load(Relaxed); fence(SeqCst); [a, x.load(Relaxed)] }
        asks "1 10"
        rc11 ["* **" "!1 10"]
        sc_lacks []
    }

    /// Other fences only synchronize, and here they do not.
    isa2_acq_rel_fences_at_the_ends ("ISA2", "C++20 [atomics.fences]/2") [x y z] {
        { x.store(1, Relaxed); fence(AcqRel); y.store(1, Relaxed); }
        { let a = y.load(Acquire); z.store(1, Relaxed); a }
        { let a = z.load(Relaxed); fence(AcqRel); [a, x.load(Relaxed)] }
        asks "1 10"
        rc11 ["* **"]
        sc_lacks ["1 10"]
    }

    /// Two relaxed links are one too many: eco is within one location.
    isa2_sc_fences_and_a_relaxed_middle ("ISA2", "Lahav 2017, SC axiom, fences") [x y z] {
        { x.store(1, Relaxed); fence(SeqCst); y.store(1, Relaxed); }
        { let a = y.load(Relaxed); z.store(1, Relaxed); a }
        { let a = z.load(Relaxed); fence(SeqCst); [a, x.load(Relaxed)] }
        asks "1 10"
        rc11 ["* **"]
        sc_lacks ["1 10"]
    }

    /// The last thread overwrites. It cannot have seen what comes of its own store.
    wwc_relaxed ("WWC", "Maranget 2012, WWC") [x y] {
        { x.store(2, Relaxed); }
        { let a = x.load(Relaxed); y.store(1, Relaxed); a }
        { let a = y.load(Relaxed); x.store(1, Relaxed); a }
        finally [x]
        asks "2 1 x=2"
        rc11 ["{0,2} * x={1,2}" "1 0 x={1,2}"]
        sc_lacks ["2 1 x=2"]
    }

    /// Rx happens before Wx', so what it read comes before that.
    wwc_last_link ("WWC", "C++20 [intro.races], read-write coherence") [x y] {
        { x.store(2, Relaxed); }
        { let a = x.load(Relaxed); y.store(1, Release); a }
        { let a = y.load(Acquire); x.store(1, Relaxed); a }
        finally [x]
        asks "2 1 x=2"
        rc11 ["{0,2} * x={1,2}" "1 0 x={1,2}" "!2 1 x=2"]
        sc_lacks []
    }
}
