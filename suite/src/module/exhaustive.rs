//! A module's checks under a checker that explores.

use super::endings::{Endings, Logs};
use super::judge;
use super::program::{Event, Module, Program};
use crate::explore::{Limits, explore, explore_part};
use crate::render::tell;
use crate::{Check, Failure, Found, Property, Run};
use latchwork_layer::Refinement;
use latchwork_layer::Spec;
use std::fmt::{self, Debug};

/// Explores `program`, as a part of `claim`.
pub fn explore_module<M: Module>(
    claim: Refinement<'_>,
    program: Program<M>,
    limits: Limits,
    weight: u32,
) -> Check {
    let property = "exclusion, invariant, refinement, progress";
    let description = program.describe(claim, property, None, limits.mode(), weight);
    Check::new(description, move |run: &Run| {
        let endings = Endings::new();
        endings.testify_in(run);
        let judged = endings.clone();
        let Found { mode, detail } = explore(run, limits, move || judge::run(program, &judged))?;
        let logs = endings.contended()?;
        Ok(Found {
            mode,
            detail: match detail.as_str() {
                "" => format!("{logs} logs"),
                limits => format!("{logs} logs; {limits}"),
            },
        })
    })
}

/// A program over one implementation of the layer below.
pub struct Over<E> {
    name: &'static str,
    explored: Explored<E>,
}

/// Explores, and returns the distinct logs.
type Explored<E> = Box<dyn Fn(&Run) -> Result<Logs<E>, Failure> + Send + Sync>;

impl<E: Ord + Debug + 'static> Over<E> {
    /// `program`, the layer below being implemented by `name`.
    pub fn new<M: Module>(name: &'static str, program: Program<M>) -> Self
    where
        M::Spec: Spec<Event = E>,
    {
        let explored = Box::new(move |run: &Run| logs_of(run, program));
        Self { name, explored }
    }
}

impl<E> Debug for Over<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Over").field(&self.name).finish()
    }
}

/// Explores `program` over the specification of the layer below, and over what
/// implements it: each must reach the same logs.
pub fn compare_modules<M: Module>(
    claim: Refinement<'_>,
    program: Program<M>,
    over: Vec<Over<Event<M>>>,
    weight: u32,
) -> Check {
    let mode = Limits::None.mode();
    let description = program.describe(claim, "same logs", Some("composition"), mode, weight);
    Check::new(description, move |run: &Run| {
        let specified = logs_of(run, program)?;
        let mut counts = vec![format!("the specification {}", run.executions())];
        for Over { name, explored } in &over {
            let before = run.executions();
            let reached = explored(run)?;
            counts.push(format!("{name} {}", run.executions() - before));
            if !reached.keys().eq(specified.keys()) {
                return Err(differ(&M::spec(), name, &specified, &reached));
            }
        }
        Ok(Found {
            mode,
            detail: format!("{} logs each over {}", specified.len(), counts.join(", ")),
        })
    })
}

/// What a program over `name` does not do, or does in addition, by the first log
/// that shows it.
fn differ<S: Spec<Event: Ord>>(
    spec: &S,
    name: &str,
    specified: &Logs<S::Event>,
    reached: &Logs<S::Event>,
) -> Failure {
    let missing = specified
        .iter()
        .find(|(log, _)| !reached.contains_key(*log));
    let added = reached
        .iter()
        .find(|(log, _)| !specified.contains_key(*log));
    let (kind, (_, log)) = match (missing, added) {
        (Some(missing), _) => ("a missing log", missing),
        (None, Some(added)) => ("an added log", added),
        (None, None) => unreachable!("the two sets differ"),
    };
    let reason = format!(
        "{} logs over {name}, {} over the specification",
        reached.len(),
        specified.len(),
    );
    let failure = Failure::new(Property::Refinement, kind, reason)
        .marking(0..log.len())
        .of_the_whole_log();
    let counterexample = tell(spec, log, &failure);
    failure.shown_by(counterexample)
}

/// All logs of `program`, as one of several explorations of a check.
fn logs_of<M: Module>(run: &Run, program: Program<M>) -> Result<Logs<Event<M>>, Failure> {
    let endings = Endings::new();
    endings.testify_in(run);
    let judged = endings.clone();
    explore_part(run, Limits::None, move || judge::run(program, &judged))?;
    Ok(endings.distinct())
}
