//! Failures that are raised, and what is made of a panic.

use super::property::Property;
use super::raised;
use super::situation::Situation;
use super::value::Failure;
use core::fmt::Display;
use core::panic::Location;

impl Failure {
    /// Ends the model.
    ///
    /// Not to be called while looking at a log ([`Log::with`]): the log is then
    /// looked at once more.
    ///
    /// # Panics
    ///
    /// Always; that is how a checker learns of it.
    ///
    /// [`Log::with`]: latchwork_layer::Log
    #[track_caller]
    pub fn raise(self) -> ! {
        let words = self.words();
        raised::raising(self, Location::caller());
        panic!("{words}")
    }

    /// Whoever supervises this thread is about to be told of it.
    #[cfg(shuttle)]
    pub(crate) fn raised_at(self, at: &Location<'_>) {
        raised::raising(self, at);
    }

    /// The message of its panic.
    fn words(&self) -> String {
        format!("{}: {}: {}", self.property, self.kind, self.reason)
    }

    /// The failure behind a panic of this thread: the one that was raised, or
    /// else the `meaning` of the message and the place. To be called on the
    /// panicking thread.
    pub(crate) fn behind(
        message: &str,
        at: &str,
        meaning: impl Fn(&str, &str, &Situation) -> Self,
    ) -> Self {
        let situation = Situation::now();
        let mut failure = raised::raised(at).unwrap_or_else(|| meaning(message, at, &situation));
        failure.seen.raised_by = situation.running.map(|cpu| failure.fails(cpu, at));
        failure
    }
}

/// Ends the model: `property` does not hold, and `how` says it.
///
/// [`Failure`] can say more.
///
/// # Panics
///
/// Always; that is how a checker learns of it.
#[track_caller]
pub fn violated(property: Property, how: impl Display) -> ! {
    Failure::of(property, how).raise()
}
