//! Preserved program order through a store of one's own (PPOCA, PPOAA): whether a
//! load waits for the load that the store depends on. RC11 knows no dependencies:
//! only an acquire makes it wait.

use crate::family::litmus;

litmus! {
    /// A store behind a branch, forwarded: allowed on Power and ARM, too.
    ppoca ("PPOCA", "Sarkar 2011, PPOCA") [x y z] {
        { x.store(1, Relaxed); y.store(1, Release); }
        {
            if y.load(Relaxed) == 1 {
                z.store(1, Relaxed);
                [1, z.load(Relaxed), x.load(Relaxed)]
            } else {
                [0, 0, 0]
            }
        }
        asks "110"
        rc11 ["000" "11*"]
        sc_lacks ["110"]
    }

    /// An acquire orders everything behind it.
    ppoca_acquire ("PPOCA", "C++20 [atomics.order]/2") [x y z] {
        { x.store(1, Relaxed); y.store(1, Release); }
        {
            if y.load(Acquire) == 1 {
                z.store(1, Relaxed);
                [1, z.load(Relaxed), x.load(Relaxed)]
            } else {
                [0, 0, 0]
            }
        }
        asks "110"
        rc11 ["000" "111"]
        sc_lacks []
    }

    /// A store of the value that was loaded: forbidden on Power and ARM.
    ppoaa ("PPOAA", "Sarkar 2011, PPOAA; Lahav 2017, consistent") [x y z] {
        { x.store(1, Relaxed); y.store(1, Release); }
        { let a = y.load(Relaxed); z.store(a, Relaxed); [a, z.load(Relaxed), x.load(Relaxed)] }
        asks "110"
        rc11 ["{00,11}*"]
        sc_lacks ["110"]
    }

    /// A fence behind the load orders everything behind itself.
    ppoaa_acquire_fence ("PPOAA", "C++20 [atomics.fences]/4") [x y z] {
        { x.store(1, Relaxed); y.store(1, Release); }
        {
            let a = y.load(Relaxed);
            fence(Acquire);
            z.store(a, Relaxed);
            [a, z.load(Relaxed), x.load(Relaxed)]
        }
        asks "110"
        rc11 ["00*" "111"]
        sc_lacks []
    }
}
