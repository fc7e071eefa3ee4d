//! The locks, and how far each is explored: every execution of each client.

use latchwork_lock::for_each_lock;
use latchwork_suite::lock::{Client, Comparison, Exploration, ModelCpu, Plan, planned_checks};
use latchwork_suite::{Check, SpecLock};

/// CPUs that the locks are made for: the most that any client has.
const CPUS: usize = 6;

/// Every execution of CPUs that call `lock`.
const fn locking(cpus: usize, rounds: usize, weight: u32) -> Exploration {
    Exploration::complete(Client::lock(cpus, rounds), weight)
}

/// Every execution of CPUs that call `try_lock`.
const fn trying(cpus: usize, rounds: usize, weight: u32) -> Exploration {
    Exploration::complete(Client::try_lock(cpus, rounds), weight)
}

/// How far the lock called `name` is explored. A lock that is not named here
/// gets what fits any lock.
fn plan(name: &str) -> Plan<'static> {
    match name {
        "TtasLock" => TTAS,
        "TicketLock" => TICKET,
        "McsLock" => MCS,
        _ => Plan::SMALL,
    }
}

const TTAS: Plan<'static> = Plan {
    explorations: &[
        locking(2, 1, 1),
        locking(2, 2, 1),
        locking(3, 1, 1),
        locking(3, 2, 8),
        locking(4, 1, 1),
        trying(2, 1, 1),
        trying(2, 2, 1),
        trying(2, 3, 1),
        trying(3, 1, 1),
        trying(4, 1, 1),
    ],
    comparisons: &[
        Comparison::waits(Client::lock(2, 1), 1),
        Comparison::waits(Client::lock(2, 2), 1),
        Comparison::waits(Client::lock(3, 1), 1),
        Comparison::waits(Client::try_lock(2, 1), 1),
        Comparison::waits(Client::try_lock(2, 2), 1),
        Comparison::waits(Client::try_lock(3, 1), 1),
    ],
};

const TICKET: Plan<'static> = Plan {
    explorations: &[
        locking(2, 1, 1),
        locking(2, 2, 1),
        locking(2, 3, 1),
        locking(3, 1, 1),
        locking(3, 2, 1),
        locking(4, 1, 1),
        locking(4, 2, 1),
        locking(5, 1, 1),
        locking(6, 1, 1),
        trying(2, 1, 1),
        trying(2, 2, 1),
        trying(2, 3, 1),
        trying(3, 1, 1),
        trying(4, 1, 1),
    ],
    comparisons: &[
        Comparison::waits(Client::lock(2, 1), 1),
        Comparison::waits(Client::lock(2, 2), 1),
        Comparison::waits(Client::lock(3, 1), 1),
        Comparison::waits(Client::try_lock(2, 1), 1),
        Comparison::waits(Client::try_lock(2, 2), 1),
        Comparison::waits(Client::try_lock(3, 1), 1),
    ],
};

const MCS: Plan<'static> = Plan {
    explorations: &[
        locking(2, 1, 1),
        locking(2, 2, 1),
        locking(3, 1, 1),
        Exploration::complete(Client::lock(3, 1).with_first(2), 1),
        locking(3, 2, 3),
        locking(4, 1, 1),
        locking(5, 1, 4),
        trying(2, 1, 1),
        trying(2, 2, 1),
        trying(2, 3, 1),
        trying(3, 1, 1),
        trying(4, 1, 2),
    ],
    comparisons: &[
        Comparison::waits(Client::lock(2, 1), 1),
        Comparison::waits(Client::lock(2, 2), 1),
        Comparison::waits(Client::lock(3, 1), 1),
        Comparison::waits(Client::try_lock(2, 1), 1),
        Comparison::waits(Client::try_lock(2, 2), 1),
        Comparison::waits(Client::try_lock(3, 1), 1),
    ],
};

macro_rules! planned {
    ([] $($name:ident: $lock:ty),*) => {
        [$(planned_checks::<$lock>(stringify!($name), plan(stringify!($name)))),*]
    };
}

/// What stands for the locks in the layers above: it must do what they do.
const SPECIFICATION: Plan<'static> = Plan {
    explorations: &[locking(2, 2, 1), locking(3, 2, 1), locking(4, 1, 1)],
    comparisons: &[],
};

/// What stands for the locks below modules that try.
const TRIED_SPECIFICATION: Plan<'static> = Plan {
    explorations: &[locking(2, 2, 1), trying(2, 2, 1), trying(3, 1, 1)],
    comparisons: &[],
};

/// Every check.
pub(crate) fn checks() -> Vec<Check> {
    let mut checks: Vec<Check> = for_each_lock!(planned[], ModelCpu, CPUS)
        .into_iter()
        .flatten()
        .collect();
    checks.extend(planned_checks::<SpecLock>("SpecLock", SPECIFICATION));
    checks.extend(planned_checks::<SpecLock<true>>(
        "SpecLock<true>",
        TRIED_SPECIFICATION,
    ));
    checks
}
