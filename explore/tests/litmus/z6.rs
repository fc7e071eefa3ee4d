//! The Z6 family: six accesses in three threads, with every mixture of rf, mo and
//! rb between them. Only rf synchronizes, so all but Z6.2 stay allowed with release
//! and acquire.

use crate::family::litmus;

litmus! {
    /// rf, mo, rb.
    z6_0_release_acquire ("Z6.0", "Maranget 2012, Z6.0") [x y z] {
        { x.store(1, Release); y.store(1, Release); }
        { let a = y.load(Acquire); z.store(1, Release); a }
        { z.store(2, Release); x.load(Acquire) }
        finally [z]
        asks "1 0 z=2"
        rc11 ["* * z={1,2}"]
        sc_lacks ["1 0 z=2"]
    }

    /// The whole cycle is one of psc.
    z6_0_seq_cst ("Z6.0", "Lahav 2017, SC axiom") [x y z] {
        { x.store(1, SeqCst); y.store(1, SeqCst); }
        { let a = y.load(SeqCst); z.store(1, SeqCst); a }
        { z.store(2, SeqCst); x.load(SeqCst) }
        finally [z]
        asks "1 0 z=2"
        rc11 ["* * z={1,2}" "!1 0 z=2"]
        sc_lacks []
    }

    /// Wx happens before the first fence, whose thread's store comes before the
    /// second.
    z6_0_sc_fences ("Z6.0", "Lahav 2017, SC axiom, fences") [x y z] {
        { x.store(1, Relaxed); y.store(1, Release); }
        { let a = y.load(Acquire); fence(SeqCst); z.store(1, Relaxed); a }
        { z.store(2, Relaxed); fence(SeqCst); x.load(Relaxed) }
        finally [z]
        asks "1 0 z=2"
        rc11 ["* * z={1,2}" "!1 0 z=2"]
        sc_lacks []
    }

    /// The example that C11 is wrong about, with the other scheme for Power: y is
    /// updated by an SC access that synchronizes, and the SC store that comes next
    /// in modification order misses x. No step of psc leads from Wx to the update.
    z6_u ("Z6.U", "Lahav 2017, (Z6.U); P0668R5") [x y] {
        { x.store(1, SeqCst); y.store(1, Release); }
        { [y.fetch_add(1, SeqCst), y.load(Relaxed)] }
        { y.store(3, SeqCst); x.load(SeqCst) }
        asks "13 0"
        rc11 ["0{1,3} *" "1{2,3} *" "3{1,4} *"]
        sc_lacks ["13 0"]
    }

    /// If the release is SC as well, mo leads from it to the last store.
    z6_u_seq_cst ("Z6.U", "Lahav 2017, SC axiom") [x y] {
        { x.store(1, SeqCst); y.store(1, SeqCst); }
        { [y.fetch_add(1, SeqCst), y.load(Relaxed)] }
        { y.store(3, SeqCst); x.load(SeqCst) }
        asks "13 0"
        rc11 ["0{1,3} *" "1{2,3} *" "3{1,4} *" "!13 0"]
        sc_lacks []
    }

    /// mo, rf, mo.
    z6_1_release_acquire ("Z6.1", "Maranget 2012, Z6.1") [x y z] {
        { x.store(2, Release); y.store(1, Release); }
        { y.store(2, Release); z.store(1, Release); }
        { let a = z.load(Acquire); x.store(1, Release); a }
        finally [x y]
        asks "1 x=2 y=2"
        rc11 ["* x={1,2} y={1,2}"]
        sc_lacks ["1 x=2 y=2"]
    }

    /// Under SC.
    z6_1_seq_cst ("Z6.1", "Lahav 2017, SC axiom") [x y z] {
        { x.store(2, SeqCst); y.store(1, SeqCst); }
        { y.store(2, SeqCst); z.store(1, SeqCst); }
        { let a = z.load(SeqCst); x.store(1, SeqCst); a }
        finally [x y]
        asks "1 x=2 y=2"
        rc11 ["* x={1,2} y={1,2}" "!1 x=2 y=2"]
        sc_lacks []
    }

    /// rf, rf, mo, relaxed.
    z6_2_relaxed ("Z6.2", "Maranget 2012, Z6.2") [x y z] {
        { x.store(2, Relaxed); y.store(1, Relaxed); }
        { let a = y.load(Relaxed); z.store(1, Relaxed); a }
        { let a = z.load(Relaxed); x.store(1, Relaxed); a }
        finally [x]
        asks "1 1 x=2"
        rc11 ["* * x={1,2}"]
        sc_lacks ["1 1 x=2"]
    }

    /// Happens-before goes all the way, so COHERENCE decides.
    z6_2_release_acquire ("Z6.2", "C++20 [intro.races], write-write coherence") [x y z] {
        { x.store(2, Relaxed); y.store(1, Release); }
        { let a = y.load(Acquire); z.store(1, Release); a }
        { let a = z.load(Acquire); x.store(1, Relaxed); a }
        finally [x]
        asks "1 1 x=2"
        rc11 ["* * x={1,2}" "!1 1 x=2"]
        sc_lacks []
    }

    /// mo, rf, rb.
    z6_3_release_acquire ("Z6.3", "Maranget 2012, Z6.3") [x y z] {
        { x.store(1, Release); y.store(1, Release); }
        { y.store(2, Release); z.store(1, Release); }
        { [z.load(Acquire), x.load(Acquire)] }
        finally [y]
        asks "10 y=2"
        rc11 ["** y={1,2}"]
        sc_lacks ["10 y=2"]
    }

    /// Under SC.
    z6_3_seq_cst ("Z6.3", "Lahav 2017, SC axiom") [x y z] {
        { x.store(1, SeqCst); y.store(1, SeqCst); }
        { y.store(2, SeqCst); z.store(1, SeqCst); }
        { [z.load(SeqCst), x.load(SeqCst)] }
        finally [y]
        asks "10 y=2"
        rc11 ["** y={1,2}" "!10 y=2"]
        sc_lacks []
    }

    /// An update in the place of the second store of y reads the first, and hands
    /// on what it acquires.
    z6_3_swap ("Z6.3+rmw", "C++20 [atomics.order]/2") [x y z] {
        { x.store(1, Relaxed); y.store(1, Release); }
        { y.swap(2, AcqRel); z.store(1, Release); }
        { [z.load(Acquire), x.load(Relaxed)] }
        finally [y]
        asks "10 y=2"
        rc11 ["** y={1,2}" "!10 y=2"]
        sc_lacks []
    }

    /// mo, rb, rb.
    z6_4_release_acquire ("Z6.4", "Maranget 2012, Z6.4") [x y z] {
        { x.store(1, Release); y.store(1, Release); }
        { y.store(2, Release); z.load(Acquire) }
        { z.store(1, Release); x.load(Acquire) }
        finally [y]
        asks "0 0 y=2"
        rc11 ["* * y={1,2}"]
        sc_lacks ["0 0 y=2"]
    }

    /// Under SC.
    z6_4_seq_cst ("Z6.4", "Lahav 2017, SC axiom") [x y z] {
        { x.store(1, SeqCst); y.store(1, SeqCst); }
        { y.store(2, SeqCst); z.load(SeqCst) }
        { z.store(1, SeqCst); x.load(SeqCst) }
        finally [y]
        asks "0 0 y=2"
        rc11 ["* * y={1,2}" "!0 0 y=2"]
        sc_lacks []
    }

    /// mo, mo, rb.
    z6_5_release_acquire ("Z6.5", "Maranget 2012, Z6.5") [x y z] {
        { x.store(1, Release); y.store(1, Release); }
        { y.store(2, Release); z.store(1, Release); }
        { z.store(2, Release); x.load(Acquire) }
        finally [y z]
        asks "0 y=2 z=2"
        rc11 ["* y={1,2} z={1,2}"]
        sc_lacks ["0 y=2 z=2"]
    }

    /// A fence in each thread.
    z6_5_sc_fences ("Z6.5", "Lahav 2017, SC axiom, fences") [x y z] {
        { x.store(1, Relaxed); fence(SeqCst); y.store(1, Relaxed); }
        { y.store(2, Relaxed); fence(SeqCst); z.store(1, Relaxed); }
        { z.store(2, Relaxed); fence(SeqCst); x.load(Relaxed) }
        finally [y z]
        asks "0 y=2 z=2"
        rc11 ["* y={1,2} z={1,2}" "!0 y=2 z=2"]
        sc_lacks []
    }
}
