//! Waiting: polls that hit are not made one by one.

use crate::access;
use crate::pace::Pace;
use crate::sync::Word;

/// Loads `word` until `condition` holds of its value, which is the result; after each poll
/// that fails the CPU does something else for as long as `pace` says, or, if that is
/// opaque, for as long as `relax` does.
///
/// `condition` must be pure: it is asked once for many polls of one value.
///
/// # Panics
///
/// If the pace is opaque and there are more CPUs than
/// [`OPAQUE`](crate::OPAQUE).
pub fn wait_until<W: Word>(
    word: &W,
    pace: Pace,
    mut condition: impl FnMut(W::Value) -> bool,
    mut relax: impl FnMut(),
) -> W::Value {
    let place = word.place();
    if !access::is_running() {
        loop {
            let value = W::value(place.load());
            if condition(value) {
                return value;
            }
            relax();
        }
    }
    if pace == Pace::Opaque {
        access::refuse_opaque();
        loop {
            let value = W::value(access::load(place));
            if condition(value) {
                return value;
            }
            relax();
        }
    }
    let mut holds = |bits| condition(W::value(bits));
    W::value(access::poll(place, pace, &mut holds))
}
