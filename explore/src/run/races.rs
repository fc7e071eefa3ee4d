//! Data races, by the vector clocks of happens-before.

use crate::graph::Clock;
use std::panic::Location;

/// What an access does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
}

/// Who accessed a cell last: for each thread its last read and its last write.
#[derive(Debug, Default)]
pub(crate) struct CellState {
    accesses: Vec<Made>,
}

/// An access that was made, after the first `after` events of its thread.
#[derive(Clone, Copy, Debug)]
struct Made {
    access: Access,
    thread: usize,
    after: usize,
    at: &'static Location<'static>,
}

/// The other access of a race.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Race {
    pub(crate) access: Access,
    pub(crate) thread: usize,
    pub(crate) at: &'static Location<'static>,
}

impl CellState {
    /// Notes an access by `thread`, which knows `hb`, after its first `after`
    /// events.
    ///
    /// # Errors
    ///
    /// The access of another thread that this one races with.
    pub(crate) fn access(
        &mut self,
        access: Access,
        thread: usize,
        after: usize,
        hb: &Clock,
        at: &'static Location<'static>,
    ) -> Result<(), Race> {
        let conflict = |made: &&Made| {
            made.thread != thread
                && (made.access == Access::Write || access == Access::Write)
                // It comes before the next event of its thread.
                && usize::from(hb.of(made.thread)) <= made.after
        };
        if let Some(other) = self.accesses.iter().find(conflict) {
            return Err(Race {
                access: other.access,
                thread: other.thread,
                at: other.at,
            });
        }
        let made = Made {
            access,
            thread,
            after,
            at,
        };
        let same = |it: &&mut Made| it.thread == thread && it.access == access;
        match self.accesses.iter_mut().find(same) {
            Some(last) => *last = made,
            None => self.accesses.push(made),
        }
        Ok(())
    }
}
