//! `boot.json`.

use latchwork_suite::report::Verdict;
use serde::{Deserialize, Serialize};

use crate::cli::Profile;
use crate::ground::child::Exit;
use crate::image::qemu::{Machine, Threads};
use crate::image::serial::{Point, SelfTest, Serial, Statistics};

/// One boot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct BootReport {
    pub(crate) result: Verdict,
    /// Why it failed.
    pub(crate) complaints: Vec<String>,
    /// The machine, as QEMU calls it.
    pub(crate) machine: String,
    /// What brought the kernel into memory: `qemu`, `grub` or `uefi`.
    pub(crate) loader: String,
    /// The model of its CPUs.
    pub(crate) cpu: String,
    /// Virtual CPUs that the machine was given.
    pub(crate) cpus: u32,
    /// How they are laid out: so many, or sockets x cores x threads.
    pub(crate) topology: String,
    /// MiB of RAM.
    pub(crate) memory: u32,
    pub(crate) host_cpus: usize,
    /// Whether there were more virtual CPUs than cores.
    pub(crate) oversubscribed: bool,
    pub(crate) accel: String,
    /// Whether virtual CPUs ran at the same time.
    pub(crate) threads: Threads,
    pub(crate) profile: String,
    pub(crate) kernel_args: Vec<String>,
    /// QEMU's status; none if it was stopped.
    pub(crate) exit: Option<i32>,
    /// From QEMU's start to its end.
    pub(crate) seconds: f64,
    pub(crate) ticks_per_second: Option<u64>,
    pub(crate) tests: Vec<SelfTest>,
    pub(crate) curve: Vec<PointReport>,
    /// What the locks have counted, if they were asked.
    pub(crate) statistics: Vec<Statistics>,
}

/// A point of a lock's curve.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct PointReport {
    pub(crate) lock: String,
    pub(crate) cpus: usize,
    pub(crate) acquisitions: u64,
    pub(crate) ticks_per_acquisition: f64,
    /// How much of the time the CPUs ran at the same time, in percent.
    pub(crate) overlap: u8,
    /// Why it measures how the host schedules CPUs; none if it measures the lock.
    pub(crate) mark: Option<Mark>,
}

/// Why a point does not measure its lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Mark {
    /// There were more virtual CPUs than cores.
    Oversubscribed,
    /// The host did not run the CPUs at the same time, though it has cores enough.
    Apart,
}

/// Overlap, in percent, below which CPUs count as [`Mark::Apart`]. Two CPUs that run one
/// after the other reach 50; two of which one is always a little ahead, as in an unfair
/// lock, more than this.
const LEAST_OVERLAP: u8 = 80;

impl BootReport {
    /// What `machine` did.
    pub(crate) fn new(
        machine: &Machine,
        profile: Profile,
        ending: &Exit,
        seconds: f64,
        serial: &Serial,
        complaints: Vec<String>,
    ) -> Self {
        let curve = serial.curve.iter().map(|point| PointReport {
            lock: point.lock.clone(),
            cpus: point.cpus,
            acquisitions: point.acquisitions,
            ticks_per_acquisition: point.ticks as f64 / point.acquisitions.max(1) as f64,
            overlap: point.overlap,
            mark: mark(machine, point),
        });
        Self {
            result: if complaints.is_empty() {
                Verdict::Pass
            } else {
                Verdict::Fail
            },
            complaints,
            machine: machine.hardware.machine.name().to_owned(),
            loader: machine.loader().name().to_owned(),
            cpu: machine.hardware.cpu.clone(),
            cpus: machine.cpus(),
            topology: machine.hardware.cpus.to_string(),
            memory: machine.hardware.memory,
            host_cpus: machine.host_cpus,
            oversubscribed: machine.oversubscribed(),
            accel: machine.accel.name().to_owned(),
            threads: machine.threads(),
            profile: profile.name().to_owned(),
            kernel_args: machine.kernel_args.to_vec(),
            exit: match ending {
                Exit::Status(status) => Some(*status),
                Exit::Signal(_) | Exit::TimeLimit(_) => None,
            },
            seconds,
            ticks_per_second: serial.ticks_per_second,
            tests: serial.tests.clone(),
            curve: curve.collect(),
            statistics: serial.statistics.clone(),
        }
    }
}

