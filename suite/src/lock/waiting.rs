//! How long an acquisition takes under a fair schedule.
//!
//! A step is a decision of the hardware scheduler; it is a step of the CPU that takes it.
//! A schedule is fair within a window of F steps if of any F steps in a row at which a CPU
//! can run it takes one at least. Then n steps, each of a given CPU and one after another,
//! are over within n·F steps; and an acquisition's wait is such a chain: docs/locks.md
//! derives its length for each lock.

use super::client::made_for_client;
use super::counter::Counter;
use super::describe::describe;
use super::starvation::{each_in_turn, whoever_is_next};
use super::{Client, turn};
use crate::explore::{Sampling, explore_under, seed};
use crate::hardware::{Alternate, Fair, Hardware, Monitor, Point, Policy, Starve};
use crate::module::{Observed, check};
use crate::observe::{Observer, Turn};
use crate::report::{Description, Mode};
use crate::{Check, Failure, Found, LockFamily, Property, Run};
use core::fmt::{self, Display, Formatter};
use latchwork_atomic::Initial;
use latchwork_layer::Entry;
use latchwork_lock::RawLock;
use latchwork_lock::author::{HandOff, Order};
use std::sync::{Arc, Mutex, PoisonError};

/// A client, and the window within which its schedules are fair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FairClient {
    /// The program. Its holders take `client.inside` steps from their
    /// acquisition to the call of `unlock`.
    pub client: Client,
    /// Of so many steps in a row at which a CPU can run, it takes one.
    pub window: usize,
}

impl FairClient {
    /// The most steps that an acquisition takes from its arrival. N − 1 others
    /// are ahead at most, each of which acquires, is inside for k of its steps, and
    /// releases; then the CPU acquires itself; and each step comes within F.
    pub const fn bound(self, HandOff { acquire, release }: HandOff) -> usize {
        let Client { cpus, inside, .. } = self.client;
        ((cpus - 1) * (acquire + inside + release) + acquire) * self.window
    }
}

impl Display for FairClient {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Client { cpus, inside, .. } = self.client;
        write!(f, "N {cpus}, k {inside}, F {}", self.window)
    }
}

/// An acquisition's wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Wait {
    /// From the step of its arrival to the step of its acquisition.
    steps: usize,
    /// The CPU that waited.
    cpu: usize,
    /// The place of the acquisition in the log.
    acquired: usize,
}

/// The waits of each execution, as a [`Monitor`] measures them.
#[derive(Clone, Default)]
struct Waits(Arc<Mutex<Measured>>);

#[derive(Default)]
struct Measured {
    /// Events of this execution that have been looked at.
    seen: usize,
    /// For each CPU, the step of its arrival, while it waits.
    arrivals: Vec<Option<usize>>,
    /// For each CPU, the steps in a row at which it could run and did not.
    passed_over: Vec<usize>,
    /// The most of those in this execution.
    longest_stand: usize,
    /// The longest wait of this execution.
    longest: Wait,
    /// The longest wait of all executions.
    longest_ever: Wait,
}

impl Waits {
    fn of(cpus: usize) -> Self {
        Self(Arc::new(Mutex::new(Measured {
            arrivals: vec![None; cpus],
            passed_over: vec![0; cpus],
            ..Measured::default()
        })))
    }

    fn with<U>(&self, look: impl FnOnce(&mut Measured) -> U) -> U {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Measures waits, by looking at the log after each step.
struct Stopwatch<E> {
    observed: Observed<E>,
    turn: fn(&E) -> Turn,
    waits: Waits,
}

impl<E: Clone + Send + Sync + 'static> Monitor for Stopwatch<E> {
    fn decided(&mut self, point: &Point<'_>, chosen: usize) {
        self.observed.watch(|log| {
            self.waits.with(|measured| {
                if point.step == 0 {
                    measured.begin();
                }
                // What the step before has appended.
                for (index, entry) in log.iter().enumerate().skip(measured.seen) {
                    let turn = (self.turn)(&entry.event);
                    measured.happened(index, entry.cpu, turn, point.step);
                }
                measured.seen = log.len();
                measured.passed_over(point, chosen);
            });
        });
    }
}

/// Holds the waits of every execution to a bound, if there is one, and the schedules
/// to the window that the bound is computed from.
struct WaitBound<E> {
    client: FairClient,
    promise: Promise,
    turn: fn(&E) -> Turn,
    waits: Waits,
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

impl Measured {
    fn begin(&mut self) {
        self.seen = 0;
        self.arrivals.fill(None);
        self.passed_over.fill(0);
        self.longest_stand = 0;
        self.longest = Wait::default();
    }

    fn happened(&mut self, index: usize, cpu: usize, turn: Turn, step: usize) {
        match turn {
            Turn::Arrives => self.arrivals[cpu] = Some(step),
            Turn::Served => {
                let arrival = self.arrivals[cpu].take().unwrap_or(step);
                let wait = Wait {
                    steps: step - arrival,
                    cpu,
                    acquired: index,
                };
                self.longest = self.longest.max(wait);
                self.longest_ever = self.longest_ever.max(wait);
            }
            Turn::Passes | Turn::Leaves | Turn::Aside => {}
        }
    }

    fn passed_over(&mut self, point: &Point<'_>, chosen: usize) {
        for (cpu, passed_over) in self.passed_over.iter_mut().enumerate() {
            let stands = cpu != chosen && point.can_run(cpu);
            *passed_over = if stands { *passed_over + 1 } else { 0 };
            self.longest_stand = self.longest_stand.max(*passed_over);
        }
    }
}

/// Those who would have an acquisition wait, one execution each: two that starve
/// (whoever it is that all wait for; and one CPU after another while it waits),
/// and the policies that favour somebody for a while.
fn adversaries<E: Clone + Send + Sync + 'static>(
    client: FairClient,
    observed: &Observed<E>,
    turn: fn(&E) -> Turn,
) -> Alternate {
    let cpus = client.client.cpus;
    let drawn = |sampling: Sampling| sampling.policy(seed(), cpus);
    // The window gives the victim its steps.
    let for_ever = usize::MAX;
    let policies: Vec<Box<dyn Policy>> = vec![
        Box::new(Starve::new(
            seed(),
            for_ever,
            whoever_is_next(observed, turn),
        )),
        Box::new(Starve::new(
            seed(),
            for_ever,
            each_in_turn(cpus, observed, turn),
        )),
        drawn(Sampling::Burst),
        drawn(Sampling::Priority),
        drawn(Sampling::RoundRobin),
        drawn(Sampling::Random),
    ];
    Alternate::new(policies)
}

/// What a lock is held to.
#[derive(Clone, Copy)]
enum Promise {
    /// This many steps.
    Bound(usize),
    /// No number of steps, for this reason.
    Nothing(&'static str),
}

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
