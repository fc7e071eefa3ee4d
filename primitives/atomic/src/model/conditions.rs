//! Whether the conditions of waits are pure.
//!
//! The explorer asks a condition of any value that might be read, as often as it
//! likes, and on no CPU's stack. One that leaves a trace, or that remembers what it
//! was asked, would make executions that the model does not have.

use core::cell::Cell;
use core::panic::Location;

std::thread_local! {
    /// Of the condition that is being asked on this thread of the host, if one is:
    /// whether it has left a trace.
    static ASKED: Cell<Option<bool>> = const { Cell::new(None) };
}

/// The condition of one wait.
pub(crate) struct Conditions {
    at: &'static Location<'static>,
    impurity: Cell<Option<&'static str>>,
}

impl Conditions {
    /// Of the wait that calls this.
    #[track_caller]
    pub(crate) fn of_this_wait() -> Self {
        Self {
            at: Location::caller(),
            impurity: Cell::new(None),
        }
    }

    /// What `condition` says, asked twice.
    pub(crate) fn ask(&self, mut condition: impl FnMut() -> bool) -> bool {
        ASKED.set(Some(false));
        let holds = condition();
        if condition() != holds {
            self.impurity
                .set(Some("asked twice of a value, it gives two answers"));
        }
        if ASKED.take() == Some(true) {
            self.impurity.set(Some("it appends to a log"));
        }
        holds
    }

    /// The wait is over.
    ///
    /// # Panics
    ///
    /// If its condition was not pure.
    #[track_caller]
    pub(crate) fn were_pure(&self) {
        if let Some(impurity) = self.impurity.get() {
            panic!(
                "pruning: the condition of the wait at {} is not pure: {impurity}",
                self.at
            );
        }
    }
}

/// Whether this is called by the condition of a wait: then what the caller is
/// about to do is a trace, which is noted, and must not be done.
pub fn leaves_a_trace() -> bool {
    let asked = ASKED.get().is_some();
    match asked {
        true => ASKED.set(Some(true)),
        false => latchwork_explore::thread::has_effect(),
    }
    asked
}
