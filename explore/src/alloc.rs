//! Allocations of which uses after the free are noticed.
//!
//! Memory that is freed is kept until the end of the execution: no address is
//! given out twice, and a use of freed memory is a failure and nothing worse. The
//! explorer notices accesses to the atomics and cells that lie in an allocation;
//! to other memory in it, it is blind.

use crate::run::{allocated, dropped, freed};
use core::panic::Location;
use std::alloc::{Layout, alloc, handle_alloc_error};

/// Puts `value` on the heap.
///
/// Whoever uses it must know of it through happens-before, or else the execution
/// fails with a data race.
///
/// # Panics
///
/// Outside of a model.
#[track_caller]
pub fn allocate<T>(value: T) -> *mut T {
    // No allocation is empty, so that each has an address of its own.
    let layout = Layout::new::<T>();
    let layout = Layout::from_size_align(layout.size().max(1), layout.align())
        .expect("a type's layout, or a byte's");
    // SAFETY: the layout is not empty.
    let place = unsafe { alloc(layout) };
    if place.is_null() {
        handle_alloc_error(layout);
    }
    // SAFETY: the memory is new, and large and aligned enough.
    unsafe { place.cast::<T>().write(value) };
    allocated(place, layout, Location::caller());
    place.cast()
}

/// Drops the value at `place`, and frees its memory.
///
/// That it was freed already, or is not an allocation of this execution, or may
/// be used by others at the same time or later, is a failure of the execution.
///
/// # Safety
///
/// `place` was returned by [`allocate`] in this execution, for a value of this
/// type. If it was freed before, the value is not dropped again.
///
/// # Panics
///
/// Outside of a model.
#[track_caller]
pub unsafe fn free<T>(place: *mut T) {
    // This does not return if it was freed.
    freed(place.cast(), Location::caller());
    // SAFETY: as the caller promises; nobody has freed it.
    unsafe { place.drop_in_place() };
    dropped(place.cast());
}
