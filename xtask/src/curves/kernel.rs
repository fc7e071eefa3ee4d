//! What the image measured when it was booted last.

use std::fs;

use latchwork_kernel_lib::protocol::CommandLine;
use serde::Serialize;

use super::plan;
use crate::cli::Source;
use crate::ground::output::{line, prose};
use crate::ground::stop::Stop;
use crate::ground::table;
use crate::ground::workspace::Workspace;
use crate::image::curve::{caution, curve, shown};
use crate::image::report::{BootReport, Mark};

/// A point of the image's curve. It tells no waits, and not who acquired how often.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Row {
    source: Source,
    /// What executed the image.
    machine: String,
    lock: String,
    cpus: usize,
    /// Ticks that a holder was inside.
    critical_section: u64,
    throughput: Option<f64>,
    efficiency: Option<f64>,
    jain: Option<f64>,
    p50: Option<u64>,
    p99: Option<u64>,
    /// Why the point does not measure its lock, if it does not.
    mark: Option<Mark>,
}

/// The last boot.
#[derive(Debug)]
pub(super) struct Kernel {
    report: BootReport,
    pub(super) rows: Vec<Row>,
}

impl Kernel {
    /// Reads what `cargo xtask boot` left; only `locks`, if there are some.
    pub(super) fn read(workspace: &Workspace, locks: &[String]) -> Result<Self, Stop> {
        locks.iter().try_for_each(|it| plan::is_lock(it))?;
        let path = workspace.results().join("boot.json");
        let short = workspace.shorten(&path).display();
        let text = fs::read_to_string(&path).map_err(|error| {
            Stop::Missing(format!(
                "--source kernel: cannot read {short}: {error}\n`cargo xtask boot` writes it"
            ))
        })?;
        let report = serde_json::from_str(&text).map_err(|error| {
            Stop::Missing(format!(
                "--source kernel: {short} is of another version: {error}\n\
                 `cargo xtask boot` writes it again"
            ))
        })?;
        Self::of(report, locks).ok_or_else(|| {
            Stop::Missing(format!(
                "--source kernel: {short} has no such curve\n`cargo xtask boot` measures one"
            ))
        })
    }

    fn of(mut report: BootReport, locks: &[String]) -> Option<Self> {
        if !locks.is_empty() {
            report.curve.retain(|point| locks.contains(&point.lock));
        }
        let critical_section = inside(&report);
        let rows = shown(&report).into_iter().map(|point| Row {
            source: Source::Kernel,
            machine: format!("{} on {} virtual CPUs", report.accel, report.cpus),
            lock: point.lock.to_owned(),
            cpus: point.cpus,
            critical_section,
            throughput: point.throughput,
            efficiency: point.efficiency,
            jain: None,
            p50: None,
            p99: None,
            mark: point.mark,
        });
        let rows: Vec<Row> = rows.collect();
        (!rows.is_empty()).then_some(Self { report, rows })
    }

    pub(super) fn print(&self) {
        line(format_args!(
            "The image, {} on {} virtual CPUs, {} ticks inside",
            self.report.accel,
            self.report.cpus,
            inside(&self.report)
        ));
        table::print(&curve(&self.report));
        if let Some(text) = caution(&self.report) {
            prose(text);
        }
        line("");
    }
}

/// The ticks that a holder was inside, as the kernel was told.
fn inside(report: &BootReport) -> u64 {
    let words = report.kernel_args.iter();
    let line = words.map(String::as_str).collect::<Vec<_>>().join(" ");
    CommandLine::parse(&line).map_or(0, |it| it.options.critical_section)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::child::Exit;
    use crate::image::report::tests::report;

    #[test]
    fn the_last_boot_is_read() {
        let target = tempfile::tempdir().expect("a directory");
        let workspace = Workspace::at("/w".into(), target.path().into());
        let read = |locks: &[&str]| {
            let locks: Vec<String> = locks.iter().map(|&it| it.to_owned()).collect();
            Kernel::read(&workspace, &locks).map_err(|stop| match stop {
                Stop::Missing(text) => text,
                Stop::Failed(text) => panic!("exit status 1: {text}"),
            })
        };
        let missing = read(&[]).expect_err("nothing was booted");
        assert!(
            missing.contains("`cargo xtask boot` writes it"),
            "{missing}"
        );
        let mut boot = report(1, 2, &Exit::Status(33));
        boot.curve[0].lock = "McsLock".to_owned();
        crate::ground::results::write(&workspace, "boot.json", &boot).expect("there is room");
        let kernel = read(&[]).expect("it is there");
        assert_eq!(kernel.rows.len(), boot.curve.len());
        assert_eq!(kernel.rows[0].machine, "tcg on 1 virtual CPUs");
        assert_eq!(kernel.rows[0].critical_section, 0);
        boot.kernel_args = vec!["tests=off".to_owned(), "critical-section=300".to_owned()];
        assert_eq!(inside(&boot), 300);
        assert_eq!(read(&["McsLock"]).expect("it is there").rows, kernel.rows);
        let none = read(&["TtasLock"]).expect_err("it has another");
        assert!(none.contains("no such curve"), "{none}");
    }
}
