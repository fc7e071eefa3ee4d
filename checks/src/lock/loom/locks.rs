//! The locks, and how far each is explored.

use latchwork_lock::for_each_lock;
use latchwork_suite::lock::{
    Client, Comparison, Exploration, LeftOut, ModelCpu, Plan, planned_checks,
};
use latchwork_suite::{Check, SpecLock};

/// CPUs that the locks are made for: the most that any client has.
const CPUS: usize = 5;

/// The executions at which a bounded exploration is stopped.
const STOP: u64 = 1_000_000;

/// Every execution of CPUs that call `lock`, up to their names.
const fn complete(cpus: usize, rounds: usize, weight: u32) -> Exploration {
    Exploration::complete(Client::lock(cpus, rounds), weight).symmetric()
}

/// Every execution of CPUs that call `try_lock`, up to their names.
const fn trying(cpus: usize, rounds: usize, weight: u32) -> Exploration {
    Exploration::complete(Client::try_lock(cpus, rounds), weight).symmetric()
}

/// What is lost by joining a CPU's beginning with its first access: nothing.
const fn starts(client: Client, weight: u32) -> Comparison {
    Comparison::new(client, LeftOut::Starts, weight)
}

/// What is lost by taking CPUs for interchangeable: nothing.
const fn names(client: Client, weight: u32) -> Comparison {
    Comparison::new(client, LeftOut::Names, weight)
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
        complete(4, 1, 1),
        trying(2, 1, 1),
        trying(2, 2, 1),
        trying(3, 1, 1),
    ],
    comparisons: &[
        Comparison::waits(Client::lock(2, 1), 1),
        Comparison::waits(Client::lock(2, 2), 1),
        Comparison::waits(Client::lock(2, 3), 20),
        Comparison::waits(Client::try_lock(2, 1), 1),
        Comparison::waits(Client::try_lock(2, 2), 1),
        starts(Client::lock(2, 3), 1),
        starts(Client::lock(3, 1), 1),
        starts(Client::try_lock(2, 2), 1),
        starts(Client::try_lock(3, 1), 1),
        names(Client::lock(2, 3), 1),
        names(Client::lock(3, 1), 1),
        names(Client::lock(3, 1).with_first(2), 2),
        names(Client::try_lock(2, 2), 1),
        names(Client::try_lock(3, 1), 1),
    ],
};

const TICKET: Plan<'static> = Plan {
    explorations: &[
        complete(2, 1, 1),
        complete(2, 2, 1),
        complete(2, 3, 1),
        complete(3, 1, 1),
        complete(3, 2, 1),
        complete(4, 1, 1),
        complete(5, 1, 1),
        trying(2, 1, 1),
        trying(2, 2, 1),
        trying(3, 1, 1),
    ],
    comparisons: &[
        Comparison::waits(Client::lock(2, 1), 1),
        Comparison::waits(Client::lock(2, 2), 1),
        Comparison::waits(Client::lock(2, 3), 3),
        Comparison::waits(Client::try_lock(2, 1), 1),
        Comparison::waits(Client::try_lock(2, 2), 1),
        starts(Client::lock(2, 3), 1),
        starts(Client::lock(3, 1), 1),
        starts(Client::lock(3, 1).with_first(2), 1),
        starts(Client::lock(4, 1), 5),
        starts(Client::try_lock(2, 2), 1),
        starts(Client::try_lock(3, 1), 1),
        names(Client::lock(2, 3), 1),
        names(Client::lock(3, 1), 1),
        names(Client::lock(3, 1).with_first(2), 1),
        names(Client::lock(3, 2), 3),
        names(Client::lock(4, 1), 1),
        names(Client::try_lock(2, 2), 1),
        names(Client::try_lock(3, 1), 1),
    ],
};

const MCS: Plan<'static> = Plan {
    explorations: &[
        complete(2, 1, 1),
        complete(2, 2, 1),
        complete(3, 1, 1),
        // 3×2 is too much; in this a CPU comes back to a queue of two others.
        Exploration::complete(Client::lock(3, 1).with_first(2), 10).symmetric(),
        complete(4, 1, 20),
        trying(2, 1, 1),
        trying(2, 2, 2),
        trying(3, 1, 2),
        Exploration::bounded(Client::lock(3, 2), 5, STOP, 7),
    ],
    comparisons: &[
        Comparison::waits(Client::lock(2, 1), 1),
        Comparison::waits_at_once(Client::lock(2, 2), 45),
        Comparison::waits(Client::try_lock(2, 1), 1),
        starts(Client::lock(2, 2), 2),
        starts(Client::lock(3, 1), 8),
        starts(Client::try_lock(2, 2), 8),
        names(Client::lock(2, 2), 1),
        names(Client::lock(3, 1), 1),
        names(Client::try_lock(2, 2), 4),
        names(Client::try_lock(3, 1), 7),
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
        Exploration::complete(Client::lock(2, 2), 1),
        Exploration::complete(Client::lock(3, 2), 1),
        Exploration::complete(Client::lock(4, 1), 1),
    ],
    comparisons: &[],
};

/// What stands for the locks below modules that try.
const TRIED_SPECIFICATION: Plan<'static> = Plan {
    explorations: &[
        Exploration::complete(Client::lock(2, 2), 1),
        Exploration::complete(Client::try_lock(2, 2), 1),
        Exploration::complete(Client::try_lock(3, 1), 1),
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
    checks.extend(planned_checks::<SpecLock<true>>(
        "SpecLock<true>",
        TRIED_SPECIFICATION,
    ));
    checks
}
