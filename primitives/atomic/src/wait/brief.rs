//! Waiting that is given up, in every build that is not a check.

use super::Relax;
use super::waiter::Waiter;

/// Polls until `condition` holds, and so often at most, once at least; returns what the last
/// poll read.
#[inline]
pub(super) fn briefly<R: Relax, V: Copy>(
    poll: impl Fn() -> V,
    mut condition: impl FnMut(V) -> bool,
    polls: u32,
) -> V {
    let mut waiter = Waiter::<R>::new();
    let mut value = poll();
    for _ in 1..polls {
        if condition(value) {
            break;
        }
        waiter.poll_failed();
        value = poll();
    }
    waiter.over();
    value
}
