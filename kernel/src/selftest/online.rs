//! Which CPUs are online.

use latchwork_kernel_lib::Machine;
use latchwork_kernel_lib::hardware::Cpus as _;
use latchwork_kernel_lib::selftest::{MachineTest, Verdict, each_is};

use crate::arch::cpu::count::Online;
use crate::arch::cpu::number::current_cpu;

/// Every CPU finds itself online, and all that are present.
pub(super) const TEST: MachineTest = MachineTest {
    name: "online",
    run: |machine| {
        each_is(machine, "itself online", 1, || {
            Online.online().contains(current_cpu()).into()
        })?;
        let present = Online.present() as u64;
        each_is(machine, "CPUs online", present, || {
            Online.online().len() as u64
        })?;
        in_all(machine)
    },
};

/// There is work for as many CPUs as are online, no two of which have the same number.
fn in_all(machine: &dyn Machine) -> Verdict {
    let cpus = machine.cpus() as u64;
    each_is(machine, "CPUs that work", cpus, || {
        Online.online().iter().count() as u64
    })
}
