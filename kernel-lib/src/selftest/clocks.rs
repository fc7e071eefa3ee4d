//! The machine's clocks agree.

use super::Verdict;
use super::verdict::ensure;
use crate::Machine;
use crate::protocol::Record;
use crate::reference::deviation;

/// How many millionths two clocks may differ by. A crystal is off by a hundred, and who
/// measures by it in a virtual machine by more.
const TOLERANCE: i64 = 10_000;

/// The rate of the machine's tick counter by each of its clocks, which are named, is the one
/// that the machine goes by: each is reported as a [`Record::Clock`]. There is at least one.
pub fn agree<'a>(
    machine: &dyn Machine,
    rates: impl IntoIterator<Item = (&'a str, u64)>,
) -> Verdict {
    let mut clocks = 0;
    for (clock, ticks_per_second) in rates {
        clocks += 1;
        let deviation = deviation(ticks_per_second, machine.ticks_per_second());
        machine.report(&Record::Clock {
            clock,
            ticks_per_second,
            deviation,
        });
        ensure!(
            deviation.abs() <= TOLERANCE,
            "by the {clock} the rate is {ticks_per_second}: off by {deviation} in a million"
        );
    }
    ensure!(clocks > 0, "there is no clock to compare with");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hardware::Clock as _;
    use crate::selftest::twins::{assert_accepted, assert_rejected};
    use crate::threads::Threads;

    #[test]
    fn a_clock_that_is_off_is_rejected_and_so_is_a_machine_without_one() {
        let machine = Threads::new(1);
        let rate = machine.ticks_per_second();
        assert_accepted(agree(&machine, [("a", rate), ("b", rate + rate / 200)]));
        assert_rejected(
            agree(&machine, [("a", rate), ("b", rate - rate / 50)]),
            "by the b the rate is",
        );
        assert_rejected(agree(&machine, []), "no clock");
    }
}
