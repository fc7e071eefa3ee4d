//! A module's checks under a checker that explores.

use super::{Difference, Event, Module, Observed, Program, Side, check, first_difference, visit};
use crate::explore::{Limits, explore, explore_part};
use crate::observe::{Endings, Logs, Observer, Observers};
use crate::render::shown;
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
    let logs = || vec![Box::new(Logs::default()) as Box<dyn Observer<Event<M>>>];
    explore_observed(claim, program, limits, Box::new(logs), weight)
}

/// Explores `program` under the eyes of `observers`, as a part of `claim`.
pub fn explore_observed<M: Module>(
    claim: Refinement<'_>,
    program: Program<M>,
    limits: Limits,
    observers: Observers<Event<M>>,
    weight: u32,
) -> Check {
    let property = "exclusion, invariant, refinement, progress";
    let description = program.describe(claim, property, None, limits.mode(), weight);
    Check::new(description, move |run: &Run| {
        check(run, &program, &Observed::by(observers()), |model| {
            explore(run, limits, model)
        })
    })
}

/// A program over one implementation of the layer below.
pub struct Over<E> {
    name: &'static str,
    explored: Explored<E>,
}

/// Explores, and returns the distinct endings.
type Explored<E> = Box<dyn Fn(&Run) -> Result<Endings<E>, Failure> + Send + Sync>;

impl<E: Ord + Debug + 'static> Over<E> {
    /// `program`, the layer below being implemented by `name`.
    pub fn new<M: Module>(name: &'static str, program: Program<M>) -> Self
    where
        M::Spec: Spec<Event = E>,
    {
        let explored = Box::new(move |run: &Run| endings_of(run, program));
        Self { name, explored }
    }

    /// What implements the layer below.
    pub fn name(&self) -> &'static str {
        self.name
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
        let specified = endings_of(run, program)?;
        let mut counts = vec![format!("the specification {}", run.executions())];
        for Over { name, explored } in &over {
            let before = run.executions();
            let reached = explored(run)?;
            counts.push(format!("{name} {}", run.executions() - before));
            same(&M::spec(), name, &specified, &reached)?;
        }
        Ok(Found {
            mode,
            detail: format!("{} logs each over {}", specified.len(), counts.join(", ")),
        })
    })
}

/// A program over `name` reaches what it reaches over the specification.
///
/// # Errors
///
/// The first log that it does not reach, or reaches in addition.
fn same<S: Spec<Event: Ord>>(
    spec: &S,
    name: &str,
    specified: &Endings<S::Event>,
    reached: &Endings<S::Event>,
) -> Result<(), Failure> {
    let Some(Difference { by, log, .. }) = first_difference(specified, reached) else {
        return Ok(());
    };
    let kind = match by {
        Side::Whole => "a missing log",
        Side::Compared => "an added log",
    };
    let reason = format!(
        "{} logs over {name}, {} over the specification",
        reached.len(),
        specified.len(),
    );
    let failure = Failure::new(Property::Refinement, kind, reason).marking(0..log.len());
    Err(shown(failure, spec, log))
}

/// All endings of `program`, as one of several explorations of a check.
fn endings_of<M: Module>(run: &Run, program: Program<M>) -> Result<Endings<Event<M>>, Failure> {
    let logs = Logs::default();
    let observed = Observed::by(vec![Box::new(logs.clone())]);
    visit(run, &program, &observed, |model| {
        explore_part(run, Limits::None, model)
    })?;
    Ok(logs.endings())
}
