//! How long an acquisition takes under fair schedules.

use latchwork_lock::for_each_lock;
use latchwork_suite::Check;
use latchwork_suite::lock::{Client, FairClient, HandOff, ModelCpu, check_waits};

/// CPUs that the locks are made for: the most that any client has.
const CPUS: usize = 8;

/// The programs: four CPUs that are inside for five steps each, and eight for
/// three; every CPU takes a step within twice as many as there are CPUs.
const CLIENTS: [FairClient; 2] = [
    FairClient {
        client: Client::lock(4, 4).holding(5),
        window: 8,
    },
    FairClient {
        client: Client::lock(8, 3).holding(3),
        window: 16,
    },
];

/// A poll takes two steps: one to come back from the poll that failed, one to
/// load. The release is a store.
pub(crate) const TICKET: HandOff = HandOff {
    acquire: 2,
    release: 1,
};

/// The release loads the link, resets it, and stores to the successor.
const MCS: HandOff = HandOff {
    acquire: 2,
    release: 3,
};

/// What the hand-off of the FIFO lock called `name` takes; docs/locks.md derives
/// it.
fn hand_off(name: &str) -> Option<HandOff> {
    match name {
        "TicketLock" => Some(TICKET),
        "McsLock" => Some(MCS),
        _ => None,
    }
}

macro_rules! measured {
    ([] $($name:ident: $lock:ty),*) => {
        [$(CLIENTS.map(|client| {
            check_waits::<$lock>(stringify!($name), client, hand_off(stringify!($name)))
        })),*]
    };
}

/// Every check.
pub(crate) fn checks() -> Vec<Check> {
    for_each_lock!(measured[], ModelCpu, CPUS)
        .into_iter()
        .flatten()
        .collect()
}
