//! What the kernel reports while it runs: one record a line on the serial port.

use serde::{Deserialize, Serialize};

/// A line that starts with this mark carries a [`Record`] as JSON; every other
/// line is text for people.
pub const MARK: &str = "@latchwork ";

/// One fact about a run of the kernel.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Record<'a> {
    /// The machine is up.
    Machine {
        /// CPUs that answered.
        cpus: usize,
        /// Rate of the tick counter.
        ticks_per_second: u64,
    },
    /// A self-test begins. If nothing follows, this is where the kernel hangs.
    Begin {
        /// Its name.
        test: &'a str,
    },
    /// A self-test has ended.
    Test {
        /// Its name.
        test: &'a str,
        /// Whether it passed.
        passed: bool,
        /// How long it took, in ticks.
        ticks: u64,
        /// What was seen where something else was expected; empty if it passed.
        /// It has no character that JSON escapes.
        #[serde(default, skip_serializing_if = "str::is_empty")]
        saw: &'a str,
    },
    /// One point of a lock's throughput curve.
    Curve {
        /// The lock's name.
        lock: &'a str,
        /// CPUs that contended.
        cpus: usize,
        /// Acquisitions, all CPUs together.
        acquisitions: u64,
        /// From the first acquisition's begin to the last one's end.
        ticks: u64,
        /// How much of that time the CPUs were running at the same time, in percent: of
        /// the time of each, what its own clock shows no gap in. With 50 two CPUs may have
        /// run one after the other.
        overlap: u8,
    },
    /// How long the path of an operation is.
    Path {
        /// The lock's name; `none` for what every lock does.
        lock: &'a str,
        /// What the CPU does around holding.
        policy: &'a str,
        /// What is called.
        operation: &'a str,
        /// The shortest of all times that it was gone, in ticks.
        least: u64,
        /// The longest.
        most: u64,
    },
    /// What a lock has counted.
    Statistics {
        /// The lock's name.
        lock: &'a str,
        /// How often it was acquired.
        acquisitions: u64,
        /// How often it was found taken.
        contended: u64,
        /// How long all acquisitions together took, in ticks.
        waited: u64,
        /// How long the longest took.
        longest_wait: u64,
        /// How long it was held, all together, in ticks.
        held: u64,
        /// How long it was held at most.
        longest_hold: u64,
    },
    /// A clock by which the tick counter's rate was measured.
    Clock {
        /// Its name.
        clock: &'a str,
        /// The rate by this clock.
        ticks_per_second: u64,
        /// By how many millionths that is above the rate of [`Record::Machine`].
        deviation: i64,
    },
    /// How well timers keep time.
    Timer {
        /// How often they count in a second.
        rate: u64,
        /// Whether they are set to a value of the tick counter.
        deadline: bool,
        /// How many ticks they were late at least.
        least: u64,
        /// How many at most.
        most: u64,
    },
    /// How often an interrupt or an exception has come to a CPU. If it never has, there is
    /// no such record.
    Interrupts {
        /// Its vector.
        vector: u8,
        /// What it is.
        name: &'a str,
        /// The CPU.
        cpu: usize,
        /// How often it has come.
        count: u64,
    },
    /// A CPU will print so many more of [`Record::Line`], numbered from 0 on.
    Lines {
        /// Its number.
        cpu: usize,
        /// How many it prints itself.
        own: u64,
        /// How many its handlers print.
        handlers: u64,
    },
    /// A line that only shows that it arrives.
    Line {
        /// The CPU that has printed it.
        cpu: usize,
        /// Whether in a handler.
        handler: bool,
        /// How many of the same came before.
        number: u64,
    },
    /// All that was asked has been done; the machine ends itself next.
    Done {
        /// Self-tests that failed.
        failed: usize,
    },
}
