//! The locks under `lock_api`, 0.4, on the host's threads and under Miri.
#![cfg(not(any(loom, shuttle, explore)))]

mod model_cpu;
mod over_lock_api;

over_lock_api::over!(lock_api_04);

/// An allocator that knows nothing of Latchwork, over each lock.
mod allocator {
    use super::{CPUS, Mcs, ROUNDS};
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
    }
}
