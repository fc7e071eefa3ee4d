//! Subjects for a checker that explores: the explorer, loom.

use super::lock::{Family, LeftOut, Lock, operation};
use crate::table::{Extent, Kind, Subject};
use latchwork_lock::author::{HandOff, LockRelyGuarantee};
use latchwork_suite::environment::{Surroundings, check_rely_guarantee, explore_environment};
use latchwork_suite::lock::{
    Client, Comparison, Exploration, compare_reductions, explore_lock, explore_within,
};

/// A client of the lock `F`.
pub(in crate::lock) fn client<F: Family>(name: &'static str, client: Client) -> Subject {
    Subject::new(
        Kind::Program,
        format!("{name}, {client}"),
        move |extent, weight| vec![explore_lock::<F>(name, exploration(client, extent, weight))],
    )
    .calling(operation(client))
}

/// A client of the lock `F`, which is held to a bound on bypasses that it does not
/// promise.
pub(in crate::lock) fn within<F: Family>(
    name: &'static str,
    client: Client,
    bound: usize,
) -> Subject {
    let told = format!("{name}, {client}, bypass {bound}");
    Subject::new(Kind::Program, told, move |extent, weight| {
        let exploration = exploration(client, extent, weight);
        vec![explore_within::<F>(name, exploration, Some(bound))]
    })
}

/// A client of the lock `F`, explored with what is left out and without.
pub(in crate::lock) fn compared<F: Family>(
    name: &'static str,
    client: Client,
    left_out: LeftOut,
) -> Subject {
    let told = format!("{name}, {client}, {left_out:?}");
    Subject::new(left_out.kind(), told.clone(), move |extent, weight| {
        let comparison = comparison(client, left_out, weight);
        let comparison = comparison.unwrap_or_else(|| {
            panic!("{told}: this checker leaves no such thing out: say so in the table")
        });
        let comparison = match extent {
            Extent::All => comparison,
            #[cfg(explore)]
            Extent::First { executions, .. } => comparison.within(executions),
            #[cfg(loom)]
            Extent::First {
                preemptions: Some(preemptions),
                ..
            } => comparison.within(preemptions),
            _ => panic!("{told}: no comparison goes {extent:?}"),
        };
        vec![compare_reductions::<F>(name, comparison)]
    })
    .calling(operation(client))
}

/// One CPU that uses the lock `R`, and all that the others may do.
pub(in crate::lock) fn environment<R: Lock>(
    name: &'static str,
    surroundings: Surroundings,
) -> Subject {
    let told = format!("{name}, {surroundings:?}");
    Subject::one_way(Kind::Environment, told, Extent::All, move |weight| {
        vec![explore_environment::<R>(name, surroundings, weight)]
    })
}

/// Whether the guarantees of all CPUs imply what each relies on, on every log of so
/// many CPUs and events.
pub(in crate::lock) fn rely_guarantee(
    name: &'static str,
    protocol: LockRelyGuarantee,
    cpus: usize,
    length: usize,
) -> Subject {
    let told = format!("{name}, {cpus} CPUs, {length} events");
    Subject::one_way(Kind::Program, told, Extent::All, move |_weight| {
        vec![check_rely_guarantee(name, protocol, cpus, length)]
    })
}

/// A client of the lock `F`, one CPU of which is starved.
pub(in crate::lock) fn starved<F: Family>(name: &'static str, client: Client) -> Subject {
    Subject::beyond(Kind::Program, format!("{name}, {client}, starved"))
}

/// How long a client of the lock `F` waits under schedules that are fair within a window.
pub(in crate::lock) fn waits<F: Family>(
    name: &'static str,
    client: Client,
    _window: usize,
) -> Subject {
    Subject::beyond(Kind::Program, format!("{name}, {client}, waits"))
}

/// How long a client of the lock `F` waits under schedules that are fair within a window,
/// beside a bound that the lock may not promise.
pub(in crate::lock) fn waits_within<F: Family>(
    name: &'static str,
    client: Client,
    window: usize,
    _hand_off: HandOff,
) -> Subject {
    waits::<F>(name, client, window)
}

/// How long a client of the lock `F` waits under schedules that are fair within twice the
/// window only, beside a bound for the window.
pub(in crate::lock) fn waits_unfair<F: Family>(
    name: &'static str,
    client: Client,
    window: usize,
    _hand_off: HandOff,
) -> Subject {
    waits::<F>(name, client, window)
}

#[cfg(explore)]
fn exploration(client: Client, extent: Extent, weight: u32) -> Exploration {
    let exploration = Exploration::complete(client, weight);
    match extent {
        Extent::All => exploration,
        Extent::First { executions, .. } => exploration.at_most(executions),
        _ => panic!("{client}: the explorer cannot go {extent:?}"),
    }
}

#[cfg(loom)]
fn exploration(client: Client, extent: Extent, weight: u32) -> Exploration {
    match extent {
        Extent::All => Exploration::complete(client, weight),
        Extent::Alike => Exploration::complete(client, weight).symmetric(),
        Extent::First {
            preemptions: Some(preemptions),
            executions,
        } => Exploration::bounded(client, preemptions, executions, weight),
        _ => panic!("{client}: loom cannot go {extent:?}"),
    }
}

/// None of what the explorer does not leave out.
#[cfg(explore)]
fn comparison(client: Client, left_out: LeftOut, weight: u32) -> Option<Comparison> {
    (left_out == LeftOut::Polls).then(|| Comparison::waits(client, weight))
}

/// Every comparison: loom's backend leaves all of it out.
#[cfg(loom)]
fn comparison(client: Client, left_out: LeftOut, weight: u32) -> Option<Comparison> {
    use latchwork_suite::lock::LeftOut as Loom;
    let starts = Comparison::new(client, Loom::Starts, weight);
    Some(match left_out {
        LeftOut::Polls => Comparison::waits(client, weight),
        LeftOut::EveryPoll => Comparison::waits_at_once(client, weight),
        LeftOut::Starts => starts,
        LeftOut::StartsVerbatim => starts.verbatim(),
        LeftOut::Names => Comparison::new(client, Loom::Names, weight),
    })
}
