//! What is wrong with an access to a cell, to the memory of an atomic, or to a tracked
//! allocation.

use super::allocations::Doer;
use super::context::{Context, current, foreign};
use super::object::{Foreign, Object, ObjectId};
use super::races::Memory;
use super::{shared_drop, statics};
use crate::fault::{Access, Deed, FailureKind, Fault};
use std::panic::Location;

impl Context<'_> {
    /// The current thread accesses the memory at `address`: what is wrong with
    /// that, if it is part of a tracked allocation.
    fn touch(&self, address: usize, at: &'static Location<'static>) -> Option<Fault> {
        let mut allocations = self.allocations.borrow_mut();
        if allocations.is_empty() {
            return None;
        }
        allocations.touch(address, &self.doer(Deed::Uses, at))
    }

    /// The current thread, which does something at this place.
    pub(super) fn doer(&self, deed: Deed, at: &'static Location<'static>) -> Doer {
        let thread = self.thread.get();
        let state = self.threads.borrow()[thread];
        let access = Access {
            thread,
            index: state.steps,
            step: self.steps.get(),
            write: deed.writes(),
            deed,
            cell: None,
            name: None,
            at,
        };
        Doer {
            access,
            after: state.events,
            hb: state.hb,
        }
    }

    /// The current thread, which gets memory of the host's allocator. None if the run is
    /// busy with what is known of its threads.
    pub(super) fn allocator(&self) -> Option<Doer> {
        drop(self.threads.try_borrow().ok()?);
        Some(self.doer(Deed::Allocates, self.last_at()))
    }

    /// The current thread, which does something to this memory.
    fn doer_to(&self, memory: usize, deed: Deed, at: &'static Location<'static>) -> Doer {
        let mut by = self.doer(deed, at);
        by.access.name = self.memories.borrow()[memory].name;
        by.access.cell = deed.is_of_cells().then_some(memory);
        by
    }

    /// The access that `by` races with, which is noted if there is none.
    fn raced(&self, memory: usize, by: &Doer) -> Option<Access> {
        let state = &mut self.memories.borrow_mut()[memory].state;
        state.access(by.access, by.after, &by.hb).err()
    }

    fn race(&self, memory: usize, by: &Doer) -> Result<(), Fault> {
        self.raced(memory, by)
            .map_or(Ok(()), |other| Err(by.access.race(&other)))
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
        let cell = match self.objects.memory(id) {
            Ok(Some(cell)) => cell,
            Ok(None) => self.add_cell(id, place, size, at)?,
            Err(Foreign) => return Err(foreign(at)),
        };
        if let Some(fault) = self.touch(place.addr(), at) {
            return Err(fault);
        }
        self.touches();
        let by = self.doer_to(cell, Deed::of_cell(write), at);
        self.note(by.access);
        let interrupted = self.lines(self.thread.get(), |lines| lines.interrupted(&by.access));
        if let Some(interrupted) = interrupted {
            return Err(by.access.interrupts(&interrupted));
        }
        self.race(cell, &by)
    }

    /// The access of the current thread to a cell that it has begun.
    pub(super) fn cell_access(
        &self,
        id: &ObjectId,
        write: bool,
        at: &'static Location<'static>,
    ) -> Access {
        let known = self.objects.memory(id).ok().flatten();
        let cell = known.expect("an access that has begun has met its cell");
        self.doer_to(cell, Deed::of_cell(write), at).access
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
        Ok(self.add_memory(id))
    }

    /// Memory that the run meets for the first time.
    fn add_memory(&self, id: &ObjectId) -> usize {
        let mut memories = self.memories.borrow_mut();
        memories.push(Memory::default());
        self.objects.remember(id, memories.len() - 1);
        memories.len() - 1
    }

    /// The memory of an atomic. What another model has used is none, and is noticed
    /// when it is accessed.
    fn memory_of_atomic(&self, id: &ObjectId) -> Option<usize> {
        let known = self.objects.memory(id).ok()?;
        Some(known.unwrap_or_else(|| self.add_memory(id)))
    }

    /// The current thread does something to an atomic.
    fn access_atomic(
        &self,
        id: &ObjectId,
        deed: Deed,
        at: &'static Location<'static>,
    ) -> Result<(), Fault> {
        if let Some(fault) = self.touch(std::ptr::from_ref(id).addr(), at) {
            return Err(fault);
        }
        let Some(memory) = self.memory_of_atomic(id) else {
            return Ok(());
        };
        self.race(memory, &self.doer_to(memory, deed, at))
    }

    /// How deep in the stack of the current thread this is.
    fn depth(&self) -> usize {
        let here = 0_u8;
        let here = std::hint::black_box(&raw const here).addr();
        let back = self.threads.borrow()[self.thread.get()].back;
        back.addr().abs_diff(here)
    }

    /// The current thread drops a cell.
    ///
    /// # Errors
    ///
    /// That this races with another access. `std`'s `Arc` orders the drop of what it
    /// holds after whatever its other owners have done, which is not seen otherwise.
    fn drop_cell(&self, id: &ObjectId) -> Result<(), Fault> {
        let Ok(Some(cell)) = self.objects.memory(id) else {
            return Ok(());
        };
        let by = self.doer_to(cell, Deed::Drops, self.last_at());
        match self.raced(cell, &by) {
            Some(other) if !shared_drop::is_running(([other.at, by.access.at], self.depth())) => {
                self.note(by.access);
                Err(by.access.race(&other))
            }
            Some(_) => Ok(()),
            None => {
                self.note(by.access);
                Ok(())
            }
        }
    }
}

/// An access of the current thread to an atomic.
pub(super) fn access_atomic(object: &Object, at: &'static Location<'static>) -> Option<Fault> {
    // SAFETY: the thread is in its access to the atomic.
    let id = unsafe { &*object.id };
    current(|context| {
        if context.ending.get() {
            return None;
        }
        context.access_atomic(id, Deed::Accesses, at).err()
    })
}

/// What is wrong with the current thread's access to an atomic as plain memory.
pub(super) fn own_atomic(id: &ObjectId, at: &'static Location<'static>) -> Option<Fault> {
    current(|context| context.access_atomic(id, Deed::Owns, at).err())
}

/// What is wrong with the current thread's drop of a cell.
pub(super) fn drop_cell(id: &ObjectId) -> Option<Fault> {
    current(|context| context.drop_cell(id).err())
}

/// The object is called `name` in this run.
pub(super) fn set_name(id: &ObjectId, name: &'static str) {
    current(|context| {
        if let Some(memory) = context.memory_of_atomic(id) {
            context.memories.borrow_mut()[memory].name = Some(name);
        }
    });
}

const SHARED_STATIC: &str = "a cell in a static is used by two executions at the same time: explore \
     one model after the other (as tests: with --test-threads=1, or behind a mutex), and this one \
     with Explorer::workers(1)";

const OLD_CELL: &str = "a cell that an earlier execution has used is used again, and holds what \
     that left in it: make it in the closure that is explored, or in a static";
