//! Waits are held to a bound, and schedules to the window that it is computed from.

use super::fair::FairClient;
use super::stopwatch::{Wait, Waits};
use crate::observe::{Observer, Turn};
use crate::{Failure, Property};
use latchwork_layer::Entry;

/// What a lock is held to.
#[derive(Clone, Copy)]
pub(super) enum Promise {
    /// This many steps.
    Bound(usize),
    /// No number of steps, for this reason.
    Nothing(&'static str),
}

/// Holds the waits of every execution to a bound, if there is one, and the schedules
/// to the window that the bound is computed from.
pub(super) struct WaitBound<E> {
    pub(super) client: FairClient,
    pub(super) promise: Promise,
    pub(super) turn: fn(&E) -> Turn,
    pub(super) waits: Waits,
}

impl<E> Observer<E> for WaitBound<E> {
    fn ended(&mut self, log: &[Entry<E>]) -> Result<(), Failure> {
        let Self { client, turn, .. } = *self;
        let (longest, stand) = self
            .waits
            .with(|measured| (measured.longest, measured.longest_stand));
        if stand >= client.window {
            return Err(Failure::of(
                Property::Fairness,
                format!(
                    "a CPU that could run stood for {stand} steps in a row; the window is {}",
                    client.window
                ),
            ));
        }
        let Wait {
            steps,
            cpu,
            acquired,
        } = longest;
        match self.promise {
            Promise::Bound(bound) if steps > bound => {
                let reason = format!(
                    "CPU {cpu} acquired {steps} steps after it arrived; the bound is {bound} ({client})"
                );
                let arrives =
                    |entry: &Entry<E>| entry.cpu == cpu && turn(&entry.event) == Turn::Arrives;
                let arrived = log[..acquired].iter().rposition(arrives);
                let failure = Failure::new(Property::WaitBound, "waits too long", reason);
                Err(failure.marking(arrived.into_iter().chain([acquired])))
            }
            _ => Ok(()),
        }
    }

    fn detail(&self) -> Option<String> {
        let (seen, client) = (self.waits.with(|it| it.longest_ever.steps), self.client);
        Some(match self.promise {
            Promise::Bound(bound) => format!("wait {seen} steps seen, bound {bound} ({client})"),
            Promise::Nothing(why) => format!("wait {seen} steps seen, {why}, no bound ({client})"),
        })
    }
}
