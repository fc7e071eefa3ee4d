//! The curve: how a lock's throughput changes with the number of CPUs.

use indicatif::HumanCount;

use crate::ground::table::{Cell, NOTHING, Table, number, table};
use crate::image::qemu::Threads;
use crate::image::report::{BootReport, Mark, PointReport};
use latchwork_suite::table::Tone;

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
    pub(crate) mark: Option<Mark>,
}

impl Shown<'_> {
    /// The number of CPUs, with the sign of its mark.
    pub(crate) fn marked_cpus(&self) -> String {
        format!("{}{}", self.cpus, self.mark.map_or("", sign))
    }
}

/// How a marked point is shown.
fn sign(mark: Mark) -> &'static str {
    match mark {
        Mark::Oversubscribed => "*",
        Mark::Apart => "†",
    }
}

/// The points of the curve, as they are shown.
pub(crate) fn shown(report: &BootReport) -> Vec<Shown<'_>> {
    let speed = |point: &PointReport| match point.ticks_per_acquisition {
        ticks if ticks > 0.0 => 1.0 / ticks,
        _ => 0.0,
    };
    let best = report.curve.iter().map(speed).fold(0.0, f64::max);
    let measured = || report.curve.iter().filter(|point| point.mark.is_none());
    let alone = |lock: &str| {
        let mut alone = measured().filter(|point| point.lock == lock && point.cpus == 1);
        alone.next().map(speed).filter(|&speed| speed > 0.0)
    };
    let points = report.curve.iter().map(|point| {
        let speed = speed(point);
        let alone = alone(&point.lock).filter(|_| point.mark.is_none());
        Shown {
            lock: &point.lock,
            cpus: point.cpus,
            throughput: report.ticks_per_second.map(|rate| speed * rate as f64),
            efficiency: alone.map(|alone| speed / alone),
            share: if best > 0.0 { speed / best } else { 0.0 },
            mark: point.mark,
        }
    });
    points.collect()
}

/// The curve as a table.
pub(crate) fn curve(report: &BootReport) -> Table {
    let mut table = table(&["lock", "CPUs", "acquisitions/s", "efficiency", "throughput"]);
    for point in shown(report) {
        let cpus = point.marked_cpus();
        let unknown = || NOTHING.to_owned();
        let throughput = point.throughput.map(|it| HumanCount(it as u64).to_string());
        let efficiency = point.efficiency.map(|it| format!("{it:.2}"));
        table.row([
            Cell::new(point.lock),
            match point.mark {
                None => number(cpus),
                Some(_) => number(cpus).toned(Tone::Noted),
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
    let notes: Vec<String> = [emulated, oversubscribed(report), apart(report)]
        .into_iter()
        .flatten()
        .collect();
    (!notes.is_empty()).then(|| notes.join("\n"))
}

/// Whether some point has this mark.
fn has(report: &BootReport, mark: Mark) -> bool {
    report.curve.iter().any(|point| point.mark == Some(mark))
}

fn oversubscribed(report: &BootReport) -> Option<String> {
    let BootReport {
        cpus, host_cpus, ..
    } = report;
    let turns = match report.threads {
        Threads::Single => " and take turns on one host thread",
        Threads::Multi => "",
    };
    has(report, Mark::Oversubscribed).then(|| {
        format!(
            "{} {cpus} virtual CPUs exceed the host's {host_cpus} cores{turns}: these points measure how \
             virtual CPUs are scheduled, not the lock.",
            sign(Mark::Oversubscribed)
        )
    })
}

fn apart(report: &BootReport) -> Option<String> {
    has(report, Mark::Apart).then(|| {
        format!(
            "{} The host had other work, and these CPUs did not run all the time: these points measure \
             how it schedules them, not the lock.",
            sign(Mark::Apart)
        )
    })
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
    use crate::ground::table::tests::fits_every_terminal;
    use crate::image::report::tests::report;

    fn point(lock: &str, cpus: usize, ticks: f64, mark: Option<Mark>) -> PointReport {
        PointReport {
            lock: lock.into(),
            cpus,
            acquisitions: 1000,
            ticks_per_acquisition: ticks,
            overlap: 100,
            mark,
        }
    }

    fn with(curve: Vec<PointReport>) -> BootReport {
        BootReport {
            curve,
            ..report(2, 2, &Exit::Status(33))
        }
    }

    #[test]
    fn efficiency_is_relative_to_one_cpu_of_the_same_lock() {
        let report = with(vec![
            point("a", 1, 10.0, None),
            point("a", 2, 40.0, None),
            point("b", 1, 20.0, None),
            point("b", 2, 20.0, None),
        ]);
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
        let mut report = with(vec![
            point("a", 2, 40.0, None),
            point("b", 1, 0.0, None),
            point("b", 2, 5.0, None),
        ]);
        report.ticks_per_second = None;
        let points = shown(&report);
        assert!(points.iter().all(|point| point.throughput.is_none()));
        assert!(points.iter().all(|point| point.efficiency.is_none()));
    }

    #[test]
    fn points_of_the_hosts_scheduler_are_marked() {
        let marked = |mark| {
            with(vec![
                point("a", 1, 10.0, None),
                point("a", 2, 40.0, mark),
                point("b", 1, 10.0, mark),
                point("b", 2, 40.0, None),
            ])
        };
        assert!(
            !caution(&marked(None))
                .expect("is emulated")
                .contains("not the lock.")
        );
        for (mark, cpus, words) in [
            (Mark::Oversubscribed, "2*", "* 2 virtual CPUs exceed"),
            (Mark::Apart, "2†", "† The host had other work, and"),
        ] {
            let report = marked(Some(mark));
            let points = shown(&report);
            assert_eq!(points[1].marked_cpus(), cpus);
            let efficiency: Vec<_> = points.iter().map(|point| point.efficiency).collect();
            // Neither of a marked point nor relative to one.
            assert_eq!(efficiency, [Some(1.0), None, None, None]);
            let caution = caution(&report).expect("is marked");
            assert!(caution.contains(words), "{caution}");
            assert!(
                !caution.contains("cargo xtask"),
                "no advice into it: {caution}"
            );
            let table = curve(&report);
            fits_every_terminal(&table);
            assert!(table.plain(None).contains(cpus));
        }
    }

    #[test]
    fn bars_have_the_length_of_their_share() {
        assert_eq!(bar(1.0), "█".repeat(32));
        assert_eq!(bar(0.5), "█".repeat(16));
        assert_eq!(bar(1.0 / 256.0), "▏");
        assert_eq!(bar(0.0), "");
    }
}
