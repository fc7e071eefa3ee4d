//! Shuttle's own schedulers as policies.

use super::{Point, Policy};
use core::fmt::{self, Debug, Formatter};
use shuttle::scheduler::{Scheduler, TaskId};

/// A shuttle scheduler that decides. It must have as many executions to give as
/// it is asked for.
pub struct Wrapped<S>(S);

impl<S: Scheduler> Wrapped<S> {
    /// `scheduler`, as a policy.
    pub fn new(scheduler: S) -> Self {
        Self(scheduler)
    }
}

impl<S: Scheduler> Policy for Wrapped<S> {
    fn begin(&mut self) {
        let schedule = self.0.new_execution();
        assert!(schedule.is_some(), "the scheduler has no more executions");
    }

    fn choose(&mut self, point: &Point<'_>) -> usize {
        let current = point.current.map(TaskId::from);
        let chosen = self.0.next_task(point.tasks, current, point.yielding);
        chosen.expect("the scheduler decides").into()
    }
}

impl<S> Debug for Wrapped<S> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Wrapped").finish_non_exhaustive()
    }
}
