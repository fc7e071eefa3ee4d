//! A line of a source, in an atomic.

use core::panic::Location;
use core::ptr;
use latchwork_atomic::Ordering::Relaxed;
use latchwork_atomic::{AtomicPtr, const_fn};

/// A line of a source, or none yet.
pub(super) struct Place(AtomicPtr<Location<'static>>);

impl Place {
    const_fn! {
        pub(super) fn none() -> Self {
            Self(AtomicPtr::new(ptr::null_mut()))
        }
    }

    pub(super) fn set(&self, place: &'static Location<'static>) {
        // Relaxed: a line is constant; who may look at this atomic is said by another.
        self.0.store(ptr::from_ref(place).cast_mut(), Relaxed);
    }

    pub(super) fn get(&self) -> Option<&'static Location<'static>> {
        // Relaxed: as the store.
        let place = self.0.load(Relaxed);
        // SAFETY: it is null, or a line's, which is there for ever.
        unsafe { place.as_ref() }
    }
}
