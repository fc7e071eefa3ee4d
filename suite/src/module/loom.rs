//! A module's checks under loom.

use super::endings::{Ending, Endings};
use super::judge;
use super::program::{Event, Module, Program};
use crate::explore::{Limits, explore, explore_part};
use crate::{Check, Found, Property, Run, violated};
use latchwork_layer::Spec;
use latchwork_layer::layer::Refinement;
use std::collections::BTreeSet;
use std::fmt::{self, Debug};

/// Explores `program`, as a part of `claim`.
pub fn explore_module<M: Module>(
    claim: Refinement,
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
        let Found { mode, detail } = explore(run, limits, move || judge::run(program, &judged));
        let logs = endings.distinct().len();
        Found {
            mode,
            detail: match detail.as_str() {
                "" => format!("{logs} logs"),
                limits => format!("{logs} logs; {limits}"),
            },
        }
    })
}

/// A program over one implementation of the layer below.
pub struct Over<E> {
    name: &'static str,
    logs: Logs<E>,
}

/// Explores, and returns the distinct logs.
type Logs<E> = Box<dyn Fn(&Run) -> BTreeSet<Vec<(usize, E)>> + Send + Sync>;

impl<E: Ord + Debug + 'static> Over<E> {
    /// `program`, the layer below being implemented by `name`.
    pub fn new<M: Module>(name: &'static str, program: Program<M>) -> Self
    where
        M::Spec: Spec<Event = E>,
    {
        let logs = Box::new(move |run: &Run| logs_of(run, program));
        Self { name, logs }
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
    claim: Refinement,
    program: Program<M>,
    over: Vec<Over<Event<M>>>,
    weight: u32,
) -> Check {
    let mode = Limits::None.mode();
    let description = program.describe(claim, "same logs", Some("composition"), mode, weight);
    Check::new(description, move |run: &Run| {
        let specified = logs_of(run, program);
        let mut counts = vec![format!("the specification {}", run.executions())];
        for Over { name, logs } in &over {
            let before = run.executions();
            let reached = logs(run);
            counts.push(format!("{name} {}", run.executions() - before));
            if let Some(difference) = specified.symmetric_difference(&reached).next() {
                violated(
                    Property::Refinement,
                    format!(
                        "{} logs over {name}, {} over the specification; for one: {difference:?}",
                        reached.len(),
                        specified.len(),
                    ),
                );
            }
        }
        Found {
            mode,
            detail: format!("{} logs each over {}", specified.len(), counts.join(", ")),
        }
    })
}

/// All logs of `program`, as one of several explorations of a check.
fn logs_of<M: Module>(run: &Run, program: Program<M>) -> BTreeSet<Ending<M>> {
    let endings = Endings::new();
    endings.testify_in(run);
    let judged = endings.clone();
    explore_part(run, Limits::None, move || judge::run(program, &judged));
    endings.distinct()
}
