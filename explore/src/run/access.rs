//! Accesses to memory that is not atomic: cells, and tracked allocations.

use super::ask::{ask, stop_at};
use super::context::{current, in_run, is_running};
use super::object::ObjectId;
use super::request::Request;
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
            ask(Request::Stuck, at);
        }
        return;
    }
    stop_at(
        current(|context| context.access_cell(id, place, size, write, at).err()),
        at,
    );
}

/// The current thread has allocated `layout` at `place`.
pub(crate) fn allocated(place: *mut u8, layout: Layout, at: &'static Location<'static>) {
    current(|context| {
        let by = context.doer(true, at);
        context.allocations.borrow_mut().add(place, layout, &by);
    });
}

/// The current thread frees what was allocated at `place`.
pub(crate) fn freed(place: *mut u8, at: &'static Location<'static>) {
    let fault = current(|context| {
        let by = context.doer(true, at);
        context.allocations.borrow_mut().free(place, &by)
    });
    stop_at(fault, at);
}

/// The destructor of what lay at `place`, which is freed, is over.
pub(crate) fn dropped(place: *mut u8) {
    current(|context| context.allocations.borrow_mut().dropped(place));
}
