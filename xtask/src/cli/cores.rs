//! The cores of this machine.

use std::num::NonZero;
use std::thread;

/// The cores that this process may use; 1 if the system does not say.
pub(crate) fn host_cpus() -> NonZero<usize> {
    thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN)
}