/// Why `point` does not measure its lock, if it does not.
fn mark(machine: &Machine, point: &Point) -> Option<Mark> {
    let turns = machine.threads() == Threads::Single || point.cpus > machine.host_cpus;
    if point.cpus > 1 && turns {
        Some(Mark::Oversubscribed)
    } else if point.overlap < LEAST_OVERLAP {
        Some(Mark::Apart)
    } else {
        None
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::cli::Hardware;
    use crate::image::serial::tests::{good, heard};
    use std::path::Path;
    use std::time::Duration;

    pub(crate) fn report(cpus: u32, host_cpus: usize, ending: &Exit) -> BootReport {
        let hardware = Hardware::usual(cpus);
        let machine = Machine {
            host_cpus,
            kernel_args: &["quick".to_owned()],
            ..Machine::usual(Path::new("image"), &hardware)
        };
        let serial = heard(&good(cpus as usize));
        BootReport::new(&machine, Profile::Release, ending, 1.5, &serial, Vec::new())
    }

    #[test]
    fn the_file_is_as_documented() {
        let json = serde_json::to_value(report(4, 2, &Exit::Status(33))).expect("serializes");
        let expected = serde_json::json!({
            "result": "pass", "complaints": [],
            "machine": "q35", "loader": "qemu", "cpu": "max", "cpus": 4, "topology": "4", "memory": 256,
            "host_cpus": 2, "oversubscribed": true,
            "accel": "tcg", "threads": "single", "profile": "release", "kernel_args": ["quick"],
            "exit": 33, "seconds": 1.5, "ticks_per_second": 1_000_000,
            "tests": [{"name": "ticket count", "result": "pass", "saw": "", "seconds": 0.0025}],
            "curve": [{"lock": "ticket", "cpus": 1, "acquisitions": 100, "ticks_per_acquisition": 50.0,
                "overlap": 98, "mark": null}],
            "statistics": [],
        });
        assert_eq!(json, expected);
        let read: BootReport = serde_json::from_value(json).expect("is one");
        assert_eq!(read, report(4, 2, &Exit::Status(33)));
    }

    #[test]
    fn a_stopped_machine_has_no_status() {
        let hung = report(1, 2, &Exit::TimeLimit(Duration::from_secs(1)));
        assert_eq!(hung.exit, None);
    }

    #[test]
    fn only_cpus_that_run_at_the_same_time_measure_a_lock() {
        let mark = |host_cpus, machine_cpus, cpus, overlap| {
            let hardware = Hardware::usual(machine_cpus);
            let machine = Machine {
                host_cpus,
                ..Machine::usual(Path::new("image"), &hardware)
            };
            let lock = "a".to_owned();
            let point = Point {
                lock,
                cpus,
                acquisitions: 1,
                ticks: 1,
                overlap,
            };
            super::mark(&machine, &point)
        };
        assert_eq!(mark(2, 2, 1, 100), None);
        assert_eq!(mark(2, 2, 2, LEAST_OVERLAP), None);
        let apart = Some(Mark::Apart);
        assert_eq!(mark(2, 2, 2, LEAST_OVERLAP - 1), apart);
        assert_eq!(mark(2, 2, 1, 0), apart, "one CPU that was not running");
        let scarce = Some(Mark::Oversubscribed);
        assert_eq!(mark(2, 4, 2, 100), scarce, "on one thread");
        assert_eq!(mark(2, 4, 4, 0), scarce);
        assert_eq!(mark(2, 4, 1, 100), None);
    }
}
