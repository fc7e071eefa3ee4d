//! Data races, by the vector clocks of happens-before.

use crate::fault::Access;
use crate::graph::Clock;

/// Memory that the run has met: a cell's, or an atomic's.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    pub(super) state: CellState,
    pub(super) name: Option<&'static str>,
}

/// Who accessed memory last: for each thread its last read and its last write.
#[derive(Debug, Default)]
pub(crate) struct CellState {
    accesses: Vec<Made>,
}

/// An access that was made, after the first `after` events of its thread.
#[derive(Clone, Copy, Debug)]
struct Made {
    access: Access,
    after: usize,
}

impl CellState {
    /// Notes an access by a thread that knows `hb`, after its first `after` events. An
    /// access to an atomic that is atomic is a read here: two of them do not race.
    ///
    /// # Errors
    ///
    /// The access of another thread that this one races with.
    pub(crate) fn access(
        &mut self,
        access: Access,
        after: usize,
        hb: &Clock,
    ) -> Result<(), Access> {
        let conflict = |made: &&Made| {
            made.access.thread != access.thread
                && (made.access.write || access.write)
                // It comes before the next event of its thread.
                && usize::from(hb.of(made.access.thread)) <= made.after
        };
        if let Some(other) = self.accesses.iter().find(conflict) {
            return Err(other.access);
        }
        let made = Made { access, after };
        let same =
            |it: &&mut Made| it.access.thread == access.thread && it.access.write == access.write;
        match self.accesses.iter_mut().find(same) {
            Some(last) => *last = made,
            None => self.accesses.push(made),
        }
        Ok(())
    }
}
