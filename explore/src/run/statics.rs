//! Which memory is static, and which run uses it.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// The static cells that runs use now.
static USED: Mutex<BTreeSet<usize>> = Mutex::new(BTreeSet::new());

/// Takes the static cell at `address` for a run; false if another has it.
pub(super) fn take(address: usize) -> bool {
    USED.lock()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(address)
}

/// Gives it back.
pub(super) fn give_back(address: usize) {
    USED.lock()
        .unwrap_or_else(PoisonError::into_inner)
        .remove(&address);
}

/// Whether a static of the program may lie at `address`.
///
/// Where the platform does not tell, nothing is taken for static.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub(crate) fn contains(address: usize) -> bool {
    // The linker's names for the beginning and the end of writable static memory.
    unsafe extern "C" {
        static data_start: u8;
        static _end: u8;
    }
    let first = (&raw const data_start).addr();
    let end = (&raw const _end).addr();
    (first..end).contains(&address)
}

/// Whether a static of the program may lie at `address`.
///
/// Where the platform does not tell, nothing is taken for static.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(crate) fn contains(_address: usize) -> bool {
    false
}
