//! Waiting that is given up, in every build that is not a check.

use super::Relax;
use super::waiter::Waiter;

/// Polls until `condition` holds, or `give_up`, which is asked after each poll that fails, says
/// so; returns what the last poll read.
#[inline]
pub(super) fn briefly<R: Relax, V: Copy>(
    poll: impl Fn() -> V,
    mut condition: impl FnMut(V) -> bool,
    mut give_up: impl FnMut() -> bool,
) -> V {
    let mut waiter = Waiter::<R>::new();
    let value = loop {
        let value = poll();
        if condition(value) || give_up() {
            break value;
        }
        waiter.poll_failed();
    };
    waiter.over();
    value
}
