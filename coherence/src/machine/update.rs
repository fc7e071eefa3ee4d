//! Read-modify-writes.

use super::cpu::Change;
use crate::place::Place;

/// Changes the word; the value before is the result.
pub(super) fn updated(place: Place, change: Change) -> u64 {
    // SAFETY: the change is on the stack of the CPU's program, which is suspended or
    // calls this.
    place.update(unsafe { &mut *change })
}
