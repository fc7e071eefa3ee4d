//! The locks, and how far each is explored.

use latchwork_lock::for_each_lock;
use latchwork_suite::lock::{Client, Comparison, Exploration, ModelCpu, Plan, planned_checks};
use latchwork_suite::{Check, SpecLock};

/// CPUs that the locks are made for: the most that any client has.
const CPUS: usize = 4;

/// The executions at which a bounded exploration is stopped.
const STOP: u64 = 1_000_000;

const fn complete(cpus: usize, rounds: usize, weight: u32) -> Exploration {
    Exploration::complete(Client::lock(cpus, rounds), weight)
}

const fn bounded(cpus: usize, rounds: usize, preemptions: usize, weight: u32) -> Exploration {
    Exploration::bounded(Client::lock(cpus, rounds), preemptions, STOP, weight)
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
        complete(2, 1, 1),
        complete(2, 2, 1),
        complete(3, 1, 1),
        Exploration::complete(Client::try_lock(2, 1), 1),
        Exploration::complete(Client::try_lock(2, 2), 1),
    ],
    comparisons: &[
        Comparison::full(Client::lock(2, 1), 1),
        Comparison::full(Client::lock(2, 2), 1),
        Comparison::full(Client::lock(2, 3), 20),
        Comparison::full(Client::try_lock(2, 1), 1),
        Comparison::full(Client::try_lock(2, 2), 1),
    ],
};

const TICKET: Plan<'static> = Plan {
    explorations: &[
        complete(2, 1, 1),
        complete(2, 2, 1),
        complete(2, 3, 1),
        complete(3, 1, 1),
        Exploration::complete(Client::try_lock(2, 1), 1),
        Exploration::complete(Client::try_lock(2, 2), 1),
        bounded(3, 2, 5, 3),
        bounded(4, 1, 5, 5),
    ],
    comparisons: &[
        Comparison::full(Client::lock(2, 1), 1),
        Comparison::full(Client::lock(2, 2), 1),
        Comparison::full(Client::lock(2, 3), 3),
        Comparison::full(Client::try_lock(2, 1), 1),
        Comparison::full(Client::try_lock(2, 2), 1),
    ],
};

const MCS: Plan<'static> = Plan {
    explorations: &[
        complete(2, 1, 1),
        complete(2, 2, 2),
        complete(3, 1, 10),
        Exploration::complete(Client::try_lock(2, 1), 1),
        Exploration::complete(Client::try_lock(2, 2), 3),
        bounded(3, 2, 5, 7),
        bounded(4, 1, 4, 6),
    ],
    comparisons: &[
        Comparison::full(Client::lock(2, 1), 1),
        Comparison::ends(Client::lock(2, 2), 45),
        Comparison::full(Client::try_lock(2, 1), 1),
    ],
};

macro_rules! planned {
    ([] $($name:ident: $lock:ty),*) => {
        [$(planned_checks::<$lock>(stringify!($name), plan(stringify!($name)))),*]
    };
}

/// What stands for the locks in the layers above: it must do what they do.
const SPECIFICATION: Plan<'static> = Plan {
    explorations: &[
        complete(2, 2, 1),
        complete(3, 2, 1),
        complete(4, 1, 1),
        Exploration::complete(Client::try_lock(2, 2), 1),
    ],
    comparisons: &[],
};

/// Every check.
pub(crate) fn checks() -> Vec<Check> {
    let mut checks: Vec<Check> = for_each_lock!(planned[], ModelCpu, CPUS)
        .into_iter()
        .flatten()
        .collect();
    checks.extend(planned_checks::<SpecLock>("SpecLock", SPECIFICATION));
    checks
}
