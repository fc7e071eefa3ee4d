//! No CPU works on the stack of another.

use core::hint::black_box;
use latchwork_kernel_lib::selftest::{MachineTest, each_its_own};
use x86_64::structures::paging::{PageSize, Size4KiB};

/// Each CPU works on a stack of its own: where it is, on all at the same depth, are
/// different pages.
pub(super) const TEST: MachineTest = MachineTest {
    name: "stack",
    run: |machine| each_its_own(machine, page_of_stack),
};

/// The number of the page that the calling CPU's stack has come to.
fn page_of_stack() -> u64 {
    let here = 0_u8;
    black_box(&raw const here).addr() as u64 / Size4KiB::SIZE
}
