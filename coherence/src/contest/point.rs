//! What is measured: a lock, on so many CPUs, with so much to do inside and outside.

use crate::parameters::{MOST_CPUS, Placement, Scaled, within};
use serde::{Deserialize, Serialize};

/// One point of a curve. All times are cycles.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// The name of a machine that is shipped, or the path of its file.
    pub machine: String,
    /// A cost of it that differs, if one does.
    #[serde(default)]
    pub scaled: Option<Scaled>,
    /// The lock's name.
    pub lock: String,
    /// How many CPUs contend.
    pub cpus: usize,
    /// What a holder does besides the lines that it touches.
    pub critical_section: u64,
    /// The shared lines that a holder stores to.
    pub lines: usize,
    /// What a CPU does between two acquisitions, on average.
    pub outside: u64,
    /// How that varies.
    pub spread: Spread,
    /// Which CPUs are used first.
    #[serde(default)]
    pub placement: Placement,
    /// Acquisitions that are counted, of all CPUs together.
    pub acquisitions: usize,
    /// Acquisitions before, that are not counted.
    pub warm_up: usize,
    /// What shuffles the order in which the CPUs begin, and draws what varies.
    pub seed: u64,
}

impl Point {
    /// So many CPUs that do nothing inside and little outside, ten thousand times after two
    /// rounds.
    pub fn new(machine: &str, lock: &str, cpus: usize) -> Self {
        Self {
            machine: machine.to_owned(),
            scaled: None,
            lock: lock.to_owned(),
            cpus,
            critical_section: 0,
            lines: 0,
            outside: 50,
            spread: Spread::Exponential,
            placement: Placement::Spread,
            acquisitions: 10_000,
            warm_up: 2 * cpus,
            seed: 1,
        }
    }

    /// The first mistake of this point, with what would be right. Whether there are such a
    /// machine, cost and lock is another question.
    pub fn mistake(&self) -> Option<String> {
        /// Half a second or so.
        const MOST_CYCLES: u64 = 1_000_000_000;
        /// What fits in memory.
        const MOST_ACQUISITIONS: usize = 100_000_000;
        let spread = match self.spread {
            Spread::Exponential => 0,
            Spread::Within(percent) => percent,
        };
        let scaled = self.scaled.as_ref().map_or(100, |it| it.percent);
        within("cpus", self.cpus, 1..=MOST_CPUS)
            .or_else(|| within("critical_section", self.critical_section, 0..=MOST_CYCLES))
            .or_else(|| within("lines", self.lines, 0..=1024))
            .or_else(|| within("outside", self.outside, 0..=MOST_CYCLES))
            .or_else(|| within("spread, in percent,", spread, 0..=100))
            .or_else(|| within("acquisitions", self.acquisitions, 2..=MOST_ACQUISITIONS))
            .or_else(|| within("warm_up", self.warm_up, 0..=MOST_ACQUISITIONS))
            .or_else(|| within("scaled, in percent,", scaled, 0..=1000))
    }
}

/// How the time outside varies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Spread {
    /// The time is drawn from an exponential distribution.
    Exponential,
    /// The time is the average, give or take so many percent at most.
    Within(u64),
}

/// What was measured at a point.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// The point.
    pub point: Point,
    /// Acquisitions a second, of all CPUs together.
    pub throughput: f64,
    /// From one acquisition to the next, of any CPU.
    pub cycles: f64,
    /// Jain's index of the CPUs' acquisitions: 1 if all have as many, 1/n if one has all.
    pub jain: f64,
    /// The wait, from the call of `lock` to its return, that half do not exceed.
    pub p50: u64,
    /// The wait that 99 of 100 do not exceed.
    pub p99: u64,
    /// The wait that 999 of 1,000 do not exceed.
    pub p999: u64,
    /// The longest wait.
    pub longest: u64,
    /// The most acquisitions of others during one wait.
    pub bypass: usize,
    /// The transfers of the lock's own lines, an acquisition.
    pub transfers: PerAcquisition,
    /// Of all hand-offs from one CPU to another, how many went how far, nearest first.
    pub hand_offs: Vec<usize>,
    /// Whether both halves of the window have one throughput, give or take a twentieth.
    pub settled: bool,
    /// Simulated accesses, polls that were not made among them.
    pub accesses: u64,
}

/// Transfers an acquisition, by kind.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PerAcquisition {
    /// Loads that missed.
    pub reads: f64,
    /// Stores and read-modify-writes of a CPU without a copy.
    pub writes: f64,
    /// Stores and read-modify-writes of a CPU with a copy, and not the only one.
    pub upgrades: f64,
    /// Copies that were taken away.
    pub invalidations: f64,
}

impl PerAcquisition {
    /// Lines that moved: reads, writes and upgrades.
    pub fn total(&self) -> f64 {
        self.reads + self.writes + self.upgrades
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_of_a_point_is_named() {
        let right = Point::new("i7_4core", "TicketLock", 4);
        assert_eq!(right.mistake(), None);
        let scaled = |percent| {
            let key = "l1".to_owned();
            Some(Scaled { key, percent })
        };
        type Change = fn(&mut Point);
        let changes: [(&str, Change); 9] = [
            ("cpus is 0: it must be 1 to 256", |it| it.cpus = 0),
            ("critical_section is 18446744073709551615: ", |it| {
                it.critical_section = u64::MAX;
            }),
            ("lines is 1025: it must be 0 to 1024", |it| it.lines = 1025),
            ("outside is 1000000001: ", |it| it.outside = 1_000_000_001),
            ("spread, in percent, is 101: it must be 0 to 100", |it| {
                it.spread = Spread::Within(101);
            }),
            ("acquisitions is 1: it must be 2 to ", |it| {
                it.acquisitions = 1
            }),
            ("acquisitions is 18446744073709551615: ", |it| {
                it.acquisitions = usize::MAX;
            }),
            ("warm_up is 18446744073709551615: ", |it| {
                it.warm_up = usize::MAX
            }),
            ("cpus is 257: it must be 1 to 256", |it| it.cpus = 257),
        ];
        for (says, change) in changes {
            let mut wrong = right.clone();
            change(&mut wrong);
            let said = wrong.mistake().expect(says);
            assert!(said.starts_with(says), "{said}");
        }
        let of = |percent| {
            let scaled = scaled(percent);
            Point {
                scaled,
                ..right.clone()
            }
            .mistake()
        };
        assert_eq!(of(1000), None);
        let said = "scaled, in percent, is 1001: it must be 0 to 1000";
        assert_eq!(of(1001).as_deref(), Some(said));
    }
}
