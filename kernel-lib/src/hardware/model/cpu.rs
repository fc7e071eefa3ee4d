//! What one CPU of a model has.

use latchwork_atomic::AtomicBool;
use latchwork_atomic::model::interrupt::{Interrupt, Line};
use std::collections::BTreeMap;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

/// How often a timer that is to come again and again comes: a bound of the model.
const PERIODS: usize = 2;

/// A CPU. But for `online` it is the machine's inside, of which a model sees nothing.
#[derive(Debug, Default)]
pub(super) struct OneCpu {
    pub(super) online: AtomicBool,
    called: OnceLock<Line>,
    ticked: Arc<OnceLock<Line>>,
    /// How often the timer is still to be raised by its own handler.
    periods: Arc<std::sync::atomic::AtomicUsize>,
    /// By page, the entry that it has looked up.
    kept: Mutex<BTreeMap<usize, u64>>,
    looks: std::sync::atomic::AtomicU64,
}

impl OneCpu {
    /// The calling CPU, which this is, gets its handlers.
    pub(super) fn register(&self, called: impl Fn() + 'static, ticked: impl Fn() + 'static) {
        let line = Interrupt::new("call", called).when_raised();
        self.called.set(line).expect("a CPU comes online once");
        let (periods, own) = (Arc::clone(&self.periods), Arc::clone(&self.ticked));
        let tick = move || {
            ticked();
            // Relaxed: one CPU's own.
            if periods.load(Relaxed) > 0 {
                periods.fetch_sub(1, Relaxed);
                own.get().expect("it has come").raise();
            }
        };
        let line = Interrupt::new("timer", tick).when_raised();
        self.ticked.set(line).expect("a CPU comes online once");
    }

    /// The line by which others interrupt this CPU.
    pub(super) fn called(&self) -> &Line {
        self.called.get().expect("the CPU is online")
    }

    /// Has the timer come once, or again and again.
    pub(super) fn set_timer(&self, again: bool) {
        let more = if again { PERIODS - 1 } else { 0 };
        // Relaxed: one CPU's own.
        self.periods.store(more, Relaxed);
        self.ticked.get().expect("the CPU is online").raise();
    }

    /// Has the timer come no more, but for what is raised.
    pub(super) fn stop_timer(&self) {
        // Relaxed: one CPU's own.
        self.periods.store(0, Relaxed);
    }

    /// What the CPU has kept of the tables. Nobody waits for it: a CPU looks at its own only, and
    /// takes no step meanwhile.
    pub(super) fn kept(&self) -> MutexGuard<'_, BTreeMap<usize, u64>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A tick later than the last time.
    pub(super) fn look_at_the_clock(&self) -> u64 {
        // Relaxed: one CPU's own.
        self.looks.fetch_add(1, Relaxed)
    }
}
