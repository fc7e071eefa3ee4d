//! What is wrong with an access to a cell, or to a tracked allocation.

use super::allocations::Doer;
use super::context::{Context, current, foreign};
use super::object::{Foreign, ObjectId};
use super::races::CellState;
use super::statics;
use crate::fault::{Access, FailureKind, Fault};
use std::panic::Location;

impl Context<'_> {
    /// The current thread accesses the memory at `address`: what is wrong with
    /// that, if it is part of a tracked allocation.
    fn touch(&self, address: usize, at: &'static Location<'static>) -> Option<Fault> {
        self.allocations
            .borrow_mut()
            .touch(address, &self.doer(false, at))
    }

    /// The current thread, which accesses something at this place.
    pub(super) fn doer(&self, write: bool, at: &'static Location<'static>) -> Doer {
        let thread = self.thread.get();
        let state = self.threads.borrow()[thread];
        let access = Access {
            thread,
            index: state.steps,
            write,
            at,
        };
        Doer {
            access,
            after: state.events,
            hb: state.hb,
        }
    }

    /// The current thread accesses the `size` bytes of a cell at `place`.
    ///
    /// # Errors
    ///
    /// What is wrong with that.
    pub(super) fn access_cell(
        &self,
        id: &ObjectId,
        place: *mut u8,
        size: usize,
        write: bool,
        at: &'static Location<'static>,
    ) -> Result<(), Fault> {
        let cell = match self.objects.name(id) {
            Ok(Some(cell)) => cell,
            Ok(None) => self.add_cell(id, place, size, at)?,
            Err(Foreign) => return Err(foreign(at)),
        };
        if let Some(fault) = self.touch(place.addr(), at) {
            return Err(fault);
        }
        self.threads.borrow_mut()[self.thread.get()].touched = true;
        let by = self.doer(write, at);
        let cells = &mut self.cells.borrow_mut();
        let raced = cells[cell].access(by.access, by.after, &by.hb);
        raced.map_err(|other| {
            let does = |access: Access| if access.write { "writes to" } else { "reads" };
            let message = format!(
                "data race: thread {} {} a cell at {at}, thread {} {} it at {}, and neither \
                 happens before the other",
                by.access.thread,
                does(by.access),
                other.thread,
                does(other),
                other.at
            );
            Fault::new(FailureKind::DataRace, message).between(other, by.access)
        })
    }

    /// A cell that the run meets for the first time.
    fn add_cell(
        &self,
        id: &ObjectId,
        place: *mut u8,
        size: usize,
        at: &'static Location<'static>,
    ) -> Result<usize, Fault> {
        let misused = |why: &str| Fault::new(FailureKind::Misuse, format!("{at}: {why}"));
        if statics::contains(place.addr()) {
            if !statics::take(place.addr()) {
                return Err(misused(SHARED_STATIC));
            }
            // SAFETY: it is the memory of the cell; some of its bytes may be padding.
            let bytes = unsafe { std::slice::from_raw_parts(place.cast(), size) };
            self.statics.borrow_mut().push((place, bytes.into()));
        } else if self.objects.is_old(id) {
            return Err(misused(OLD_CELL));
        }
        let mut cells = self.cells.borrow_mut();
        cells.push(CellState::default());
        self.objects.call(id, cells.len() - 1);
        Ok(cells.len() - 1)
    }
}

/// An access of the current thread to an atomic at `address`.
pub(super) fn access_atomic(address: usize, at: &'static Location<'static>) -> Option<Fault> {
    current(|context| (!context.ending.get()).then(|| context.touch(address, at))?)
}

const SHARED_STATIC: &str = "a cell in a static is used by two executions at the same time: explore \
     one model after the other (as tests: with --test-threads=1, or behind a mutex), and this one \
     with Explorer::workers(1)";

const OLD_CELL: &str = "a cell that an earlier execution has used is used again, and holds what \
     that left in it: make it in the closure that is explored, or in a static";
