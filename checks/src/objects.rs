//! The list of objects.

#[cfg(shuttle)]
use crate::hardware;
use crate::{lock, queue};
use latchwork_suite::Check;

/// The checks of every object, and its controls.
pub(crate) fn all() -> Vec<Check> {
    let objects = [
        lock::checks(),
        queue::checks(),
        #[cfg(shuttle)]
        hardware::checks(),
    ];
    objects.into_iter().flatten().collect()
}
