//! What comes over the serial port: records, and text for people.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;

use anstream::adapter::strip_str;
use latchwork_kernel_lib::protocol::{MARK, Record};
use latchwork_suite::report::Verdict;
use serde::{Deserialize, Serialize};

use crate::ground::time;

/// How many lines are kept to show if the machine hangs.
const TAIL: usize = 20;

/// A self-test that has ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SelfTest {
    /// Its name.
    pub(crate) name: String,
    /// Its result.
    pub(crate) result: Verdict,
    /// What was seen where something else was expected; empty if it passed.
    pub(crate) saw: String,
    /// How long it took; unknown until the kernel has told the rate of its ticks.
    pub(crate) seconds: Option<f64>,
}

impl fmt::Display for SelfTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = if self.result == Verdict::Pass {
            "pass"
        } else {
            "FAIL"
        };
        write!(f, "self-test {}: {word}", self.name)?;
        if !self.saw.is_empty() {
            write!(f, ", saw {}", self.saw)?;
        }
        match self.seconds {
            Some(seconds) => write!(f, " ({})", time::show(seconds)),
            None => Ok(()),
        }
    }
}

/// A point of a lock's curve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Point {
    /// The lock.
    pub(crate) lock: String,
    /// CPUs that contended.
    pub(crate) cpus: usize,
    /// Acquisitions, all CPUs together.
    pub(crate) acquisitions: u64,
    /// How long they took.
    pub(crate) ticks: u64,
    /// How much of that time the CPUs ran at the same time, in percent.
    pub(crate) overlap: u8,
}

/// How long the path of an operation is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Path {
    /// The lock; `none` for what every lock does.
    pub(crate) lock: String,
    /// What the CPU does around holding.
    pub(crate) policy: String,
    /// What is called.
    pub(crate) operation: String,
    /// The shortest of all times that it was gone, in ticks.
    pub(crate) least: u64,
    /// The longest.
    pub(crate) most: u64,
}

/// What a lock has counted; times are in ticks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Statistics {
    /// The lock.
    pub(crate) lock: String,
    /// How often it was acquired.
    pub(crate) acquisitions: u64,
    /// How often it was found taken.
    pub(crate) contended: u64,
    /// How long all acquisitions together took.
    pub(crate) waited: u64,
    /// How long the longest took.
    pub(crate) longest_wait: u64,
    /// How long it was held, all together.
    pub(crate) held: u64,
    /// How long it was held at most.
    pub(crate) longest_hold: u64,
}

/// The numbered lines of a CPU.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lines {
    /// How many it has announced of itself, and of its handlers.
    announced: [u64; 2],
    /// How many of those have arrived, in order.
    arrived: [u64; 2],
    /// How many have arrived out of order.
    misplaced: u64,
}

impl Lines {
    fn announced(&mut self, own: u64, handlers: u64) {
        self.announced[0] += own;
        self.announced[1] += handlers;
    }

    fn arrived(&mut self, handler: bool, number: u64) {
        let next = &mut self.arrived[usize::from(handler)];
        if *next == number {
            *next += 1;
        } else {
            self.misplaced += 1;
        }
    }

    /// Whether all that were announced have arrived, in order, and no others.
    pub(crate) fn complete(&self) -> bool {
        self.arrived == self.announced && self.misplaced == 0
    }
}

/// All that one boot has said.
#[derive(Clone, Debug, Default)]
pub(crate) struct Serial {
    /// CPUs that answered.
    pub(crate) cpus: Option<usize>,
    /// Rate of the tick counter.
    pub(crate) ticks_per_second: Option<u64>,
    /// The self-test in progress.
    pub(crate) running: Option<String>,
    /// The self-tests that have ended.
    pub(crate) tests: Vec<SelfTest>,
    /// The curve so far.
    pub(crate) curve: Vec<Point>,
    /// The paths so far.
    pub(crate) paths: Vec<Path>,
    /// What locks have counted, so far.
    pub(crate) statistics: Vec<Statistics>,
    /// By CPU, the numbered lines that it has announced and printed.
    pub(crate) lines: BTreeMap<usize, Lines>,
    /// Once all is done: self-tests that failed, as the kernel counts them.
    pub(crate) done: Option<usize>,
    /// Lines that claim to be records and are not.
    pub(crate) garbled: Vec<String>,
    text: String,
    tail: VecDeque<String>,
}

