//! Waiting: polls that hit are not made one by one.

use crate::access;
use crate::pace::Pace;
use crate::sync::Word;

/// Loads `word` until `condition` holds of its value, which is the result; after each poll
/// that fails the CPU does something else for as long as `pace` says, or, if that is
/// opaque, for as long as `relax` does.
///
/// Outside a run its loads are sequentially consistent.
///
/// `condition` must be pure: it is asked once for many polls of one value, by the machine, while
/// any program or none runs.
///
/// # Panics
///
/// If the pace is opaque and there are more CPUs than [`OPAQUE`](crate::OPAQUE).
///
/// If `condition` panics, or accesses an atomic or the machine, then this call panics if the poll
/// is a hit, and otherwise [`Simulation::run`](crate::Simulation::run) does.
pub fn wait_until<W: Word>(
    word: &W,
    pace: Pace,
    mut condition: impl FnMut(W::Value) -> bool,
    mut relax: impl FnMut(),
) -> W::Value {
    let ahead = |value| u32::from(!condition(value));
    wait_in_line(word, pace, ahead, |_| relax())
}

/// Loads `word` until nobody is `ahead`, which its value says, and returns that; after each
/// poll that fails the CPU does something else for as long as `pace` says, or, if that is
/// opaque, for as long as `relax` does, which is told how many are ahead.
///
/// Outside a run its loads are sequentially consistent.
///
/// `ahead` must be pure: it is asked once for many polls of one value, by the machine, while
/// any program or none runs.
///
/// # Panics
///
/// If the pace is opaque and there are more CPUs than [`OPAQUE`](crate::OPAQUE).
///
/// If `ahead` panics, or accesses an atomic or the machine, then this call panics if the poll
/// is a hit, and otherwise [`Simulation::run`](crate::Simulation::run) does.
pub fn wait_in_line<W: Word>(
    word: &W,
    pace: Pace,
    mut ahead: impl FnMut(W::Value) -> u32,
    mut relax: impl FnMut(u32),
) -> W::Value {
    let running = access::running();
    if let (Some(run), false) = (running, pace == Pace::Opaque) {
        let mut ahead = |bits| ahead(W::value(bits));
        return W::value(run.poll(word.place(), pace, &mut ahead));
    }
    access::refuse_opaque();
    loop {
        let value = match running {
            Some(run) => W::value(run.load(word.place())),
            None => word.value_outside(),
        };
        match ahead(value) {
            0 => return value,
            some => relax(some),
        }
    }
}
