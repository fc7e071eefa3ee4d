//! The executions of a check, visited.

use super::judge::execute;
use super::{Event, Module, Observed, Work};
use crate::{Failure, Found, Run};

/// A program that a checker explores.
pub(crate) type Model = Box<dyn Fn() + Send + Sync>;

/// Visits the executions of `work` as `explore` does, under the eyes of `observed`,
/// who may then say that the check shows nothing.
///
/// # Errors
///
/// If an execution fails, or if none has shown what the check is about.
pub(crate) fn check<M: Module>(
    run: &Run,
    work: &impl Work<M>,
    observed: &Observed<Event<M>>,
    explore: impl FnOnce(Model) -> Result<Found, Failure>,
) -> Result<Found, Failure> {
    let Found { mode, detail } = visit(run, work, observed, explore)?;
    let mut details = observed.concluded(run)?;
    details.extend(Some(detail).filter(|detail| !detail.is_empty()));
    Ok(Found {
        mode,
        detail: details.join("; "),
    })
}

/// Visits the executions of `work` as `explore` does, under the eyes of `observed`.
///
/// # Errors
///
/// If an execution fails.
pub(crate) fn visit<M: Module>(
    run: &Run,
    work: &impl Work<M>,
    observed: &Observed<Event<M>>,
    explore: impl FnOnce(Model) -> Result<Found, Failure>,
) -> Result<Found, Failure> {
    let witness = observed.clone();
    run.witnessed_by(M::spec(), move || witness.watch(<[_]>::to_vec));
    let (work, judged) = (work.clone(), observed.clone());
    explore(Box::new(move || execute(&work, &judged)))
}