impl Serial {
    /// Takes a line; what to show of it, if anything.
    pub(crate) fn line(&mut self, line: &str) -> Option<String> {
        // Firmware moves the cursor about.
        let line = &strip_str(line).to_string();
        let shown = match line.strip_prefix(MARK) {
            None => {
                self.text.push_str(line);
                self.text.push('\n');
                Some(line.to_owned())
            }
            Some(json) => match serde_json::from_str(json) {
                Ok(record) => self.record(record),
                Err(_) => {
                    self.garbled.push(line.to_owned());
                    Some(line.to_owned())
                }
            },
        };
        if let Some(shown) = &shown {
            self.tail.extend(Some(shown.clone()));
            self.tail.drain(..self.tail.len().saturating_sub(TAIL));
        }
        shown
    }

    fn record(&mut self, record: Record) -> Option<String> {
        match record {
            Record::Machine {
                cpus,
                ticks_per_second,
            } => {
                self.cpus = Some(cpus);
                self.ticks_per_second = Some(ticks_per_second).filter(|&rate| rate > 0);
                None
            }
            Record::Begin { test } => {
                self.running = Some(test.to_owned());
                None
            }
            Record::Test {
                test,
                passed,
                ticks,
                saw,
            } => {
                self.running = None;
                let test = SelfTest {
                    name: test.to_owned(),
                    result: if passed { Verdict::Pass } else { Verdict::Fail },
                    saw: saw.to_owned(),
                    seconds: self.ticks_per_second.map(|rate| ticks as f64 / rate as f64),
                };
                let shown = test.to_string();
                self.tests.push(test);
                Some(shown)
            }
            Record::Curve {
                lock,
                cpus,
                acquisitions,
                ticks,
                overlap,
            } => {
                let point = Point {
                    lock: lock.to_owned(),
                    cpus,
                    acquisitions,
                    ticks,
                    overlap,
                };
                self.curve.push(point);
                Some(format!(
                    "curve {lock} on {}: {acquisitions} acquisitions in {ticks} ticks, overlap {overlap} %",
                    cpu_count(cpus),
                ))
            }
            Record::Path {
                lock,
                policy,
                operation,
                least,
                most,
            } => {
                self.paths.push(Path {
                    lock: lock.to_owned(),
                    policy: policy.to_owned(),
                    operation: operation.to_owned(),
                    least,
                    most,
                });
                Some(format!(
                    "path {lock}, {policy}: {operation} in {least} ticks"
                ))
            }
            Record::Statistics {
                lock,
                acquisitions,
                contended,
                waited,
                longest_wait,
                held,
                longest_hold,
            } => {
                self.statistics.push(Statistics {
                    lock: lock.to_owned(),
                    acquisitions,
                    contended,
                    waited,
                    longest_wait,
                    held,
                    longest_hold,
                });
                Some(format!(
                    "statistics {lock}: {contended} of {acquisitions} acquisitions contended"
                ))
            }
            Record::Clock {
                clock,
                ticks_per_second,
                deviation,
            } => Some(format!(
                "clock {clock}: {ticks_per_second} ticks per second, {deviation:+} in a million"
            )),
            Record::Timer {
                rate,
                deadline,
                least,
                most,
            } => {
                let deadline = if deadline { ", to a deadline" } else { "" };
                Some(format!(
                    "timers count at {rate} Hz{deadline}, {least} to {most} ticks late"
                ))
            }
            Record::Interrupts {
                vector,
                name,
                cpu,
                count,
            } => Some(format!(
                "vector {vector} ({name}) has come to CPU {cpu} {count} times"
            )),
            Record::Lines { cpu, own, handlers } => {
                self.lines.entry(cpu).or_default().announced(own, handlers);
                None
            }
            Record::Line {
                cpu,
                handler,
                number,
            } => {
                self.lines.entry(cpu).or_default().arrived(handler, number);
                None
            }
            Record::Done { failed } => {
                self.done = Some(failed);
                None
            }
        }
    }

    /// The text for people.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The last lines that were shown.
    pub(crate) fn tail(&self) -> impl Iterator<Item = &str> {
        self.tail.iter().map(String::as_str)
    }
}

