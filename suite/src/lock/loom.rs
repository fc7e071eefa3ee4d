//! A lock's checks under loom.

use super::Client;
use super::describe::{describe, properties};
use super::findings::Findings;
use super::judge::Judge;
use super::pruning::{Comparison, compare_prunings};
use crate::explore::{Limits, explore};
use crate::{Check, Found, Run};
use latchwork_atomic::Initial;
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
    /// Seconds, roughly.
    pub weight: u32,
}

impl Exploration {
    /// Every execution.
    pub const fn complete(client: Client, weight: u32) -> Self {
        Self {
            client,
            limits: Limits::None,
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
            weight,
        }
    }
}

/// Which clients a lock is explored with.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    /// The explorations.
    pub explorations: &'a [Exploration],
    /// Clients on which exploring with pruned waits is compared with exploring
    /// without.
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
            Comparison::full(Client::lock(2, 1), 1),
            Comparison::full(Client::try_lock(2, 1), 1),
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
pub fn planned_checks<R>(name: &str, plan: Plan<'_>) -> Vec<Check>
where
    R: RawLock + Initial + Send + Sync + 'static,
{
    let explored = plan
        .explorations
        .iter()
        .map(|&exploration| explore_lock::<R>(name, exploration));
    let compared = plan
        .comparisons
        .iter()
        .map(|&comparison| compare_prunings::<R>(name, comparison));
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
        weight,
    } = exploration;
    let property = properties(bypass_bound);
    let description = describe(name, property, client, None, limits.mode(), weight);
    Check::new(description, move |run: &Run| {
        let findings = Findings::default();
        findings.testify_in(run, R::ORDER);
        let judged = findings.clone();
        let Found { mode, detail } = explore(run, limits, move || {
            client.run::<R>(Judge::new(client, R::ORDER, bypass_bound, &judged));
        });
        if !run.is_replay() {
            findings.contended(client);
        }
        let bypass = findings.bypass_beside(bypass_bound);
        Found {
            mode,
            detail: match detail.as_str() {
                "" => bypass,
                limits => format!("{bypass}; {limits}"),
            },
        }
    })
}
