//! A lock's checks under shuttle.

use super::Client;
use super::client::made_for_client;
use super::counter::Counter;
use super::describe::{describe, properties};
use super::starvation::each_in_turn;
use super::{FairClient, check_waits, turn};
use crate::explore::{Sampling, explore, explore_under, seed};
use crate::hardware::{Hardware, Starve};
use crate::module::check;
use crate::report::Mode;
use crate::{Check, Found, LockFamily, Run};
use latchwork_atomic::Initial;
use latchwork_lock::RawLock;
use latchwork_lock::author::Order;

/// The programs that schedules are drawn for.
const CLIENTS: [Client; 4] = [
    Client::lock(4, 3),
    Client::lock(8, 2),
    Client::try_lock(4, 3),
    Client::try_lock(8, 2),
];

/// How schedules are drawn for them.
const SAMPLINGS: [Sampling; 3] = [Sampling::Random, Sampling::Pct, Sampling::Uniform];

/// The programs that the adversary plays against.
const STARVED: [Client; 2] = [Client::lock(4, 4), Client::lock(8, 3)];

/// The programs that waits are measured in: four CPUs that are inside for five
/// steps each, and eight for three; every CPU takes a step within twice as many as
/// there are CPUs.
const WAITING: [FairClient; 2] = [
    FairClient {
        client: Client::lock(4, 4).holding(5),
        window: 8,
    },
    FairClient {
        client: Client::lock(8, 3).holding(3),
        window: 16,
    },
];

/// Steps without an event in the lock's log after which nobody but the victim
/// can be expected to get on.
const FRUITLESS_STEPS_PER_CPU: usize = 8;

/// The checks of the lock `F`, called `name`: every client with every sampling,
/// the starvation adversary if the lock has a queue, and how long waits take.
pub fn checks<F: LockFamily>(name: &str) -> Vec<Check> {
    let sampled = CLIENTS.iter().flat_map(|&client| {
        SAMPLINGS
            .iter()
            .map(move |&sampling| sample_lock::<F>(name, client, sampling))
    });
    let starved = STARVED
        .iter()
        .filter(|client| made_for_client!(F, client, self::order, ()).has_queue())
        .map(|&client| starve::<F>(name, client));
    let waiting = WAITING.iter().map(|&client| check_waits::<F>(name, client));
    sampled.chain(starved).chain(waiting).collect()
}

fn order<R: RawLock>() -> Order {
    R::ORDER
}

/// Samples schedules of one client over the lock `F`: exclusion, refinement,
/// progress, and the bound on bypasses, if the lock states one.
pub fn sample_lock<F: LockFamily>(name: &str, client: Client, sampling: Sampling) -> Check {
    made_for_client!(F, client, self::sampled, (name, client, sampling))
}

fn sampled<R>(name: &str, client: Client, sampling: Sampling) -> Check
where
    R: RawLock + Initial + Send + Sync + 'static,
{
    let bypass_bound = R::ORDER.bypass(client.cpus);
    let (property, variant) = (properties(bypass_bound), Some(sampling.name()));
    let description = describe(name, property, client, variant, Mode::Random, 2);
    Check::new(description, move |run: &Run| {
        let observed = client.observed(bypass_bound);
        check::<Counter<R>>(run, &client, &observed, |model| {
            explore(run, sampling, client.cpus, model)
        })
    })
}

/// Starves one CPU after another while it waits for the lock `F`: at most as many
/// acquisitions may pass it as the lock states, or N − 1, if it states no bound.
pub fn starve<F: LockFamily>(name: &str, client: Client) -> Check {
    made_for_client!(F, client, self::starved, (name, client))
}

fn starved<R>(name: &str, client: Client) -> Check
where
    R: RawLock + Initial + Send + Sync + 'static,
{
    let bound = R::ORDER.bypass(client.cpus).unwrap_or(client.cpus - 1);
    let (property, variant) = ("bypass, progress", Some("starve"));
    let description = describe(name, property, client, variant, Mode::Random, 2);
    Check::new(description, move |run: &Run| {
        let observed = client.observed(Some(bound));
        let patience = FRUITLESS_STEPS_PER_CPU * client.cpus;
        let victims = each_in_turn(client.cpus, &observed, turn);
        let hardware = Hardware::new(Starve::new(seed(), patience, victims), seed());
        check::<Counter<R>>(run, &client, &observed, |model| {
            let Found { mode, detail } = explore_under(run, hardware, model)?;
            Ok(Found {
                mode,
                detail: format!("starvation adversary, {detail}"),
            })
        })
    })
}
