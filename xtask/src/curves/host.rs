//! What this machine's own cores do: the locks on them, and what an access costs.

use std::path::{Path, PathBuf};

use latchwork_suite::report::Verdict;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::program::Program;
use crate::ground::cargo::{Beside as Together, Build};
use crate::ground::child::{self, Exit};
use crate::ground::output::{line, prose};
use crate::ground::screen::Screen;
use crate::ground::stop::Stop;
use crate::ground::table::{self, NOTHING, Table, bad, good, noted, number, table};
use crate::ground::workspace::Workspace;

/// The package whose program measures.
const PACKAGE: &str = "latchwork-benches";

/// What the machine is called that a calibration writes, and its file in the results.
pub(super) const NAME: &str = "this-host";
const FILE: &str = "this-host.toml";

/// The file of this host's machine.
pub(super) fn file(workspace: &Workspace) -> PathBuf {
    workspace.results().join(FILE)
}

/// What was measured of a lock on this machine's cores.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Row {
    lock: String,
    cpus: usize,
    critical_section: u64,
    outside: u64,
    /// Whether its threads ran at once in enough of the windows: only then the rest is
    /// there.
    overlapped: bool,
    throughput: Option<f64>,
    quartiles: Option<[f64; 2]>,
    jain: Option<f64>,
    p99: Option<f64>,
    over_ticket: Option<Quartiles>,
    /// What else there is to know.
    #[serde(flatten)]
    rest: serde_json::Map<String, Value>,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Quartiles {
    quartile_1: f64,
    median: f64,
    quartile_3: f64,
}

impl Quartiles {
    fn told(self) -> String {
        let Self {
            quartile_1,
            median,
            quartile_3,
        } = self;
        format!("{median:.2} ({quartile_1:.2} to {quartile_3:.2})")
    }
}

/// The program that measures, built.
struct Measurer(PathBuf);

impl Measurer {
    fn build(screen: &Screen, workspace: &Workspace) -> Result<Self, Stop> {
        let build = Build {
            package: PACKAGE,
            beside: Together::Nothing,
            features: &[],
            profile: "release",
            target: None,
            cfg: None,
        };
        build.run(screen, workspace).map(Self)
    }

    /// The lines that it prints, each as JSON; and what else it says.
    fn run<T: for<'a> Deserialize<'a>>(
        &self,
        screen: &Screen,
        label: &str,
        words: Vec<std::ffi::OsString>,
    ) -> Result<(Vec<T>, Exit, String), Stop> {
        let bar = screen.bar(label, 0);
        let (mut rows, mut strange) = (Vec::new(), None);
        let finished = child::follow(&child::tied(&self.0, words), None, |line| {
            match serde_json::from_str(line) {
                Ok(row) => rows.push(row),
                Err(error) => strange = Some(error.to_string()),
            }
            bar.inc(1);
        })
        .map_err(|error| Stop::io(format_args!("cannot run {}", self.0.display()), &error))?;
        let said = finished.stderr.trim_end().to_owned();
        match (finished.ending, strange) {
            (Exit::Status(2), _) => Err(Stop::Missing(said)),
            (_, Some(strange)) => Err(Stop::Failed(format!(
                "{} did not print what it should: {strange}",
                self.0.display()
            ))),
            (ending, None) => Ok((rows, ending, said)),
        }
    }
}

/// The locks on this machine's cores; and what was left out.
pub(super) fn measure(screen: &Screen, workspace: &Workspace) -> Result<(Vec<Row>, String), Stop> {
    let measurer = Measurer::build(screen, workspace)?;
    let (rows, ending, said) = measurer.run(screen, "host", vec!["host".into()])?;
    match ending {
        Exit::Status(0) => Ok((rows, said)),
        ending => Err(Stop::Failed(format!(
            "the measurement ended with {ending}\n{said}"
        ))),
    }
}

