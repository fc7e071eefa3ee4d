//! Allocations of which uses after the free are noticed.
//!
//! Memory that is freed is kept until the end of the execution: no address is
//! given out twice, and a use of freed memory is a failure and nothing worse. The
//! explorer notices accesses to the atomics and cells that lie in an allocation;
//! to other memory in it, it is blind. What is left at the end of an execution is a
//! failure if [`Explorer::leaks`](crate::Explorer::leaks) says so.
//!
//! What a model gets from the host's allocator (by `Box`, `Arc`, `Vec`) is watched in a
//! program of which [`Heap`] is the allocator.

use crate::run::{allocated, dropped, freed, heap_allocated, heap_freed};
use core::panic::Location;
use std::alloc::{GlobalAlloc, Layout, System, alloc, handle_alloc_error};

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

/// The system's allocator, for a program whose models put atomics and cells on the heap
/// without [`allocate`].
///
/// With it the explorer knows which thread of a model has allocated what. Whoever
/// accesses an atomic or a cell there must know of the allocation through
/// happens-before, or else the execution fails with a data race: the other thread need
/// not see what was put there. (Frees are not watched: the reference counts of `std`,
/// which order them, are the host's.) Each allocation of a model costs an entry in a
/// map; outside of models it costs nothing.
///
/// ```
/// #[global_allocator]
/// static HEAP: latchwork_explore::alloc::Heap = latchwork_explore::alloc::Heap;
///
/// use latchwork_explore::sync::atomic::{AtomicPtr, AtomicUsize, Ordering::{Acquire, Relaxed}};
/// use latchwork_explore::{Explorer, FailureKind, thread};
/// use std::{ptr, sync::Arc};
///
/// let report = Explorer::new().explore(|| {
///     let shared = Arc::new(AtomicPtr::new(ptr::null_mut::<AtomicUsize>()));
///     let theirs = Arc::clone(&shared);
///     let made = thread::spawn(move || {
///         let new = Box::into_raw(Box::new(AtomicUsize::new(7)));
///         theirs.store(new, Relaxed); // it takes Release
///     });
///     let new = shared.load(Acquire);
///     if !new.is_null() {
///         // SAFETY: it is freed after the join.
///         unsafe { (*new).load(Relaxed) };
///     }
///     made.join().unwrap();
///     // SAFETY: it was a box, and nobody else has it any more.
///     drop(unsafe { Box::from_raw(shared.load(Relaxed)) });
/// });
/// assert_eq!(report.failure.unwrap().kind, FailureKind::DataRace);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Heap;

// SAFETY: it is the system's allocator; the rest is bookkeeping, which hands out no memory.
unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as the caller promises.
        let place = unsafe { System.alloc(layout) };
        if !place.is_null() {
            heap_allocated(place, layout);
        }
        place
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        heap_freed(place);
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(place, layout) }
    }
}
