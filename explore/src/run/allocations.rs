//! Allocations that are tracked. Memory of a model's own that is freed is kept until the
//! end of the run, so that a use of it is noticed, and harms nobody.

use super::races::CellState;
use crate::fault::{Access, FailureKind, Fault};
use crate::graph::Clock;
use std::alloc::{Layout, dealloc};
use std::collections::BTreeMap;

/// The tracked allocations of a run, by their addresses.
#[derive(Debug, Default)]
pub(super) struct Allocations(BTreeMap<usize, Allocation>);

#[derive(Debug)]
struct Allocation {
    place: *mut u8,
    layout: Layout,
    owner: Owner,
    /// Its beginning and its end are writes to all of it, what is done with it is
    /// a read.
    uses: CellState,
    allocated: Access,
    freed: Option<Access>,
    /// Whether the thread that frees it is busy with its destructor.
    is_dropping: bool,
}

/// To whom an allocation belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Owner {
    /// The model has allocated it, and frees it, in name: the memory is kept.
    Model,
    /// The host's allocator, of which the model has got it: it takes it back at once.
    Host,
}

/// Who does something: an access, after so many events of its thread, by a thread
/// that knows this.
#[derive(Clone, Copy, Debug)]
pub(super) struct Doer {
    pub(super) access: Access,
    pub(super) after: usize,
    pub(super) hb: Clock,
}

impl Allocations {
    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `layout` is allocated at `place`, and belongs to the model.
    pub(super) fn add(&mut self, place: *mut u8, layout: Layout, by: &Doer) {
        self.insert(place, layout, Owner::Model, by);
    }

    /// `layout` is allocated at `place` by the host's allocator.
    pub(super) fn add_of_host(&mut self, place: *mut u8, layout: Layout, by: &Doer) {
        self.insert(place, layout, Owner::Host, by);
    }

    /// What the host's allocator has given is given back.
    pub(super) fn remove_of_host(&mut self, place: *mut u8) {
        let known = self.0.get(&place.addr());
        if known.is_some_and(|allocation| allocation.owner == Owner::Host) {
            self.0.remove(&place.addr());
        }
    }

    /// What is wrong with the end of a run that leaves allocations of the model's.
    pub(super) fn leaked(&self) -> Option<Fault> {
        let owned = self.0.values().filter(|it| it.owner == Owner::Model);
        let mut left: Vec<Access> = owned
            .filter(|it| it.freed.is_none())
            .map(|it| it.allocated)
            .collect();
        left.sort_by_key(|allocated| (allocated.step, allocated.thread, allocated.index));
        let each: Vec<String> = left
            .iter()
            .map(|it| format!("thread {} allocated it at {}", it.thread, it.at))
            .collect();
        let what = match left.len() {
            0 => return None,
            1 => "an allocation is".to_owned(),
            count => format!("{count} allocations are"),
        };
        let message = format!("leak: {what} never freed: {}", each.join("; "));
        let mut fault = Fault::new(FailureKind::Leak, message);
        fault.accesses = left;
        Some(fault)
    }

    fn insert(&mut self, place: *mut u8, layout: Layout, owner: Owner, by: &Doer) {
        let mut uses = CellState::default();
        let first = uses.access(by.access, by.after, &by.hb);
        debug_assert!(first.is_ok(), "nobody has used it before");
        let allocation = Allocation {
            place,
            layout,
            owner,
            allocated: by.access,
            uses,
            freed: None,
            is_dropping: false,
        };
        self.0.insert(place.addr(), allocation);
    }

    /// What is wrong with an access to `address`.
    pub(super) fn touch(&mut self, address: usize, by: &Doer) -> Option<Fault> {
        let (first, allocation) = self.0.range_mut(..=address).next_back()?;
        if address >= first + allocation.layout.size() {
            return None;
        }
        let Access { thread, at, .. } = by.access;
        let used = format!("thread {thread} uses memory at {at}");
        let may = |freed: Access| allocation.is_dropping && freed.thread == thread;
        if let Some(freed) = allocation.freed {
            if may(freed) {
                return None;
            }
            let message = format!(
                "use after free: {used} that thread {} freed at {}",
                freed.thread, freed.at
            );
            let fault = Fault::new(FailureKind::UseAfterFree, message);
            return Some(fault.between(freed, by.access));
        }
        let raced = allocation.uses.access(by.access, by.after, &by.hb).err()?;
        let when = match allocation.owner {
            Owner::Model => "at",
            Owner::Host => "after",
        };
        let message = format!(
            "data race: {used} that thread {} allocated {when} {}, and neither happens before the \
             other: it need not see what was put there",
            raced.thread, raced.at
        );
        let fault = Fault::new(FailureKind::DataRace, message);
        Some(fault.between(raced, by.access))
    }

    /// What is wrong with freeing the allocation at `place`.
    pub(super) fn free(&mut self, place: *mut u8, by: &Doer) -> Option<Fault> {
        let Access { thread, at, .. } = by.access;
        let owned = self.0.get_mut(&place.addr());
        let Some(allocation) = owned.filter(|it| it.owner == Owner::Model) else {
            let message = format!("thread {thread} frees at {at} what was not allocated");
            return Some(Fault::new(FailureKind::Misuse, message));
        };
        if let Some(freed) = allocation.freed {
            let message = format!(
                "double free: thread {thread} frees at {at} what thread {} freed at {}",
                freed.thread, freed.at
            );
            let fault = Fault::new(FailureKind::UseAfterFree, message);
            return Some(fault.between(freed, by.access));
        }
        if let Err(raced) = allocation.uses.access(by.access, by.after, &by.hb) {
            let message = format!(
                "use after free: thread {thread} frees at {at} what thread {} uses at {}, and \
                 neither happens before the other",
                raced.thread, raced.at
            );
            let fault = Fault::new(FailureKind::UseAfterFree, message);
            return Some(fault.between(raced, by.access));
        }
        allocation.freed = Some(by.access);
        allocation.is_dropping = true;
        None
    }

    /// The destructor of what was in the allocation at `place` is over.
    pub(super) fn dropped(&mut self, place: *mut u8) {
        if let Some(allocation) = self.0.get_mut(&place.addr()) {
            allocation.is_dropping = false;
        }
    }
}

impl Drop for Allocations {
    fn drop(&mut self) {
        let owned = self.0.values().filter(|it| it.owner == Owner::Model);
        for allocation in owned {
            // SAFETY: it was allocated with this layout, and is given back only
            // here, when no thread of the run is left.
            unsafe { dealloc(allocation.place, allocation.layout) };
        }
    }
}
