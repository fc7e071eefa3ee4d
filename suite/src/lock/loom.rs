//! A lock's checks under loom.

use super::Client;
use super::comparison::{Comparison, LeftOut, compare_reductions};
use super::describe::{describe, properties};
use super::findings::Findings;
use super::judge::Judge;
use crate::explore::{Limits, explore};
use crate::{Check, Found, Run};
use latchwork_atomic::Initial;
use latchwork_atomic::model::{Reduction, set_reduction};
use latchwork_layer::lock::Order;
use latchwork_lock::RawLock;

/// CPUs that a lock needs room for: the most that any client has.
pub const CPUS: usize = 4;

/// A client, the limits it is explored in, and about how long that takes.
#[derive(Clone, Copy, Debug)]
pub struct Exploration {
    /// The program.
    pub client: Client,
    /// How far.
    pub limits: Limits,
    /// Whether CPUs with the same program are taken for interchangeable.
    pub symmetric: bool,
    /// Seconds, roughly.
    pub weight: u32,
}

impl Exploration {
    /// Every execution.
    pub const fn complete(client: Client, weight: u32) -> Self {
        Self {
            client,
            limits: Limits::None,
            symmetric: false,
            weight,
        }
    }

    /// Executions with at most `preemptions` preemptions, the first `executions`
    /// of them.
    pub const fn bounded(client: Client, preemptions: usize, executions: u64, weight: u32) -> Self {
        Self {
            client,
            limits: Limits::Bounded {
                preemptions,
                executions,
            },
            symmetric: false,
            weight,
        }
    }

    /// The same up to the names of CPUs that run the same program: one execution
    /// of those that differ by them. Only for a lock that treats all CPUs alike;
    /// a comparison with [`LeftOut::Names`] tests on a smaller client whether it
    /// does.
    pub const fn symmetric(mut self) -> Self {
        self.symmetric = true;
        self
    }

    /// What is left out of it.
    fn reduction(self) -> Reduction {
        match self.symmetric {
            true => Reduction {
                alike_from: Some(self.client.alike_from()),
                ..Reduction::ANY_PROGRAM
            },
            false => Reduction::ANY_PROGRAM,
        }
    }
}

/// Which clients a lock is explored with.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    /// The explorations.
    pub explorations: &'a [Exploration],
    /// What is left out of explorations, and the clients on which that is tested.
    pub comparisons: &'a [Comparison],
}

impl Plan<'static> {
    /// What any lock's exploration ends with in reasonable time.
    pub const SMALL: Self = Self {
        explorations: &[
            Exploration::complete(Client::lock(2, 1), 1),
            Exploration::complete(Client::try_lock(2, 1), 1),
            Exploration::bounded(Client::lock(2, 2), 3, 20_000, 5),
            Exploration::bounded(Client::lock(3, 1), 3, 20_000, 10),
        ],
        comparisons: &[
            Comparison::waits(Client::lock(2, 1), 1),
            Comparison::waits(Client::try_lock(2, 1), 1),
            Comparison::new(Client::lock(2, 1), LeftOut::Starts, 1),
            Comparison::new(Client::try_lock(2, 1), LeftOut::Starts, 1),
        ],
    };
}

/// The checks of the lock `R`, called `name`, at sizes that fit any lock.
pub fn checks<R>(name: &str) -> Vec<Check>
where
    R: RawLock + Initial + Send + Sync + 'static,
{
    planned_checks::<R>(name, Plan::SMALL)
}

/// The checks of the lock `R`, called `name`, as planned.
///
/// # Panics
///
/// If an exploration takes CPUs for interchangeable, and no comparison tests
/// whether this lock lets them be.
pub fn planned_checks<R>(name: &str, plan: Plan<'_>) -> Vec<Check>
where
    R: RawLock + Initial + Send + Sync + 'static,
{
    let taken = plan.explorations.iter().any(|it| it.symmetric);
    let tested = plan.comparisons.iter().any(|it| it.is_of(LeftOut::Names));
    assert!(
        tested || !taken,
        "{name}: a plan with symmetric explorations needs a comparison with LeftOut::Names"
    );
    let explored = plan
        .explorations
        .iter()
        .map(|&exploration| explore_lock::<R>(name, exploration));
    let compared = plan
        .comparisons
        .iter()
        .map(|&comparison| compare_reductions::<R>(name, comparison));
    explored.chain(compared).collect()
}

/// Explores one client over the lock `R`: exclusion, refinement, progress, and
/// the bound on bypasses if the lock is FIFO.
pub fn explore_lock<R>(name: &str, exploration: Exploration) -> Check
where
    R: RawLock + Initial + Send + Sync + 'static,
{
    let bound = (R::ORDER == Order::Fifo).then_some(exploration.client.cpus - 1);
    explore_within::<R>(name, exploration, bound)
}

/// Explores one client over the lock `R`, holding it to a bound on bypasses that
/// it may not promise.
pub fn explore_within<R>(name: &str, exploration: Exploration, bypass_bound: Option<usize>) -> Check
where
    R: RawLock + Initial + Send + Sync + 'static,
{
    let Exploration {
        client,
        limits,
        symmetric,
        weight,
    } = exploration;
    let property = properties(bypass_bound);
    let description = describe(name, property, client, None, limits.mode(), weight);
    Check::new(description, move |run: &Run| {
        let findings = Findings::default();
        findings.testify_in(run, R::ORDER);
        let judged = findings.clone();
        set_reduction(exploration.reduction());
        let Found { mode, detail } = explore(run, limits, move || {
            client.run::<R>(Judge::new(client, R::ORDER, bypass_bound, &judged));
        });
        set_reduction(Reduction::ANY_PROGRAM);
        if !run.is_replay() {
            findings.contended(client);
        }
        let mut details = vec![findings.bypass_beside(bypass_bound)];
        if symmetric {
            details.push("up to the names of CPUs".to_owned());
        }
        details.extend(Some(detail).filter(|limits| !limits.is_empty()));
        Found {
            mode,
            detail: details.join("; "),
        }
    })
}
