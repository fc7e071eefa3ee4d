//! Who would have an acquisition wait.

use super::fair::FairClient;
use crate::explore::{Sampling, seed};
use crate::hardware::{Alternate, Policy, Starve};
use crate::lock::starvation::{each_in_turn, whoever_is_next};
use crate::module::Observed;
use crate::observe::Turn;

/// Those who would have an acquisition wait, one execution each: two that starve
/// (whoever it is that all wait for; and one CPU after another while it waits),
/// and the policies that favour somebody for a while.
pub(super) fn adversaries<E: Clone + Send + Sync + 'static>(
    client: FairClient,
    observed: &Observed<E>,
    turn: fn(&E) -> Turn,
) -> Alternate {
    let cpus = client.client.cpus;
    let drawn = |sampling: Sampling| sampling.policy(seed(), cpus);
    // The window gives the victim its steps.
    let for_ever = usize::MAX;
    let policies: Vec<Box<dyn Policy>> = vec![
        Box::new(Starve::new(
            seed(),
            for_ever,
            whoever_is_next(observed, turn),
        )),
        Box::new(Starve::new(
            seed(),
            for_ever,
            each_in_turn(cpus, observed, turn),
        )),
        drawn(Sampling::Burst),
        drawn(Sampling::Priority),
        drawn(Sampling::RoundRobin),
        drawn(Sampling::Random),
    ];
    Alternate::new(policies)
}
