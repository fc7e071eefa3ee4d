//! A lock's checks under a checker that explores.

use super::client::made_for_client;
use super::comparison::compare_reductions;
use super::counter::Counter;
use super::describe::{describe, properties};
use super::plan::Plan;
use super::sizes::Exploration;
use crate::module::check;
use crate::{Check, LockFamily, Run};
use latchwork_atomic::Initial;
use latchwork_lock::RawLock;

/// The checks of the lock `F`, called `name`, at sizes that fit any lock.
pub fn checks<F: LockFamily>(name: &str) -> Vec<Check> {
    planned_checks::<F>(name, Plan::SMALL)
}

/// The checks of the lock `F`, called `name`, as planned.
///
/// # Panics
///
/// Under loom, if an exploration takes CPUs for interchangeable, and no comparison
/// tests whether this lock lets them be.
pub fn planned_checks<F: LockFamily>(name: &str, plan: Plan<'_>) -> Vec<Check> {
    plan.assert_tested(name);
    let explored = plan
        .explorations
        .iter()
        .map(|&exploration| explore_lock::<F>(name, exploration));
    let compared = plan
        .comparisons
        .iter()
        .map(|&comparison| compare_reductions::<F>(name, comparison));
    explored.chain(compared).collect()
}

/// Explores one client over the lock `F`: exclusion, refinement, progress, and
/// the bound on bypasses, if the lock states one.
pub fn explore_lock<F: LockFamily>(name: &str, exploration: Exploration) -> Check {
    made_for_client!(
        F,
        exploration.client,
        self::as_promised,
        (name, exploration)
    )
}

/// Explores one client over the lock `F`, holding it to a bound on bypasses that
/// it may not promise.
pub fn explore_within<F: LockFamily>(
    name: &str,
    exploration: Exploration,
    bypass_bound: Option<usize>,
) -> Check {
    made_for_client!(
        F,
        exploration.client,
        self::within,
        (name, exploration, bypass_bound)
    )
}

fn as_promised<R>(name: &str, exploration: Exploration) -> Check
where
    R: RawLock + Initial + Send + Sync + 'static,
{
    let bound = R::ORDER.bypass(exploration.client.cpus);
    within::<R>(name, exploration, bound)
}

fn within<R>(name: &str, exploration: Exploration, bypass_bound: Option<usize>) -> Check
where
    R: RawLock + Initial + Send + Sync + 'static,
{
    let Exploration {
        client,
        limits,
        weight,
        ..
    } = exploration;
    let property = properties(bypass_bound);
    let description = describe(name, property, client, None, limits.mode(), weight);
    Check::new(description, move |run: &Run| {
        let observed = client.observed(bypass_bound);
        check::<Counter<R>>(run, &client, &observed, |model| {
            exploration.explore(run, model)
        })
    })
    .splitting()
}
