//! Subjects for a checker that draws schedules: shuttle.

use super::lock::{Family, LeftOut, Lock, operation};
use crate::samplings::samplings;
use crate::table::{Draw, Extent, Kind, Subject};
use latchwork_lock::author::{HandOff, LockRelyGuarantee};
use latchwork_suite::Check;
use latchwork_suite::environment::Surroundings;
use latchwork_suite::lock::{
    Client, FairClient, check_waits, check_waits_unfair, check_waits_within, sample_lock, starve,
};

/// Schedules by the adversaries that a check is about.
const ADVERSARIES: Extent = Extent::Drawn(Draw::ByAdversaries);

/// A client of the lock `F`.
pub(in crate::lock) fn client<F: Family>(name: &'static str, client: Client) -> Subject {
    Subject::new(
        Kind::Program,
        format!("{name}, {client}"),
        move |extent, _weight| {
            let samplings = samplings(extent).iter();
            samplings
                .map(|&sampling| sample_lock::<F>(name, client, sampling))
                .collect()
        },
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
    Subject::beyond(Kind::Program, format!("{name}, {client}, bypass {bound}"))
}

/// A client of the lock `F`, explored with what is left out and without.
pub(in crate::lock) fn compared<F: Family>(
    name: &'static str,
    client: Client,
    left_out: LeftOut,
) -> Subject {
    Subject::beyond(left_out.kind(), format!("{name}, {client}, {left_out:?}"))
        .calling(operation(client))
}

/// One CPU that uses the lock `R`, and all that the others may do.
pub(in crate::lock) fn environment<R: Lock>(
    name: &'static str,
    surroundings: Surroundings,
) -> Subject {
    Subject::beyond(Kind::Environment, format!("{name}, {surroundings:?}"))
}

/// Whether the guarantees of all CPUs imply what each relies on, on every log of so
/// many CPUs and events.
pub(in crate::lock) fn rely_guarantee(
    name: &'static str,
    _protocol: LockRelyGuarantee,
    cpus: usize,
    length: usize,
) -> Subject {
    Subject::beyond(
        Kind::Program,
        format!("{name}, {cpus} CPUs, {length} events"),
    )
}

/// A client of the lock `F`, one CPU of which is starved.
pub(in crate::lock) fn starved<F: Family>(name: &'static str, client: Client) -> Subject {
    let told = format!("{name}, {client}, starved");
    Subject::one_way(Kind::Program, told, ADVERSARIES, move |_weight| {
        vec![starve::<F>(name, client)]
    })
}

/// How long a client of the lock `F` waits under schedules that are fair within a window.
pub(in crate::lock) fn waits<F: Family>(
    name: &'static str,
    client: Client,
    window: usize,
) -> Subject {
    let fair = FairClient { client, window };
    waiting(name, fair, move || check_waits::<F>(name, fair))
}

/// How long a client of the lock `F` waits under schedules that are fair within a window,
/// beside a bound that the lock may not promise.
pub(in crate::lock) fn waits_within<F: Family>(
    name: &'static str,
    client: Client,
    window: usize,
    hand_off: HandOff,
) -> Subject {
    let fair = FairClient { client, window };
    waiting(name, fair, move || {
        check_waits_within::<F>(name, fair, hand_off)
    })
}

/// How long a client of the lock `F` waits under schedules that are fair within twice the
/// window only, beside a bound for the window.
pub(in crate::lock) fn waits_unfair<F: Family>(
    name: &'static str,
    client: Client,
    window: usize,
    hand_off: HandOff,
) -> Subject {
    let fair = FairClient { client, window };
    waiting(name, fair, move || {
        check_waits_unfair::<F>(name, fair, hand_off)
    })
}

/// The subject of a check of how long `fair` waits.
fn waiting(name: &str, fair: FairClient, check: impl Fn() -> Check + 'static) -> Subject {
    let told = format!("{name}, {fair}");
    Subject::one_way(Kind::Program, told, ADVERSARIES, move |_weight| {
        vec![check()]
    })
}
