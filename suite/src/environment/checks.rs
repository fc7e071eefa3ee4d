//! The checks of one CPU against its environment.

use super::context::{Context, Rely, crowd};
use super::judge;
use crate::explore::{Limits, explore_part};
use crate::layers;
use crate::lock::Findings;
use crate::render::tell;
use crate::report::{Description, Mode};
use crate::{Check, Failure, Found, Property, Run};
use core::panic::Location;
use latchwork_atomic::Initial;
use latchwork_layer::Refinement;
use latchwork_layer::{Composition, Entry, Unreliable, compose};
use latchwork_lock::RawLock;
use latchwork_lock::{LockEvent, LockRelyGuarantee, LockSpec, Order};
use std::sync::Arc;

/// What one CPU does, and what is around it.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings {
    /// All CPUs, the one in question included.
    pub cpus: usize,
    /// Times that the CPU in question acquires.
    pub rounds: usize,
    /// Whether it tries first.
    pub tries: bool,
    /// Arrivals and tries of the environment in a context; `None` for the one
    /// context in which all others arrive, and are served.
    pub entries: Option<usize>,
    /// Acquisitions that may pass a waiter, at most, if there is a bound.
    pub bypass_bound: Option<usize>,
}

impl Surroundings {
    /// One CPU among `cpus` that acquires `rounds` times, while others arrive or
    /// try `entries` times in all.
    pub const fn few(cpus: usize, rounds: usize, entries: usize) -> Self {
        Self {
            cpus,
            rounds,
            tries: false,
            entries: Some(entries),
            bypass_bound: None,
        }
    }

    /// One CPU among `cpus` that acquires once, while all others do.
    pub const fn crowd(cpus: usize) -> Self {
        Self {
            entries: None,
            ..Self::few(cpus, 1, 0)
        }
    }

    /// These surroundings, with a `try_lock` before each `lock`.
    pub const fn trying(self) -> Self {
        Self {
            tries: true,
            ..self
        }
    }

    /// These surroundings, held to a bound on bypasses.
    pub const fn within(self, bypass_bound: usize) -> Self {
        Self {
            bypass_bound: Some(bypass_bound),
            ..self
        }
    }

    /// Events by others between an acquisition and its release, at most: what a
    /// context may bring in between. With a crowd, each other arrives.
    pub(super) fn hold(self) -> usize {
        self.entries.unwrap_or(self.cpus - 1)
    }

    fn contexts(self, order: Order) -> Vec<Context> {
        match self.entries {
            None => vec![crowd(self.cpus)],
            Some(entries) => Rely {
                cpus: self.cpus,
                entries,
                hold: self.hold(),
                order,
            }
            .contexts(),
        }
    }

    fn describe(self, name: &str, weight: u32) -> Description {
        let others = match self.entries {
            None => "all".to_owned(),
            Some(entries) => entries.to_string(),
        };
        let operation = if self.tries { "try_lock" } else { "lock" };
        let claim = Refinement::new(&layers::HARDWARE, name, &layers::LOCK);
        let Self { cpus, rounds, .. } = self;
        let part = format!("environment/{cpus}x{rounds}+{others}/{operation}");
        Description {
            property: format!("{operation}, one CPU: guarantee, exclusion, progress"),
            client: format!("1 of {cpus}"),
            weight,
            ..Description::of(claim, &part)
        }
    }
}

/// Explores the code of one CPU over the lock `R` against every context that it
/// relies on, to the bound in `surroundings`.
pub fn explore_environment<R>(name: &str, surroundings: Surroundings, weight: u32) -> Check
where
    R: RawLock + Initial + Send + Sync + 'static,
{
    let fair = (R::ORDER == Order::Fifo).then_some(surroundings.cpus - 1);
    let surroundings = Surroundings {
        bypass_bound: surroundings.bypass_bound.or(fair),
        ..surroundings
    };
    let description = surroundings.describe(name, weight);
    Check::new(description, move |run: &Run| {
        let findings = Findings::default();
        findings.testify_in(run, R::ORDER);
        let contexts = surroundings.contexts(R::ORDER);
        let number = contexts.len();
        for context in contexts.into_iter().map(Arc::new) {
            let judged = findings.clone();
            explore_part(run, Limits::None, move || {
                judge::run::<R>(surroundings, &context, &judged);
            })?;
        }
        if !findings.waited() {
            return Err(Failure::of(
                Property::Contention,
                "nobody ever waited in any context, so this check shows nothing",
            ));
        }
        let others = match surroundings.entries {
            None => "all others once".to_owned(),
            Some(entries) => format!("{entries} entries of others"),
        };
        Ok(Found {
            mode: Mode::Bounded,
            detail: format!(
                "{number} contexts, {others}; {}",
                findings.bypass_beside(surroundings.bypass_bound)
            ),
        })
    })
}

/// The log on which the rule fails.
fn undone_by(protocol: LockRelyGuarantee, unreliable: &Unreliable<LockEvent>) -> Failure {
    let Unreliable { log, cpu, reason } = unreliable;
    let reason =
        format!("all keep their guarantees, and CPU {cpu} cannot rely on the others: {reason}");
    let at = Location::caller();
    let entry = |&(cpu, event)| Entry {
        cpu,
        event,
        failed_polls: 0,
        position: None,
        at,
    };
    let log: Vec<_> = log.iter().map(entry).collect();
    let failure =
        Failure::new(Property::RelyGuarantee, "guarantee too weak", reason).of_the_whole_log();
    let spec = LockSpec {
        order: protocol.order,
    };
    let counterexample = tell(&spec, &log, &failure);
    failure.shown_by(counterexample)
}

/// Checks that the guarantees of all CPUs imply the rely of each, on every log
/// of `cpus` CPUs with at most `length` events.
pub fn check_rely_guarantee(
    name: &str,
    protocol: LockRelyGuarantee,
    cpus: usize,
    length: usize,
) -> Check {
    let claim = Refinement::new(&layers::HARDWARE, name, &layers::LOCK);
    let description = Description {
        property: "rely/guarantee: guarantees imply relies".to_owned(),
        client: format!("{cpus} CPUs"),
        weight: 3,
        ..Description::of(claim, &format!("rely-guarantee/{cpus}x{length}"))
    };
    Check::new(description, move |run: &Run| {
        match compose(&protocol, cpus, length) {
            Ok(Composition { impossible, .. }) if !impossible.is_empty() => Err(Failure::of(
                Property::Contention,
                format!("nobody ever goes through {impossible:?}, so this check shows nothing"),
            )),
            Ok(Composition { logs, .. }) => {
                run.count_executions(logs);
                Ok(Found {
                    mode: Mode::Bounded,
                    detail: format!("every log of at most {length} events, no exploration"),
                })
            }
            Err(unreliable) => Err(undone_by(protocol, &unreliable)),
        }
    })
}
