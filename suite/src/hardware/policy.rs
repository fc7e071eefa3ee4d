//! How decisions are made.

use shuttle::scheduler::Task;

/// A switch point: what a policy may look at.
#[derive(Clone, Copy, Debug)]
pub struct Point<'a> {
    /// Decisions before this one in the same execution.
    pub step: usize,
    /// The CPUs that can run, in ascending order; there is one at least.
    pub runnable: &'a [usize],
    /// The CPU that has taken the last step, whether or not it can go on.
    pub current: Option<usize>,
    /// The current CPU gives way: it waits for another.
    pub yielding: bool,
    pub(super) tasks: &'a [&'a Task],
}

impl Point<'_> {
    /// Whether `cpu` can run.
    pub fn can_run(&self, cpu: usize) -> bool {
        self.runnable.binary_search(&cpu).is_ok()
    }
}

/// Chooses who takes the next step.
///
/// A policy depends on nothing but its seed and what it is shown, so that two
/// policies made alike make the same decisions for the same program.
pub trait Policy {
    /// An execution begins.
    fn begin(&mut self);

    /// The CPU that goes on at `point`: one of those that can run.
    fn choose(&mut self, point: &Point<'_>) -> usize;
}

impl<P: Policy + ?Sized> Policy for Box<P> {
    fn begin(&mut self) {
        (**self).begin();
    }

    fn choose(&mut self, point: &Point<'_>) -> usize {
        (**self).choose(point)
    }
}