/// `1 CPU`, `4 CPUs`.
pub(crate) fn cpu_count(cpus: usize) -> String {
    format!("{cpus} CPU{}", if cpus == 1 { "" } else { "s" })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn heard(records: &[Record]) -> Serial {
        let mut serial = Serial::default();
        for record in records {
            let json = serde_json::to_string(record).expect("serializes");
            serial.line(&format!("{MARK}{json}"));
        }
        serial
    }

    /// A boot on `cpus` CPUs as it should be.
    pub(crate) fn good(cpus: usize) -> [Record<'static>; 5] {
        [
            Record::Machine {
                cpus,
                ticks_per_second: 1_000_000,
            },
            Record::Begin {
                test: "ticket count",
            },
            Record::Test {
                test: "ticket count",
                passed: true,
                ticks: 2_500,
                saw: "",
            },
            Record::Curve {
                lock: "ticket",
                cpus: 1,
                acquisitions: 100,
                ticks: 5_000,
                overlap: 98,
            },
            Record::Done { failed: 0 },
        ]
    }

    #[test]
    fn records_are_kept_and_not_shown_raw() {
        let serial = heard(&good(4));
        assert_eq!(
            (serial.cpus, serial.ticks_per_second),
            (Some(4), Some(1_000_000))
        );
        assert_eq!((serial.running.as_deref(), serial.done), (None, Some(0)));
        let name = "ticket count".to_owned();
        let test = SelfTest {
            name,
            result: Verdict::Pass,
            saw: String::new(),
            seconds: Some(0.0025),
        };
        assert_eq!(serial.tests, [test]);
        assert_eq!(serial.curve[0].ticks, 5_000);
        assert!(serial.tail().all(|line| !line.contains(MARK)));
        assert_eq!(serial.text(), "");
    }

    #[test]
    fn lines_must_arrive_in_order_and_all() {
        let line = |handler, number| Record::Line {
            cpu: 3,
            handler,
            number,
        };
        let complete = |records: &[Record]| {
            let announced = [Record::Lines {
                cpu: 3,
                own: 2,
                handlers: 2,
            }];
            heard(&[&announced, records].concat()).lines[&3].complete()
        };
        let all = [line(false, 0), line(true, 0), line(false, 1), line(true, 1)];
        assert!(complete(&all));
        assert!(!complete(&all[..3]), "one is lost");
        assert!(!complete(&all[1..]), "the first is lost");
        let mut swapped = all;
        swapped.swap(0, 2);
        assert!(!complete(&swapped));
        assert!(!complete(&[&all[..], &all[..1]].concat()), "one came twice");
        assert!(!complete(&[&all[..], &[line(false, 2)]].concat()));
    }

    #[test]
    fn text_is_shown_as_it_is() {
        let mut serial = Serial::default();
        assert_eq!(
            serial.line("page fault at 0x0").as_deref(),
            Some("page fault at 0x0")
        );
        assert_eq!(serial.text(), "page fault at 0x0\n");
    }

    #[test]
    fn what_moves_the_cursor_is_left_out() {
        let mut serial = Serial::default();
        let shown = serial.line("\u{1b}[2J\u{1b}[01;01H\u{1b}[=3hBdsDxe: starting");
        assert_eq!(shown.as_deref(), Some("BdsDxe: starting"));
    }

    #[test]
    fn a_test_without_an_end_is_still_running() {
        let serial = heard(&good(4)[..2]);
        assert_eq!(serial.running.as_deref(), Some("ticket count"));
        assert_eq!(serial.done, None);
    }

    #[test]
    fn a_garbled_record_is_kept_apart() {
        let mut serial = Serial::default();
        let line = format!("{MARK}{{\"Done\":{{\"fai");
        assert_eq!(serial.line(&line), Some(line.clone()));
        assert_eq!((serial.garbled, serial.done), (vec![line], None));
    }

    #[test]
    fn a_time_without_a_rate_is_unknown() {
        let serial = heard(&good(4)[1..]);
        assert_eq!(serial.tests[0].seconds, None);
    }

    #[test]
    fn only_the_last_lines_are_kept() {
        let mut serial = Serial::default();
        for number in 0..100 {
            serial.line(&number.to_string());
        }
        let tail: Vec<&str> = serial.tail().collect();
        assert_eq!((tail.len(), tail[0], tail[TAIL - 1]), (TAIL, "80", "99"));
    }
}
