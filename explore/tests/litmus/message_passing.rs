//! Message passing (MP): data `x`, then a flag `y`; who sees the flag sees the
//! data if the two threads synchronize. SC forbids `10` throughout.

use crate::family::litmus;

litmus! {
    /// Neither the stores nor the loads are in order.
    relaxed ("MP", "Maranget 2012, MP") [x y] {
        { x.store(1, Relaxed); y.store(1, Relaxed); }
        { [y.load(Relaxed), x.load(Relaxed)] }
        asks "10"
        rc11 ["**"]
        sc_lacks ["10"]
    }

    /// A release that nobody acquires.
    release_only ("MP", "C++20 [atomics.order]/2") [x y] {
        { x.store(1, Relaxed); y.store(1, Release); }
        { [y.load(Relaxed), x.load(Relaxed)] }
        asks "10"
        rc11 ["**"]
        sc_lacks ["10"]
    }

    /// An acquire of what was not released.
    acquire_only ("MP", "C++20 [atomics.order]/2") [x y] {
        { x.store(1, Relaxed); y.store(1, Relaxed); }
        { [y.load(Acquire), x.load(Relaxed)] }
        asks "10"
        rc11 ["**"]
        sc_lacks ["10"]
    }

    /// The load synchronizes with the store, and then the initial value of x is
    /// hidden (COHERENCE).
    release_acquire ("MP", "Batty 2011; C++20 [atomics.order]/2") [x y] {
        { x.store(1, Relaxed); y.store(1, Release); }
        { [y.load(Acquire), x.load(Relaxed)] }
        asks "10"
        rc11 ["**" "!10"]
        sc_lacks []
    }

    /// SC accesses synchronize as well.
    sc_flag ("MP", "C++20 [atomics.order]/2") [x y] {
        { x.store(1, Relaxed); y.store(1, SeqCst); }
        { [y.load(SeqCst), x.load(Relaxed)] }
        asks "10"
        rc11 ["**" "!10"]
        sc_lacks []
    }

    /// SC data behind a relaxed flag: rb from Rx to Wx, but no psc from Wx to Rx.
    sc_data ("MP", "Lahav 2017, SC axiom") [x y] {
        { x.store(1, SeqCst); y.store(1, Relaxed); }
        { [y.load(Relaxed), x.load(SeqCst)] }
        asks "10"
        rc11 ["**"]
        sc_lacks ["10"]
    }

    /// A release fence makes the relaxed store behind it a release.
    release_fence ("MP", "C++20 [atomics.fences]/3") [x y] {
        { x.store(1, Relaxed); fence(Release); y.store(1, Relaxed); }
        { [y.load(Acquire), x.load(Relaxed)] }
        asks "10"
        rc11 ["**" "!10"]
        sc_lacks []
    }

    /// An acquire fence makes the relaxed load in front of it an acquire.
    acquire_fence ("MP", "C++20 [atomics.fences]/4") [x y] {
        { x.store(1, Relaxed); y.store(1, Release); }
        { let flag = y.load(Relaxed); fence(Acquire); [flag, x.load(Relaxed)] }
        asks "10"
        rc11 ["**" "!10"]
        sc_lacks []
    }

    /// Fence to fence.
    both_fences ("MP", "C++20 [atomics.fences]/2") [x y] {
        { x.store(1, Relaxed); fence(Release); y.store(1, Relaxed); }
        { let flag = y.load(Relaxed); fence(Acquire); [flag, x.load(Relaxed)] }
        asks "10"
        rc11 ["**" "!10"]
        sc_lacks []
    }

    /// A fence that is both.
    acq_rel_fences ("MP", "C++20 [atomics.fences]/2, /5") [x y] {
        { x.store(1, Relaxed); fence(AcqRel); y.store(1, Relaxed); }
        { let flag = y.load(Relaxed); fence(AcqRel); [flag, x.load(Relaxed)] }
        asks "10"
        rc11 ["**" "!10"]
        sc_lacks []
    }

    /// SC fences are both, too.
    sc_fences ("MP", "C++20 [atomics.fences]/2, /5") [x y] {
        { x.store(1, Relaxed); fence(SeqCst); y.store(1, Relaxed); }
        { let flag = y.load(Relaxed); fence(SeqCst); [flag, x.load(Relaxed)] }
        asks "10"
        rc11 ["**" "!10"]
        sc_lacks []
    }

    /// A release fence behind the store does nothing for it.
    release_fence_behind ("MP", "C++20 [atomics.fences]/3") [x y] {
        { x.store(1, Relaxed); y.store(1, Relaxed); fence(Release); }
        { [y.load(Acquire), x.load(Relaxed)] }
        asks "10"
        rc11 ["**"]
        sc_lacks ["10"]
    }

    /// Nor does an acquire fence in front of the load.
    acquire_fence_in_front ("MP", "C++20 [atomics.fences]/4") [x y] {
        { x.store(1, Relaxed); y.store(1, Release); }
        { fence(Acquire); [y.load(Relaxed), x.load(Relaxed)] }
        asks "10"
        rc11 ["**"]
        sc_lacks ["10"]
    }

    /// The fences of the wrong kind.
    fences_swapped ("MP", "C++20 [atomics.fences]/2") [x y] {
        { x.store(1, Relaxed); fence(Acquire); y.store(1, Relaxed); }
        { let flag = y.load(Relaxed); fence(Release); [flag, x.load(Relaxed)] }
        asks "10"
        rc11 ["**"]
        sc_lacks ["10"]
    }

    /// Even an SC fence needs somebody to synchronize with.
    sc_fence_of_the_writer ("MP", "C++20 [atomics.fences]/2") [x y] {
        { x.store(1, Relaxed); fence(SeqCst); y.store(1, Relaxed); }
        { [y.load(Relaxed), x.load(Relaxed)] }
        asks "10"
        rc11 ["**"]
        sc_lacks ["10"]
    }

    /// On the other side, too.
    sc_fence_of_the_reader ("MP", "C++20 [atomics.fences]/2") [x y] {
        { x.store(1, Relaxed); y.store(1, Relaxed); }
        { let flag = y.load(Relaxed); fence(SeqCst); [flag, x.load(Relaxed)] }
        asks "10"
        rc11 ["**"]
        sc_lacks ["10"]
    }

    /// A branch on the flag orders no loads.
    control_dependency ("MP+ctrl", "Maranget 2012, MP+dmb+ctrl") [x y] {
        { x.store(1, Relaxed); fence(Release); y.store(1, Relaxed); }
        { if y.load(Relaxed) == 1 { [1, x.load(Relaxed)] } else { [0, 0] } }
        asks "10"
        rc11 ["00" "1*"]
        sc_lacks ["10"]
    }

    /// An update that releases.
    flag_swapped ("MP+rmw", "C++20 [atomics.order]/2") [x y] {
        { x.store(1, Relaxed); y.swap(1, Release); }
        { [y.load(Acquire), x.load(Relaxed)] }
        asks "10"
        rc11 ["**" "!10"]
        sc_lacks []
    }

    /// An update that acquires.
    flag_updated ("MP+rmw", "C++20 [atomics.order]/2") [x y] {
        { x.store(1, Relaxed); y.store(1, Release); }
        { [y.fetch_add(0, Acquire), x.load(Relaxed)] }
        asks "10"
        rc11 ["**" "!10"]
        sc_lacks []
    }

    /// An update that only releases does not acquire.
    flag_updated_with_release ("MP+rmw", "C++20 [atomics.order]/2") [x y] {
        { x.store(1, Relaxed); y.store(1, Release); }
        { [y.fetch_add(0, Release), x.load(Relaxed)] }
        asks "10"
        rc11 ["**"]
        sc_lacks ["10"]
    }

    /// An exchange that succeeds has its first ordering.
    exchange_acquires ("MP+rmw", "C++20 [atomics.types.operations], compare_exchange") [x y] {
        { x.store(1, Relaxed); y.store(1, Release); }
        { [value_read(y.compare_exchange(1, 2, Acquire, Relaxed)), x.load(Relaxed)] }
        asks "10"
        rc11 ["**" "!10"]
        sc_lacks []
    }

    /// And not its second.
    exchange_relaxed ("MP+rmw", "C++20 [atomics.types.operations], compare_exchange") [x y] {
        { x.store(1, Relaxed); y.store(1, Release); }
        { [value_read(y.compare_exchange(1, 2, Relaxed, Acquire)), x.load(Relaxed)] }
        asks "10"
        rc11 ["**"]
        sc_lacks ["10"]
    }

    /// An exchange that fails has its second ordering.
    failed_exchange_acquires ("MP+rmw", "C++20 [atomics.types.operations], compare_exchange") [x y] {
        { x.store(1, Relaxed); y.store(1, Release); }
        { [value_read(y.compare_exchange(0, 2, Relaxed, Acquire)), x.load(Relaxed)] }
        asks "10"
        rc11 ["**" "!10"]
        sc_lacks []
    }

    /// And not its first.
    failed_exchange_relaxed ("MP+rmw", "C++20 [atomics.types.operations], compare_exchange") [x y] {
        { x.store(1, Relaxed); y.store(1, Release); }
        { [value_read(y.compare_exchange(0, 2, AcqRel, Relaxed)), x.load(Relaxed)] }
        asks "10"
        rc11 ["**"]
        sc_lacks ["10"]
    }
}
