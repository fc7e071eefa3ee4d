//! The steps of a hand-off are those that `docs/locks.md` derives: waits are held to a
//! bound that is computed from them, and a larger number would only make that looser.

use latchwork_lock::author::HandOff;
use latchwork_lock::{CurrentCpu, McsLock, RawLock, TicketLock, TtasLock};

struct OneCpu;

// SAFETY: no lock is taken here.
unsafe impl CurrentCpu for OneCpu {
    fn current() -> usize {
        0
    }
}

#[test]
fn a_hand_off_takes_so_many_steps() {
    let steps = |acquire, release| Some(HandOff { acquire, release });
    assert_eq!(<TicketLock as RawLock>::HAND_OFF, steps(2, 1));
    assert_eq!(<McsLock<OneCpu, 2> as RawLock>::HAND_OFF, steps(2, 3));
    // Nobody is handed it.
    assert_eq!(<TtasLock as RawLock>::HAND_OFF, None);
}