/// Prints what was measured, and what was left out.
pub(super) fn print(rows: &[Row], said: &str) {
    let mut all = table(&[
        "lock",
        "CPUs",
        "inside",
        "outside",
        "million/s",
        "over ticket",
        "Jain",
        "p99",
    ]);
    for row in rows {
        let figure = |figure: Option<f64>, scale: f64, digits: usize| match figure {
            Some(figure) => number(format!("{:.digits$}", figure / scale)),
            None => number(NOTHING),
        };
        all.row([
            row.lock.clone().into(),
            number(row.cpus),
            number(row.critical_section),
            number(row.outside),
            match row.overlapped {
                true => figure(row.throughput, 1e6, 2),
                false => noted("did not overlap"),
            },
            number(
                row.over_ticket
                    .map_or_else(|| NOTHING.to_owned(), Quartiles::told),
            ),
            figure(row.jain, 1.0, 2),
            figure(row.p99, 1.0, 0),
        ]);
    }
    line("This machine's cores, in cycles of its clock; medians, and quartiles in brackets");
    table::print(&all);
    if !said.is_empty() {
        prose(said);
    }
    line("");
}

/// The host beside the model, at a point.
#[derive(Debug, Deserialize)]
struct Beside {
    cpus: usize,
    critical_section: u64,
    outside: u64,
    pairs: Vec<Pair>,
    alike: Option<bool>,
}

#[derive(Debug, Deserialize)]
struct Pair {
    of: String,
    to: String,
    host: Option<Quartiles>,
    model: f64,
}

/// Measures what an access costs here, writes that as a machine, and compares how the model
/// of it and the host rank the locks.
pub(super) fn calibrate(screen: &Screen, workspace: &Workspace) -> Result<Verdict, Stop> {
    let measurer = Measurer::build(screen, workspace)?;
    let program = Program::build(screen, workspace)?;
    let file = file(workspace);
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)
            .map_err(|error| Stop::io(format_args!("cannot make {}", folder.display()), &error))?;
    }
    let words = vec!["calibrate".into(), file.clone().into()];
    let (_, ending, said): (Vec<Value>, _, _) = measurer.run(screen, "calibrate", words)?;
    if ending != Exit::Status(0) {
        return Err(Stop::Failed(format!(
            "the calibration ended with {ending}\n{said}"
        )));
    }
    line(format_args!(
        "This machine, as `--machine {NAME}` simulates it: {}",
        workspace.shorten(&file).display()
    ));
    beside(screen, &measurer, &file, &program)
}

fn beside(
    screen: &Screen,
    measurer: &Measurer,
    file: &Path,
    program: &Program,
) -> Result<Verdict, Stop> {
    let words = vec!["beside".into(), file.into(), program.path.clone().into()];
    let (rows, ending, said): (Vec<Beside>, _, _) = measurer.run(screen, "beside", words)?;
    table::print(&compared(&rows));
    prose(
        "A ratio is one lock's throughput over another's, on this machine the median of the \
         rounds and their quartiles. They rank two locks alike if both have the same one \
         ahead, or if the host does not tell them apart.",
    );
    if !said.is_empty() {
        prose(&said);
    }
    match ending {
        Exit::Status(0) => Ok(Verdict::Pass),
        Exit::Status(1) => Ok(Verdict::Fail),
        ending => Err(Stop::Failed(format!(
            "the comparison ended with {ending}\n{said}"
        ))),
    }
}

fn compared(rows: &[Beside]) -> Table {
    let mut all = table(&[
        "CPUs", "inside", "outside", "ratio", "host", "model", "ranked",
    ]);
    for row in rows {
        for pair in &row.pairs {
            all.row([
                number(row.cpus),
                number(row.critical_section),
                number(row.outside),
                format!("{}/{}", pair.of, pair.to).into(),
                number(
                    pair.host
                        .map_or_else(|| NOTHING.to_owned(), Quartiles::told),
                ),
                number(format!("{:.2}", pair.model)),
                match row.alike {
                    Some(true) => good("alike"),
                    Some(false) => bad("otherwise"),
                    None => noted("not compared"),
                },
            ]);
        }
    }
    all
}
