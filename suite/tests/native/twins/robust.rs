//! A lock that a thread loses when it ends.

use latchwork_atomic::impl_initial;
use latchwork_lock::RawLock;
use latchwork_lock::author::{LockEvent, Log, Order};
use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::thread::yield_now;

/// The threads that have used such a lock, and have not ended.
static ALIVE: Mutex<BTreeSet<u64>> = Mutex::new(BTreeSet::new());

/// A thread's number, until it ends.
struct Life(u64);

impl Life {
    fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let number = NEXT.fetch_add(1, SeqCst);
        ALIVE.lock().expect("nobody panics").insert(number);
        Self(number)
    }
}

impl Drop for Life {
    fn drop(&mut self) {
        ALIVE.lock().expect("nobody panics").remove(&self.0);
    }
}

thread_local! {
    static LIFE: Life = Life::new();
}

/// Free if the thread that holds it is no more, even if that thread has
/// forgotten its guard, and what it lent is still in use.
#[derive(Debug)]
pub(crate) struct Robust {
    holder: AtomicU64,
    log: Log<LockEvent>,
}

const NOBODY: u64 = 0;

impl_initial! { impl[] Robust = Self { holder: AtomicU64::new(NOBODY), log: Log::new() } }

// SAFETY: none: a guard that was forgotten must keep the lock.
unsafe impl RawLock for Robust {
    type Place = ();
    type Token = ();

    const ORDER: Order = Order::Unfair;

    unsafe fn arrive(&self) {}

    unsafe fn wait(&self, (): ()) {
        while self.try_lock().is_none() {
            yield_now();
        }
    }

    fn try_lock(&self) -> Option<()> {
        let this = LIFE.with(|life| life.0);
        let holder = self.holder.load(SeqCst);
        if ALIVE.lock().expect("nobody panics").contains(&holder) {
            return None;
        }
        let taken = self.holder.compare_exchange(holder, this, SeqCst, SeqCst);
        taken.is_ok().then_some(())
    }

    unsafe fn unlock(&self, (): ()) {
        self.holder.store(NOBODY, SeqCst);
    }

    fn is_locked(&self) -> bool {
        self.holder.load(SeqCst) != NOBODY
    }

    fn log(&self) -> &Log<LockEvent> {
        &self.log
    }
}
