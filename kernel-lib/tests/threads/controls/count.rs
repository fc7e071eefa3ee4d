//! Increments under the lock.

use super::{assert_accepted, assert_rejected};
use crate::machine::Threads;
use crate::twins::flag::{Flag, Good, Open};
use crate::twins::racy::Racy;
use latchwork_kernel_lib::selftest::count::count;

#[test]
fn count_rejects_a_lock_that_does_not_exclude() {
    let machine = Threads::new(4);
    assert_rejected(
        count::<Flag<Open>, Racy>(&machine, 1000),
        "4 CPUs made 4000 increments under the lock and the sum is ",
    );
    assert_accepted(count::<Flag<Good>, Racy>(&machine, 1000));
}
