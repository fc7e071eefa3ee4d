//! The checks of one CPU against its environment.

use super::alone::Alone;
use super::context::{Deed, Rely, crowd};
use super::drive::{Guarded, in_question};
use super::{Context, Protocol, Surroundings};
use crate::explore::{Limits, explore_part};
use crate::lock::turn;
use crate::module::{Event, Observed, Program, visit};
use crate::observe::{Bypass, Observers, Seen};
use crate::render::shown;
use crate::report::{Description, Mode};
use crate::{Check, Failure, Found, Property, Run};
use core::fmt::{self, Debug, Formatter};
use core::panic::Location;
use latchwork_atomic::Initial;
use latchwork_layer::{Composition, Entry, Refinement, RelyGuarantee, Spec, Unreliable, compose};
use latchwork_lock::RawLock;
use latchwork_lock::author::{HARDWARE, LOCK};
use latchwork_lock::author::{LockRelyGuarantee, LockSpec, Order};
use std::sync::Arc;

/// What is around one CPU of a module: the contexts that its code is explored in, and
/// who looks at the executions.
pub struct Environment<P: Protocol> {
    /// Its name in the identifier of the check, and for a reader.
    pub name: (String, String),
    /// What each CPU relies on, and what it guarantees.
    pub conditions: P::Conditions,
    /// The contexts.
    pub contexts: Contexts<P::Deed>,
    /// The observers of a run.
    pub observers: Observers<Event<P>>,
}

/// Enumerates contexts.
type Contexts<D> = Box<dyn Fn() -> Vec<Context<D>> + Send + Sync>;

impl<P: Protocol> Debug for Environment<P> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Environment")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// Explores the code of one CPU, which runs `program`, in every context of
/// `environment`, as a part of `claim`.
pub fn explore_alone<P: Protocol>(
    claim: Refinement<'_>,
    program: Program<P>,
    environment: Environment<P>,
    weight: u32,
) -> Check {
    let Program {
        name,
        cpus,
        operations,
        ..
    } = program;
    let Environment {
        name: (others, words),
        conditions,
        contexts,
        observers,
    } = environment;
    let part = format!("environment/{cpus}x{operations}+{others}/{name}");
    let description = Description {
        property: format!("{name}, one CPU: guarantee, exclusion, progress"),
        client: format!("1 of {cpus}"),
        weight,
        ..Description::of(claim, &part)
    };
    Check::new(description, move |run: &Run| {
        let observed = Observed::by(observers());
        let contexts = contexts();
        let number = contexts.len();
        for context in contexts.into_iter().map(Arc::new) {
            let alone = Alone {
                program,
                context,
                conditions: conditions.clone(),
            };
            visit(run, &alone, &observed, |model| {
                explore_part(run, Limits::None, model)
            })?;
        }
        let details = observed.concluded(run)?;
        let contexts = format!("{number} contexts, {words}");
        let details: Vec<String> = [contexts].into_iter().chain(details).collect();
        Ok(Found {
            mode: Mode::Bounded,
            detail: details.join("; "),
        })
    })
}

impl Surroundings {
    fn contexts(self, order: Order) -> Vec<Context<Deed>> {
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

    /// What is around one CPU at the lock `R`.
    fn at<R>(self) -> Environment<Guarded<R>>
    where
        R: RawLock + Initial + Send + Sync + 'static,
    {
        let name = match self.entries {
            None => ("all".to_owned(), "all others once".to_owned()),
            Some(entries) => (entries.to_string(), format!("{entries} entries of others")),
        };
        let fair = (R::ORDER == Order::Fifo).then_some(self.cpus - 1);
        let bound = self.bypass_bound.or(fair);
        Environment {
            name,
            conditions: LockRelyGuarantee::new(R::ORDER, self.hold()),
            contexts: Box::new(move || self.contexts(R::ORDER)),
            observers: Box::new(move || {
                vec![
                    Box::new(Seen::waiting()),
                    Box::new(Bypass::new(turn, bound)),
                ]
            }),
        }
    }
}

/// Explores the code of one CPU over the lock `R` against every context that it
/// relies on, to the bound in `surroundings`.
pub fn explore_environment<R>(name: &str, surroundings: Surroundings, weight: u32) -> Check
where
    R: RawLock + Initial + Send + Sync + 'static,
{
    let claim = Refinement::new(&HARDWARE, name, &LOCK);
    let Surroundings {
        cpus,
        rounds,
        tries,
        ..
    } = surroundings;
    let program = in_question::<R>(cpus, rounds, tries);
    explore_alone(claim, program, surroundings.at::<R>(), weight)
}

/// The log on which the rule fails.
fn undone_by<S: Spec>(spec: &S, unreliable: &Unreliable<S::Event>) -> Failure {
    let Unreliable { log, cpu, reason } = unreliable;
    let reason =
        format!("all keep their guarantees, and CPU {cpu} cannot rely on the others: {reason}");
    let at = Location::caller();
    let entry = |(cpu, event): &(usize, S::Event)| Entry {
        cpu: *cpu,
        event: event.clone(),
        failed_polls: 0,
        position: None,
        at,
    };
    let log: Vec<_> = log.iter().map(entry).collect();
    let failure = Failure::of(Property::RelyGuarantee, reason);
    shown(failure, spec, &log)
}

/// Checks that the guarantees of all CPUs at a lock imply the rely of each, on every
/// log of `cpus` CPUs with at most `length` events.
pub fn check_rely_guarantee(
    name: &str,
    protocol: LockRelyGuarantee,
    cpus: usize,
    length: usize,
) -> Check {
    let claim = Refinement::new(&HARDWARE, name, &LOCK);
    let order = protocol.order;
    check_composition(claim, protocol, LockSpec { order }, cpus, length)
}

/// Checks the parallel composition rule, as a part of `claim`: that the guarantees of
/// all CPUs imply the rely of each, on every log of `cpus` CPUs with at most `length`
/// events. `spec` says what the events lead to.
pub fn check_composition<C, S>(
    claim: Refinement<'_>,
    conditions: C,
    spec: S,
    cpus: usize,
    length: usize,
) -> Check
where
    C: RelyGuarantee<Event = S::Event> + Send + Sync + 'static,
    S: Spec + Send + Sync + 'static,
{
    let description = Description {
        property: "rely/guarantee: guarantees imply relies".to_owned(),
        client: format!("{cpus} CPUs"),
        weight: 3,
        ..Description::of(claim, &format!("rely-guarantee/{cpus}x{length}"))
    };
    Check::new(description, move |run: &Run| {
        match compose(&conditions, cpus, length) {
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
            Err(unreliable) => Err(undone_by(&spec, &unreliable)),
        }
    })
}
