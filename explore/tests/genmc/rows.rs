//! The rows of `counts.tsv`, and the explorer on the client of one.

use crate::clients::{count, mcs, mcs::Mcs, tas, ticket, ticket::Ticket, ttas};
use latchwork_explore::{Explorer, MemoryModel, Report};
use std::fmt::{self, Display, Formatter};

/// What GenMC counted for one client.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) lock: String,
    pub(crate) threads: usize,
    pub(crate) acquisitions: usize,
    pub(crate) model: String,
    pub(crate) complete: u64,
    pub(crate) blocked: u64,
}

impl Display for Row {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self {
            lock,
            threads,
            acquisitions,
            model,
            ..
        } = self;
        write!(f, "{lock} {threads}×{acquisitions} {model}")
    }
}

/// All rows.
pub(crate) fn rows() -> Vec<Row> {
    let mut lines = include_str!("counts.tsv").lines();
    assert_eq!(
        lines.next(),
        Some("lock\tthreads\tacquisitions_each\tmodel\tcomplete\tblocked\tseconds"),
    );
    lines
        .map(|line| {
            let fields: Vec<_> = line.split('\t').collect();
            let &[lock, threads, acquisitions, model, complete, blocked, _] = &fields[..] else {
                panic!("a row of seven fields: {line:?}");
            };
            let number = |field: &str| -> u64 { field.parse().expect("a number") };
            Row {
                lock: lock.to_owned(),
                threads: number(threads) as usize,
                acquisitions: number(acquisitions) as usize,
                model: model.to_owned(),
                complete: number(complete),
                blocked: number(blocked),
            }
        })
        .collect()
}

impl Row {
    /// The memory model, if the explorer has it.
    pub(crate) fn memory_model(&self) -> Option<MemoryModel> {
        match self.model.as_str() {
            "rc11" => Some(MemoryModel::Rc11),
            "sc" => Some(MemoryModel::Sc),
            "imm" => None,
            other => panic!("a memory model: {other}"),
        }
    }

    /// The explorer on this client.
    pub(crate) fn explore(&self, explorer: Explorer) -> Report {
        let model = self.memory_model().expect("one that the explorer has");
        let explorer = explorer.memory_model(model);
        let (threads, acquisitions) = (self.threads, self.acquisitions);
        match self.lock.as_str() {
            "ticket" => explorer.explore(|| {
                count(
                    Ticket::new(ticket::Orders::default()),
                    threads,
                    acquisitions,
                );
            }),
            "mcs" => explorer.explore(|| {
                assert!(threads <= 5, "more nodes are needed");
                count(Mcs::<5>::new(mcs::Orders::default()), threads, acquisitions);
            }),
            "tas" => explorer.explore(|| {
                count(
                    tas::GivingUp::new(tas::Orders::default()),
                    threads,
                    acquisitions,
                );
            }),
            "ttas" => explorer.explore(|| {
                count(ttas::Comparing::new(), threads, acquisitions);
            }),
            other => panic!("a lock: {other}"),
        }
    }
}
