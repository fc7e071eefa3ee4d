//! Accesses to memory that are no loads, stores or updates: to cells, to atomics as plain
//! memory, and to tracked allocations.

use super::ask::{ask_now, is_judged, is_live, stop_at};
use super::context::{current, in_run, is_running};
use super::memory;
use super::object::ObjectId;
use super::request::Request;
use crate::fault::Deed;
use std::alloc::Layout;
use std::panic::Location;

/// An access of the current thread to the `size` bytes of a cell at `place`.
pub(crate) fn access_cell(
    id: &ObjectId,
    place: *mut u8,
    size: usize,
    write: bool,
    at: &'static Location<'static>,
) {
    if !in_run() {
        return;
    }
    if current(|context| context.ending.get()) {
        if is_running() {
            // A destructor of a thread that is being ended: it may believe that the
            // thread has come to where it never came. This does not return.
            ask_now(Request::Stuck, at);
        }
        return;
    }
    let fault = current(|context| {
        context.is_at(at);
        context.access_cell(id, place, size, write, at).err()
    });
    stop_at(fault, at);
}

/// An access of the current thread, if there is one, to an atomic as plain memory.
pub(crate) fn own_atomic(id: &ObjectId, at: &'static Location<'static>) {
    if is_judged() {
        current(|context| context.is_at(at));
        stop_at(memory::own_atomic(id, at), at);
    }
}

/// The current thread, if there is one, drops a cell.
pub(crate) fn drop_cell(id: &ObjectId) {
    if is_judged()
        && let Some(fault) = memory::drop_cell(id)
    {
        let at = current(|context| context.last_at());
        stop_at(Some(fault), at);
    }
}

/// The object is called `name` from now on, in this execution.
pub(crate) fn set_name(id: &ObjectId, name: &str) {
    if is_judged() {
        memory::set_name(id, super::names::kept(name));
    }
}

/// The current thread has allocated `layout` at `place`.
pub(crate) fn allocated(place: *mut u8, layout: Layout, at: &'static Location<'static>) {
    current(|context| {
        let by = context.doer(Deed::Allocates, at);
        context.allocations.borrow_mut().add(place, layout, &by);
        context.touches();
    });
}

/// The current thread frees what was allocated at `place`.
pub(crate) fn freed(place: *mut u8, at: &'static Location<'static>) {
    let fault = current(|context| {
        let by = context.doer(Deed::Frees, at);
        context.touches();
        context.allocations.borrow_mut().free(place, &by)
    });
    stop_at(fault, at);
}

/// The destructor of what lay at `place`, which is freed, is over.
pub(crate) fn dropped(place: *mut u8) {
    current(|context| context.allocations.borrow_mut().dropped(place));
}

/// The host's allocator has given `layout` at `place` to whoever calls this; it matters if
/// that is a thread of a model, and not the run's own work in its name.
pub(crate) fn heap_allocated(place: *mut u8, layout: Layout) {
    if !is_live() {
        return;
    }
    current(|context| {
        if let Ok(mut allocations) = context.allocations.try_borrow_mut()
            && let Some(by) = context.allocator()
        {
            // What the map allocates is not seen, while it is borrowed.
            allocations.add_of_host(place, layout, &by);
        }
    });
}

/// What lay at `place` is given back to the host's allocator.
pub(crate) fn heap_freed(place: *mut u8) {
    if !in_run() {
        return;
    }
    current(|context| {
        if let Ok(mut allocations) = context.allocations.try_borrow_mut() {
            allocations.remove_of_host(place);
        }
    });
}
