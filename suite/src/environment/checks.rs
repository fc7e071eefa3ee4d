//! The checks of one CPU against its environment.

use super::context::{Context, Rely, crowd};
use super::{Surroundings, judge};
use crate::counterexample::tell;
use crate::explore::{Limits, explore_part};
use crate::lock::Findings;
use crate::program::CHECKER;
use crate::report::{Description, Mode, Verdict};
use crate::{Check, Failure, Found, Property, Run, violated};
use core::panic::Location;
use latchwork_atomic::Initial;
use latchwork_layer::Refinement;
use latchwork_layer::{Composition, Entry, Unreliable, compose};
use latchwork_lock::RawLock;
use latchwork_lock::{HARDWARE, LOCK};
use latchwork_lock::{LockEvent, LockRelyGuarantee, LockSpec, Order};
use std::sync::Arc;

impl Surroundings {
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
        let claim = Refinement::new(&HARDWARE, name, &LOCK);
        Description {
            id: format!(
                "{name}/environment/{}x{}+{others}/{operation}",
                self.cpus, self.rounds
            ),
            object: claim.module.to_owned(),
            layer: claim.over.name.to_owned(),
            rests_on: claim.under.name.to_owned(),
            property: format!("{operation}, one CPU: guarantee, exclusion, progress"),
            checker: CHECKER.to_owned(),
            client: format!("1 of {}", self.cpus),
            mode: Mode::Bounded,
            expected: Verdict::Pass,
            violates: String::new(),
            weight,
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
            });
        }
        if !findings.waited() {
            violated(
                Property::Contention,
                "nobody ever waited in any context, so this check shows nothing",
            );
        }
        let others = match surroundings.entries {
            None => "all others once".to_owned(),
            Some(entries) => format!("{entries} entries of others"),
        };
        Found {
            mode: Mode::Bounded,
            detail: format!(
                "{number} contexts, {others}; {}",
                findings.bypass_beside(surroundings.bypass_bound)
            ),
        }
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
    let description = Description {
        id: format!("{name}/rely-guarantee/{cpus}x{length}"),
        object: name.to_owned(),
        layer: LOCK.name.to_owned(),
        rests_on: HARDWARE.name.to_owned(),
        property: "rely/guarantee: guarantees imply relies".to_owned(),
        checker: CHECKER.to_owned(),
        client: format!("{cpus} CPUs"),
        mode: Mode::Bounded,
        expected: Verdict::Pass,
        violates: String::new(),
        weight: 3,
    };
    Check::new(description, move |run: &Run| {
        match compose(&protocol, cpus, length) {
            Ok(Composition { impossible, .. }) if !impossible.is_empty() => violated(
                Property::Contention,
                format!("nobody ever goes through {impossible:?}, so this check shows nothing"),
            ),
            Ok(Composition { logs, .. }) => {
                run.count_executions(logs);
                Found {
                    mode: Mode::Bounded,
                    detail: format!("every log of at most {length} events, no exploration"),
                }
            }
            Err(unreliable) => undone_by(protocol, &unreliable).raise(),
        }
    })
}
