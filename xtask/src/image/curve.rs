//! The curve: how a lock's throughput changes with the number of CPUs.

use comfy_table::{Cell, CellAlignment, Table};
use indicatif::HumanCount;

use crate::ground::table::{noted, number, table};
use crate::image::qemu::Threads;
use crate::image::report::{BootReport, PointReport};

/// Characters of the longest bar.
const WIDTH: f64 = 32.0;

/// Eighths of a character cell.
const EIGHTHS: [char; 8] = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/// A point, as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Shown<'a> {
    pub(crate) lock: &'a str,
    pub(crate) cpus: usize,
    /// Acquisitions per second; unknown without the rate of the ticks.
    pub(crate) throughput: Option<f64>,
    /// n·t1 / tn, where n CPUs take tn for as many acquisitions each as one takes t1
    /// for: 1 if the lock loses nothing to contention.
    pub(crate) efficiency: Option<f64>,
    /// Length of the bar, 1 for the best point of all.
    pub(crate) share: f64,
    pub(crate) contends: bool,
}

/// The points of the curve, as they are shown.
pub(crate) fn shown(report: &BootReport) -> Vec<Shown<'_>> {
    let speed = |point: &PointReport| match point.ticks_per_acquisition {
        ticks if ticks > 0.0 => 1.0 / ticks,
        _ => 0.0,
    };
    let best = report.curve.iter().map(speed).fold(0.0, f64::max);
    let alone = |lock: &str| {
        report
            .curve
            .iter()
            .find(|point| point.lock == lock && point.cpus == 1)
            .map(speed)
    };
    let points = report.curve.iter().map(|point| {
        let speed = speed(point);
        Shown {
            lock: &point.lock,
            cpus: point.cpus,
            throughput: report.ticks_per_second.map(|rate| speed * rate as f64),
            efficiency: alone(&point.lock)
                .filter(|&alone| alone > 0.0)
                .map(|alone| speed / alone),
            share: if best > 0.0 { speed / best } else { 0.0 },
            contends: report.contends(point.cpus),
        }
    });
    points.collect()
}

/// The curve as a table.
pub(crate) fn curve(report: &BootReport) -> Table {
    let mut table = table(&["lock", "CPUs", "acquisitions/s", "efficiency", "throughput"]);
    for point in shown(report) {
        let cpus = if point.contends {
            point.cpus.to_string()
        } else {
            format!("{}*", point.cpus)
        };
        let unknown = || "–".to_owned();
        let throughput = point.throughput.map(|it| HumanCount(it as u64).to_string());
        let efficiency = point.efficiency.filter(|_| point.contends);
        let efficiency = efficiency.map(|it| format!("{it:.2}"));
        table.add_row([
            Cell::new(point.lock),
            if point.contends {
                number(cpus)
            } else {
                noted(&cpus).set_alignment(CellAlignment::Right)
            },
            number(throughput.unwrap_or_else(unknown)),
            number(efficiency.unwrap_or_else(unknown)),
            Cell::new(bar(point.share)),
        ]);
    }
    table
}

/// How to read the points that do not measure the lock, if there are any.
pub(crate) fn caution(report: &BootReport) -> Option<String> {
    if report.curve.is_empty() {
        return None;
    }
    let emulated = (report.accel == "tcg").then(|| {
        "QEMU emulates these CPUs and no caches: the curve compares path lengths and the emulator's \
         scheduling, not what a contended cache line costs."
            .to_owned()
    });
    let notes: Vec<String> = [emulated, oversubscribed(report)]
        .into_iter()
        .flatten()
        .collect();
    (!notes.is_empty()).then(|| notes.join("\n"))
}

fn oversubscribed(report: &BootReport) -> Option<String> {
    if report.curve.iter().all(|point| report.contends(point.cpus)) {
        return None;
    }
    let BootReport {
        cpus, host_cpus, ..
    } = report;
    let turns = match report.threads {
        Threads::Single => " and take turns on one host thread",
        Threads::Multi => "",
    };
    Some(format!(
        "* {cpus} virtual CPUs exceed the host's {host_cpus} cores{turns}: these points measure how \
         virtual CPUs are scheduled, not the lock.\n  \
         For the lock: cargo xtask boot --cpus {host_cpus}"
    ))
}

fn bar(share: f64) -> String {
    let eighths = (share * WIDTH * 8.0).round() as usize;
    let mut bar = "█".repeat(eighths / 8);
    bar.extend(Some(EIGHTHS[eighths % 8]).filter(|&last| last != ' '));
    bar
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::child::Exit;
    use crate::image::report::tests::report;

    fn with(cpus: u32, host: usize, points: &[(&str, usize, f64)]) -> BootReport {
        let curve = points.iter().map(|&(lock, cpus, ticks)| PointReport {
            lock: lock.into(),
            cpus,
            acquisitions: 1000,
            ticks_per_acquisition: ticks,
        });
        BootReport {
            curve: curve.collect(),
            ..report(cpus, host, &Exit::Status(33))
        }
    }

    #[test]
    fn efficiency_is_relative_to_one_cpu_of_the_same_lock() {
        let report = with(
            2,
            2,
            &[
                ("a", 1, 10.0),
                ("a", 2, 40.0),
                ("b", 1, 20.0),
                ("b", 2, 20.0),
            ],
        );
        let efficiency: Vec<_> = shown(&report)
            .iter()
            .map(|point| point.efficiency)
            .collect();
        assert_eq!(efficiency, [Some(1.0), Some(0.25), Some(1.0), Some(1.0)]);
        let share: Vec<_> = shown(&report).iter().map(|point| point.share).collect();
        assert_eq!(share, [1.0, 0.25, 0.5, 0.5]);
        assert_eq!(shown(&report)[0].throughput, Some(100_000.0));
    }

    #[test]
    fn what_is_not_known_is_not_made_up() {
        let mut report = with(2, 2, &[("a", 2, 40.0), ("b", 1, 0.0), ("b", 2, 5.0)]);
        report.ticks_per_second = None;
        let points = shown(&report);
        assert!(points.iter().all(|point| point.throughput.is_none()));
        assert!(points.iter().all(|point| point.efficiency.is_none()));
    }

    #[test]
    fn points_of_the_hosts_scheduler_are_marked() {
        let points = [("a", 1, 10.0), ("a", 2, 40.0), ("a", 4, 40.0)];
        assert_eq!(oversubscribed(&with(2, 2, &points[..2])), None);
        let scarce = with(4, 2, &points);
        let marked: Vec<bool> = shown(&scarce).iter().map(|point| !point.contends).collect();
        assert_eq!(marked, [false, true, true]);
        assert!(
            caution(&scarce)
                .expect("is oversubscribed")
                .contains("4 virtual CPUs exceed")
        );
    }

    #[test]
    fn bars_have_the_length_of_their_share() {
        assert_eq!(bar(1.0), "█".repeat(32));
        assert_eq!(bar(0.5), "█".repeat(16));
        assert_eq!(bar(1.0 / 256.0), "▏");
        assert_eq!(bar(0.0), "");
    }
}
