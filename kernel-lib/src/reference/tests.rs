use std::cell::Cell;

use super::*;

const PIT: Reference = Reference {
    name: "PIT",
    hz: 1_193_182,
    bits: 16,
    down: true,
};
const HPET: Reference = Reference {
    name: "HPET",
    hz: 100_000_000,
    bits: 32,
    down: false,
};
const POWER_TIMER: Reference = Reference {
    name: "PM timer",
    hz: 3_579_545,
    bits: 24,
    down: false,
};
const TICKS_PER_SECOND: u64 = 2_345_678_901;

/// A time that goes on, by some nanoseconds with each look at a clock, and now and then by more.
struct Time {
    now: Cell<u64>,
    looks: Cell<u64>,
    /// After so many looks the host runs something else, for so long.
    away: (u64, u64),
}

impl Time {
    fn new(away: (u64, u64)) -> Self {
        Self {
            now: Cell::new(7_000_000_000),
            looks: Cell::new(0),
            away,
        }
    }

    fn pass(&self) -> u64 {
        let (often, long) = self.away;
        let looks = self.looks.get() + 1;
        self.looks.set(looks);
        let away = if looks.is_multiple_of(often) { long } else { 0 };
        self.now.set(self.now.get() + 150 + looks % 7 + away);
        self.now.get()
    }

    fn counter(&self, hz: u64) -> u64 {
        (u128::from(self.pass()) * u128::from(hz) / 1_000_000_000) as u64
    }
}

/// The rate that is found by this clock, if it counts `real` times in a second.
fn found(clock: Reference, real: u64, away: (u64, u64)) -> Option<u64> {
    let time = Time::new(away);
    let mask = u64::MAX >> (64 - clock.bits);
    let read = || {
        let count = time.counter(real);
        let count = if clock.down { !count } else { count };
        count & mask
    };
    clock.measure(|| time.counter(TICKS_PER_SECOND), read)
}

/// Whether the rate is found, to 1000 in a million.
fn is_right(clock: Reference, real: u64, away: (u64, u64)) -> bool {
    let rate = found(clock, real, away);
    rate.is_some_and(|rate| deviation(rate, TICKS_PER_SECOND).abs() < 1_000)
}

#[test]
fn the_rate_is_found_by_each_clock_also_if_the_host_runs_something_else() {
    for clock in [PIT, HPET, POWER_TIMER] {
        for away in [(u64::MAX, 0), (1_000, 30_000), (5_003, 3_000_000)] {
            assert!(is_right(clock, clock.hz, away), "{clock:?}, {away:?}");
        }
    }
    // For longer than the clock takes to begin anew, in two runs of five.
    assert!(is_right(PIT, PIT.hz, (70_001, 60_000_000)));
}

#[test]
fn a_clock_that_is_wrong_is_found_out() {
    for clock in [PIT, HPET, POWER_TIMER] {
        let real = clock.hz + clock.hz / 50;
        assert!(!is_right(clock, real, (u64::MAX, 0)), "{clock:?}");
    }
}

#[test]
fn what_does_not_count_is_no_clock() {
    for clock in [PIT, HPET, POWER_TIMER] {
        assert_eq!(clock.measure(|| 0, || 0xffff), None, "no time goes by");
        let time = Time::new((u64::MAX, 0));
        assert_eq!(clock.measure(|| time.counter(1_000), || 0xffff), None);
        // It goes to and fro.
        let rate = clock.measure(|| time.counter(1_000), || time.pass() & 1);
        assert_eq!(rate, None);
        // The other counter stands.
        assert_eq!(clock.measure(|| 7, || time.counter(clock.hz)), None);
    }
}

#[test]
fn a_rate_that_is_known_need_not_be_measured() {
    assert_eq!(known_to_cpuid([2, 176, 24_000_000], 0), Some(2_112_000_000));
    assert_eq!(known_to_cpuid([2, 176, 0], 2_100), Some(2_100_000_000));
    assert_eq!(
        known_to_cpuid([0, 176, 24_000_000], 3_000),
        Some(3_000_000_000)
    );
    assert_eq!(known_to_cpuid([2, 0, 24_000_000], 0), None);
    assert_eq!(known_to_cpuid([u32::MAX, 1, 1], 0), None);
    assert_eq!(known_to_cpuid([0; 3], 0), None);
}

#[test]
fn a_deviation_is_a_part_of_the_other_rate() {
    assert_eq!(deviation(1_010_000, 1_000_000), 10_000);
    assert_eq!(deviation(999_999, 1_000_000), -1);
    assert_eq!(deviation(5, 5), 0);
    assert_eq!(deviation(5, 0), i64::MAX);
    assert_eq!(deviation(u64::MAX, 1), i64::MAX);
}
