//! A lock's checks under shuttle.

use super::Client;
use super::describe::{describe, properties};
use super::findings::Findings;
use super::judge::Judge;
use super::starvation::Starve;
use crate::explore::{Sampling, explore, explore_with, schedules, seed};
use crate::report::Mode;
use crate::{Check, Found, Run};
use latchwork_atomic::Initial;
use latchwork_layer::lock::Order;
use latchwork_lock::RawLock;

/// CPUs that a lock needs room for: the most that any client has.
pub const CPUS: usize = 8;

/// The programs that schedules are drawn for.
const CLIENTS: [Client; 4] = [
    Client::lock(4, 3),
    Client::lock(8, 2),
    Client::try_lock(4, 3),
    Client::try_lock(8, 2),
];

/// The programs that the adversary plays against.
const STARVED: [Client; 2] = [Client::lock(4, 4), Client::lock(8, 3)];

/// The checks of the lock `R`, called `name`: every client with every sampling,
/// and the starvation adversary if the lock is FIFO.
pub fn checks<R>(name: &str) -> Vec<Check>
where
    R: RawLock + Initial + Send + Sync + 'static,
{
    let sampled = CLIENTS.iter().flat_map(|&client| {
        Sampling::ALL
            .iter()
            .map(move |&sampling| sample_lock::<R>(name, client, sampling))
    });
    let starved = STARVED
        .iter()
        .filter(|_| R::ORDER == Order::Fifo)
        .map(|&client| starve::<R>(name, client));
    sampled.chain(starved).collect()
}

/// Samples schedules of one client over the lock `R`: exclusion, refinement,
/// progress, and the bound on bypasses if the lock is FIFO.
pub fn sample_lock<R>(name: &str, client: Client, sampling: Sampling) -> Check
where
    R: RawLock + Initial + Send + Sync + 'static,
{
    let bypass_bound = (R::ORDER == Order::Fifo).then_some(client.cpus - 1);
    let (property, variant) = (properties(bypass_bound), Some(sampling.name()));
    let description = describe(name, property, client, variant, Mode::Random, 2);
    Check::new(description, move |run: &Run| {
        let findings = Findings::default();
        findings.testify_in(run);
        let judged = findings.clone();
        let Found { mode, detail } = explore(run, sampling, move || {
            client.run::<R>(Judge::new(client, R::ORDER, bypass_bound, &judged));
        });
        if run.replay.is_none() {
            findings.contended(client);
        }
        let bypass = findings.bypass_beside(bypass_bound);
        Found {
            mode,
            detail: format!("{bypass}; {}, {detail}", sampling.name()),
        }
    })
}

/// Starves one CPU after another while it waits for the lock `R`: at most N − 1
/// acquisitions may pass it.
pub fn starve<R>(name: &str, client: Client) -> Check
where
    R: RawLock + Initial + Send + Sync + 'static,
{
    let bound = client.cpus - 1;
    let (property, variant) = ("bypass, progress", Some("starve"));
    let description = describe(name, property, client, variant, Mode::Random, 2);
    Check::new(description, move |run: &Run| {
        let findings = Findings::default();
        findings.testify_in(run);
        let judged = findings.clone();
        let adversary = Starve::new(seed(), schedules(run), client.cpus, &findings);
        let Found { mode, detail } = explore_with(run, adversary, move || {
            client.run::<R>(Judge::new(client, R::ORDER, Some(bound), &judged));
        });
        if run.replay.is_none() {
            findings.contended(client);
        }
        let bypass = findings.bypass_beside(Some(bound));
        Found {
            mode,
            detail: format!("{bypass}; starvation adversary, {detail}"),
        }
    })
}
