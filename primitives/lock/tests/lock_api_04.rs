//! The locks under `lock_api`, 0.4, on the host's threads and under Miri.
#![cfg(not(any(loom, shuttle, explore)))]

mod model_cpu;
mod over_lock_api;
#[cfg(not(miri))]
mod own_process;

over_lock_api::over!(lock_api_04);

/// An allocator that knows nothing of Latchwork, over each lock. Its heap stays, which Miri
/// takes for a leak.
#[cfg(not(miri))]
mod allocator {
    use super::{CPUS, Mcs, ROUNDS, Stealing};
    use latchwork_atomic::model;
    use latchwork_lock::{TicketLock, TtasLock};
    use lock_api_04::RawMutex;
    use std::alloc::{GlobalAlloc, Layout};
    use std::ptr;
    use talc::TalcLock;
    use talc::source::Claim;

    /// Each CPU writes to what it was given, and finds it so.
    fn allocates<R: RawMutex + Send + Sync + 'static>() {
        const HEAP: usize = 1 << 20;
        let heap = Vec::leak(vec![0_u8; HEAP]);
        // SAFETY: the heap is leaked, and nobody else has it.
        let talc = TalcLock::<R, Claim>::new(unsafe { Claim::new(heap.as_mut_ptr(), HEAP) });
        let layout = Layout::new::<[usize; 16]>();
        model::run(
            CPUS,
            move |cpu| {
                for round in 0..ROUNDS {
                    // SAFETY: the layout has a size.
                    let memory = unsafe { talc.alloc(layout) }.cast::<[usize; 16]>();
                    assert!(!memory.is_null(), "there is enough for all");
                    let own = [cpu * ROUNDS + round; 16];
                    // SAFETY: it was allocated for such a value.
                    unsafe { ptr::write(memory, own) };
                    model::yield_now();
                    // SAFETY: the value was written above.
                    assert_eq!(unsafe { ptr::read(memory) }, own);
                    // SAFETY: it was allocated here, with this layout.
                    unsafe { talc.dealloc(memory.cast(), layout) };
                }
            },
            || (),
        );
    }

    #[test]
    fn talc_takes_each_lock() {
        allocates::<TtasLock>();
        allocates::<TicketLock>();
        allocates::<Mcs>();
        allocates::<Stealing>();
    }
}

/// `MutexGuard::unlocked` takes the lock again whatever happens, for a guard that is there
/// all the while. Each case has that `lock` panic.
#[cfg(not(miri))]
mod taken_again {
    use super::{Mcs, ModelCpu, on_one_cpu, own_process};
    use latchwork_atomic::model;
    use latchwork_lock::{ForceUnlock, RawLock, StealingLock};
    use lock_api_04::{GuardSend, Mutex, MutexGuard, RawMutex};
    use std::panic::{AssertUnwindSafe, catch_unwind};

    /// Known-bad twin: an MCS lock whose `lock` unwinds.
    struct Unwinding(Mcs);

    // SAFETY: none; after an `unlocked` that panics there are two guards.
    unsafe impl RawMutex for Unwinding {
        #[allow(clippy::declare_interior_mutable_const)]
        const INIT: Self = Self(Mcs::new());

        type GuardMarker = GuardSend;

        fn lock(&self) {
            RawLock::lock(&self.0);
        }

        fn try_lock(&self) -> bool {
            RawLock::try_lock(&self.0).is_some()
        }

        unsafe fn unlock(&self) {
            // SAFETY: the case has one CPU, which holds the lock.
            unsafe { self.0.force_unlock() };
        }
    }

    /// The guard is given up, and had again by somebody who keeps it.
    fn kept_by_another<R: RawMutex>() {
        let mutex = Mutex::<R, u32>::new(0);
        let mut outer = mutex.lock();
        let mut inner = None;
        let again = AssertUnwindSafe(|| {
            MutexGuard::unlocked(&mut outer, || inner = mutex.try_lock());
        });
        let unwound = catch_unwind(again).is_err();
        let guards = usize::from(inner.is_some()) + 1;
        std::mem::forget((inner, outer));
        println!("unwound: {unwound}, guards: {guards}");
    }

    fn run(case: &str) {
        match case {
            "McsLock" => on_one_cpu(|| own_process::end(kept_by_another::<Mcs>)),
            "StealingLock" => on_one_cpu(|| {
                // A guard may go to a CPU that the lock has no place for.
                type Small = StealingLock<ModelCpu, 1>;
                let mutex = Mutex::<Small, u32>::new(0);
                let mut guard = mutex.lock();
                let elsewhere = || MutexGuard::unlocked(&mut guard, || ());
                own_process::end(|| model::as_cpu(1, elsewhere));
                std::mem::forget(guard);
            }),
            "twin" => on_one_cpu(|| own_process::end(kept_by_another::<Unwinding>)),
            other => panic!("there is no case {other}"),
        }
    }

    #[test]
    fn a_lock_that_panics_ends_the_program() {
        const TEST: &str = "taken_again::a_lock_that_panics_ends_the_program";
        if let Some(case) = own_process::case() {
            return run(&case);
        }
        for case in ["McsLock", "StealingLock"] {
            own_process::is_ended(TEST, case, "a lock panicked under lock_api 0.4");
        }
        let twin = own_process::run(TEST, "twin");
        assert!(twin.success, "{}", twin.stderr);
        let two = "unwound: true, guards: 2";
        assert!(twin.stdout.contains(two), "{}", twin.stdout);
    }
}
