//! Allocations that are tracked: freed memory is kept until the end of the run,
//! so that a use of it is noticed, and harms nobody.

use super::context::Fault;
use super::races::{Access, CellState};
use crate::FailureKind;
use crate::graph::Clock;
use std::alloc::{Layout, dealloc};
use std::collections::BTreeMap;
use std::panic::Location;

/// The tracked allocations of a run, by their addresses.
#[derive(Debug, Default)]
pub(super) struct Allocations(BTreeMap<usize, Allocation>);

#[derive(Debug)]
struct Allocation {
    place: *mut u8,
    layout: Layout,
    /// Its beginning and its end are writes to all of it, what is done with it is
    /// a read.
    uses: CellState,
    freed: Option<(usize, &'static Location<'static>)>,
}

impl Allocations {
    pub(super) fn add(
        &mut self,
        place: *mut u8,
        layout: Layout,
        thread: usize,
        events: usize,
        hb: &Clock,
        at: &'static Location<'static>,
    ) {
        let mut uses = CellState::default();
        let first = uses.access(Access::Write, thread, events, hb, at);
        debug_assert!(first.is_ok(), "nobody has used it before");
        let allocation = Allocation {
            place,
            layout,
            uses,
            freed: None,
        };
        self.0.insert(place.addr(), allocation);
    }

    /// What is wrong with an access to `address`.
    pub(super) fn touch(
        &mut self,
        address: usize,
        thread: usize,
        events: usize,
        hb: &Clock,
        at: &'static Location<'static>,
    ) -> Option<Fault> {
        let (first, allocation) = self.0.range_mut(..=address).next_back()?;
        if address >= first + allocation.layout.size() {
            return None;
        }
        let used = format!("thread {thread} uses memory at {at}");
        if let Some((other, freed)) = allocation.freed {
            let message = format!("use after free: {used} that thread {other} freed at {freed}");
            return Some((FailureKind::UseAfterFree, message));
        }
        let raced = allocation
            .uses
            .access(Access::Read, thread, events, hb, at)
            .err()?;
        let message = format!(
            "data race: {used} that thread {} allocated at {}, and neither happens before the \
             other: it need not see what was put there",
            raced.thread, raced.at
        );
        Some((FailureKind::DataRace, message))
    }

    /// What is wrong with freeing the allocation at `place`.
    pub(super) fn free(
        &mut self,
        place: *mut u8,
        thread: usize,
        events: usize,
        hb: &Clock,
        at: &'static Location<'static>,
    ) -> Option<Fault> {
        let Some(allocation) = self.0.get_mut(&place.addr()) else {
            let message = format!("thread {thread} frees at {at} what was not allocated");
            return Some((FailureKind::Misuse, message));
        };
        if let Some((other, freed)) = allocation.freed {
            let message = format!(
                "double free: thread {thread} frees at {at} what thread {other} freed at {freed}"
            );
            return Some((FailureKind::UseAfterFree, message));
        }
        if let Err(raced) = allocation
            .uses
            .access(Access::Write, thread, events, hb, at)
        {
            let message = format!(
                "use after free: thread {thread} frees at {at} what thread {} uses at {}, and \
                 neither happens before the other",
                raced.thread, raced.at
            );
            return Some((FailureKind::UseAfterFree, message));
        }
        allocation.freed = Some((thread, at));
        None
    }
}

impl Drop for Allocations {
    fn drop(&mut self) {
        for allocation in self.0.values() {
            // SAFETY: it was allocated with this layout, and is given back only
            // here, when no thread of the run is left.
            unsafe { dealloc(allocation.place, allocation.layout) };
        }
    }
}
