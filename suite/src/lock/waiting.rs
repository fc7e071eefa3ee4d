//! How long an acquisition takes under a fair schedule.
//!
//! A step is a decision of the hardware scheduler; it is a step of the CPU that takes it.
//! A schedule is fair within a window of F steps if of any F steps in a row at which a CPU
//! can run it takes one at least. Then n steps, each of a given CPU and one after another,
//! are over within n·F steps; and an acquisition's wait is such a chain: docs/locks.md
//! derives its length for each lock.

mod adversaries;
mod bound;
mod fair;
mod stopwatch;

use self::adversaries::adversaries;
use self::bound::{Promise, WaitBound};
pub use self::fair::FairClient;
use self::stopwatch::{Stopwatch, Waits};
use super::client::made_for_client;
use super::counter::Counter;
use super::describe::describe;
use super::{Client, turn};
use crate::explore::{explore_under, seed};
use crate::hardware::{Fair, Hardware};
use crate::module::check;
use crate::report::{Description, Mode};
use crate::{Check, Found, LockFamily, Run};
use latchwork_atomic::Initial;
use latchwork_lock::RawLock;
use latchwork_lock::author::{HandOff, Order};

/// What a FIFO lock must state to be held to a bound.
const STATED: &str = "`RawLock::HAND_OFF`, the steps of a hand-off, to have waits held to a \
                      bound; docs/checking-a-lock.md says how to count them";

/// Measures the waits of the lock `F`, called `name`, under adversaries that are
/// fair within a window. A FIFO lock is held to the bound that its hand-off gives; if it
/// does not state one, this is not checked, and the result says so.
pub fn check_waits<F: LockFamily>(name: &str, client: FairClient) -> Check {
    made_for_client!(F, client.client, self::as_promised, (name, client))
}

/// As [`check_waits`], but holds the lock to a bound that it may not promise.
pub fn check_waits_within<F: LockFamily>(
    name: &str,
    client: FairClient,
    hand_off: HandOff,
) -> Check {
    check_bound::<F>(name, client, hand_off, Window::Enforced)
}

/// As [`check_waits`], but the adversaries are kept within twice the window only,
/// so that the bound has no ground.
pub fn check_waits_unfair<F: LockFamily>(
    name: &str,
    client: FairClient,
    hand_off: HandOff,
) -> Check {
    check_bound::<F>(name, client, hand_off, Window::Doubled)
}

fn as_promised<R>(name: &str, client: FairClient) -> Check
where
    R: RawLock + Initial + Send + Sync + 'static,
{
    let promise = match (R::ORDER, R::HAND_OFF) {
        (Order::Unfair, _) => Promise::Nothing("unfair"),
        (Order::Bounded(_), _) => Promise::Nothing("bounded in acquisitions"),
        (Order::Fifo, Some(hand_off)) => Promise::Bound(client.bound(hand_off)),
        (Order::Fifo, None) => {
            let description = describe_waits(name, client.client, BOUND, Window::Enforced);
            return Check::lacking(description, STATED);
        }
    };
    check_promise::<R>(name, client, promise, Window::Enforced)
}

fn check_bound<F: LockFamily>(
    name: &str,
    client: FairClient,
    hand_off: HandOff,
    window: Window,
) -> Check {
    let promise = Promise::Bound(client.bound(hand_off));
    made_for_client!(
        F,
        client.client,
        self::check_promise,
        (name, client, promise, window)
    )
}

/// What the scheduler keeps the adversaries within.
#[derive(Clone, Copy)]
enum Window {
    /// The window that the bound is computed from.
    Enforced,
    /// Twice that.
    Doubled,
}

/// What is checked of a lock that is held to a bound.
const BOUND: &str = "wait bound";

fn describe_waits(name: &str, program: Client, property: &str, window: Window) -> Description {
    let variant = match window {
        Window::Enforced => "wait",
        Window::Doubled => "wait-unfair",
    };
    describe(name, property, program, Some(variant), Mode::Random, 10)
}

fn check_promise<R>(name: &str, client: FairClient, promise: Promise, window: Window) -> Check
where
    R: RawLock + Initial + Send + Sync + 'static,
{
    let property = match promise {
        Promise::Bound(_) => BOUND.to_owned(),
        Promise::Nothing(why) => format!("wait, {why}"),
    };
    let program = client.client;
    let description = describe_waits(name, program, &property, window);
    Check::new(description, move |run: &Run| {
        let waits = Waits::of(program.cpus);
        let observed = program.observed_by(Box::new(WaitBound {
            client,
            promise,
            turn,
            waits: waits.clone(),
        }));
        let enforced = match window {
            Window::Enforced => client.window,
            Window::Doubled => 2 * client.window,
        };
        let policy = Fair::new(adversaries(client, &observed, turn), enforced);
        let stopwatch = Stopwatch {
            observed: observed.clone(),
            turn,
            waits,
        };
        let hardware = Hardware::new(policy, seed()).monitored_by(stopwatch);
        check::<Counter<R>>(run, &program, &observed, |model| {
            let Found { mode, detail } = explore_under(run, hardware, model)?;
            Ok(Found {
                mode,
                detail: format!("fair adversaries, {detail}"),
            })
        })
    })
}

#[cfg(test)]
mod tests;
