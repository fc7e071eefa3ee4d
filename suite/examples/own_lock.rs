//! A lock that is not Latchwork's, through Latchwork's checks:
//!
//! ```sh
//! export RUSTFLAGS="--cfg loom"
//! cargo run --release --target-dir target/loom -p latchwork-suite --example own_lock -- list
//! cargo run --release --target-dir target/loom -p latchwork-suite --example own_lock -- run OwnLock/lock/2x1
//! ```

use latchwork_atomic::Ordering::{Acquire, Relaxed, Release};
use latchwork_atomic::{AtomicBool, SpinHint, WaitUntil, impl_initial};
use latchwork_lock::{LockEvent, Log, Order, RawLock};

struct OwnLock {
    locked: AtomicBool,
    log: Log<LockEvent>,
}

impl OwnLock {
    fn attempt(&self) -> bool {
        // An exchange that writes only when it succeeds: loom mixes up a `swap`
        // here with the store in `unlock` (see docs/checker-gaps.md).
        // Acquire: pairs with the Release in `unlock`. Relaxed: a failed attempt
        // reads nothing that matters.
        self.locked
            .compare_exchange(false, true, Acquire, Relaxed)
            .is_ok()
    }
}

impl_initial! { impl[] OwnLock = Self { locked: AtomicBool::new(false), log: Log::new() } }

// SAFETY: one exchange at a time finds false, and only its caller stores it again.
unsafe impl RawLock for OwnLock {
    type Place = ();
    type Token = ();
    const ORDER: Order = Order::Unfair;

    fn arrive(&self) {
        // An unfair lock has no doorway: arriving means nothing.
        self.log.append(LockEvent::Arrive);
    }

    unsafe fn wait(&self, (): ()) {
        while !self.attempt() {
            // Relaxed: a hint to try again.
            self.locked
                .wait_until::<SpinHint>(Relaxed, |locked| !locked);
        }
        self.log.append(LockEvent::Acquire);
    }

    fn try_lock(&self) -> Option<()> {
        let acquired = self.attempt();
        self.log.append(LockEvent::TryAcquire(acquired));
        acquired.then_some(())
    }

    unsafe fn unlock(&self, (): ()) {
        // Release: pairs with the Acquire of the next attempt.
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

fn main() -> std::process::ExitCode {
    latchwork_suite::program::main(latchwork_suite::lock::checks::<OwnLock>("OwnLock"))
}
