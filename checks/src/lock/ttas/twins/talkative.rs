//! A TTAS lock that logs a failed poll.

use latchwork_atomic::Ordering::{Acquire, Relaxed, Release};
use latchwork_atomic::{AtomicBool, SpinHint, WaitUntil, const_fn, impl_initial};
use latchwork_layer::Log;
use latchwork_lock::RawLock;
use latchwork_lock::author::{LockEvent, Order};

/// As a lock it is right; as a client of `wait_until` it is not: its condition
/// leaves a trace, in that it arrives at the first failed poll. Pruning takes a
/// failed poll for a step that changes nothing, and must be seen to lose what
/// comes after this one.
#[derive(Debug)]
pub(crate) struct TalkativeTtas {
    locked: AtomicBool,
    log: Log<LockEvent>,
}

impl TalkativeTtas {
    const_fn! {
        /// A free lock.
        pub fn new() -> Self {
            Self {
                locked: AtomicBool::new(false),
                log: Log::new(),
            }
        }
    }

    fn attempt(&self) -> bool {
        self.locked
            // Acquire, Relaxed: as in the original.
            .compare_exchange(false, true, Acquire, Relaxed)
            .is_ok()
    }
}

impl Default for TalkativeTtas {
    fn default() -> Self {
        Self::new()
    }
}

impl_initial! { impl[] TalkativeTtas = Self::new() }

// SAFETY: as for the original: the flag is set by one read-modify-write.
unsafe impl RawLock for TalkativeTtas {
    type Place = ();
    type Token = ();

    const ORDER: Order = Order::Unfair;

    unsafe fn arrive(&self) {}

    unsafe fn wait(&self, (): ()) {
        let mut arrived = false;
        while !self.attempt() {
            // Relaxed: a hint. The mistake: the condition is not pure.
            self.locked.wait_until::<SpinHint>(Relaxed, |locked| {
                if locked && !arrived {
                    self.log.append(LockEvent::Arrive);
                    arrived = true;
                }
                !locked
            });
        }
        if !arrived {
            self.log.append(LockEvent::Arrive);
        }
        self.log.append(LockEvent::Acquire);
    }

    fn try_lock(&self) -> Option<()> {
        // No client of this control tries.
        None
    }

    unsafe fn unlock(&self, (): ()) {
        // Release: as in the original.
        self.locked.store(false, Release);
        self.log.append(LockEvent::Release);
    }

    fn is_locked(&self) -> bool {
        // Relaxed: for diagnostics.
        self.locked.load(Relaxed)
    }

    fn log(&self) -> &Log<LockEvent> {
        &self.log
    }
}
