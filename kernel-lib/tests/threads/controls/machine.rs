//! What each CPU has of its own, and what is alike on all.

use super::{assert_accepted, assert_rejected};
use crate::machine::{ThisThread, Threads};
use latchwork_kernel_lib::selftest::{all_alike, each_its_own};
use latchwork_lock::CurrentCpu;

fn number() -> u64 {
    ThisThread::current() as u64
}

#[test]
fn what_two_cpus_share_is_rejected() {
    let machine = Threads::new(4);
    assert_rejected(
        each_its_own(&machine, || number() % 3 + 16),
        "CPU 0 and CPU 3 both read 0x10",
    );
    assert_accepted(each_its_own(&machine, number));
}

#[test]
fn what_differs_on_one_cpu_is_rejected() {
    let machine = Threads::new(4);
    assert_rejected(
        all_alike(&machine, || 17 + number() / 3),
        "CPU 3 read 0x12 where CPU 0 read 0x11",
    );
    assert_accepted(all_alike(&machine, || 17));
}
