//! Whom to starve, for the adversaries among the policies.

use crate::hardware::Aim;
use crate::module::Observed;
use crate::observe::{Turn, holder_or_first, waits};

/// One CPU after another, execution by execution, while it waits.
///
/// Only once it has passed the doorway: kept from arriving, it would see less of
/// the others than by chance.
pub(super) fn each_in_turn<E: Clone + 'static>(
    cpus: usize,
    observed: &Observed<E>,
    turn: fn(&E) -> Turn,
) -> impl FnMut(usize) -> Aim + use<E> {
    let observed = observed.clone();
    move |execution| {
        let victim = (execution + 1) % cpus;
        observed.watch(|log| Aim {
            progress: log.len(),
            victim: waits(log, turn, victim).then_some(victim),
        })
    }
}

/// The CPU that everybody waits for.
pub(super) fn whoever_is_next<E: Clone + 'static>(
    observed: &Observed<E>,
    turn: fn(&E) -> Turn,
) -> impl FnMut(usize) -> Aim + use<E> {
    let observed = observed.clone();
    move |_| {
        observed.watch(|log| Aim {
            progress: log.len(),
            victim: holder_or_first(log, turn),
        })
    }
}
