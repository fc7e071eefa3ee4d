//! What a run has seen beside its graph, for those who look at the execution.

use super::object::Located;
use crate::execution::{Atomic, Role};
use crate::fault::Access;
use std::collections::HashMap;

/// What a run has seen beside its graph.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// Of each location.
    atomics: Vec<Atomic>,
    /// The accesses to cells that threads share.
    accesses: Vec<Access>,
    /// The number in a table of each memory that is a cell in it.
    numbers: HashMap<usize, usize>,
    /// What threads play.
    pub(crate) roles: Vec<Role>,
    /// Whether a wait for a condition variable would have ended once more for no
    /// reason.
    pub(crate) wakeup_limit_reached: bool,
    /// Whether an interrupt would have come once more, or deeper.
    pub(crate) interrupt_limit_reached: bool,
}

impl Seen {
    /// From the names of memories, what locations are, all accesses to cells, and what threads
    /// play.
    pub(super) fn new(
        names: &[Option<&'static str>],
        located: Vec<Located>,
        accesses: Vec<Access>,
        roles: Vec<Role>,
        wakeup_limit_reached: bool,
        interrupt_limit_reached: bool,
    ) -> Self {
        let atomic = |it: Located| Atomic {
            name: it.memory.and_then(|memory| names[memory]),
            holds: it.holds,
        };
        let mut seen = Self {
            atomics: located.into_iter().map(atomic).collect(),
            accesses: Vec::new(),
            numbers: HashMap::new(),
            roles,
            wakeup_limit_reached,
            interrupt_limit_reached,
        };
        let mut uses: HashMap<Option<usize>, (usize, bool, bool)> = HashMap::new();
        for access in &accesses {
            let (first, is_shared, is_written) =
                uses.entry(access.cell)
                    .or_insert((access.thread, false, false));
            *is_shared |= access.thread != *first;
            *is_written |= access.write;
        }
        let matters = |access: &Access| {
            let &(_, is_shared, is_written) = &uses[&access.cell];
            is_shared && is_written
        };
        for access in accesses.into_iter().filter(matters) {
            let next = seen.numbers.len();
            if let Some(memory) = access.cell {
                seen.numbers.entry(memory).or_insert(next);
            }
            let access = seen.numbered(access);
            seen.accesses.push(access);
        }
        seen
    }

    /// What the atomic at this location is.
    pub(crate) fn atomic(&self, location: usize) -> Atomic {
        self.atomics.get(location).copied().unwrap_or_default()
    }

    /// The accesses to cells that threads share.
    pub(crate) fn accesses(&self) -> Vec<Access> {
        self.accesses.clone()
    }

    /// The accesses, with the numbers that their cells have in the table.
    pub(crate) fn all_numbered(&self, accesses: Vec<Access>) -> Vec<Access> {
        accesses.into_iter().map(|it| self.numbered(it)).collect()
    }

    fn numbered(&self, access: Access) -> Access {
        let cell = access.cell.and_then(|cell| self.numbers.get(&cell));
        Access {
            cell: cell.copied(),
            ..access
        }
    }
}
