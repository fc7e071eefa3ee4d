//! What comes out where one key of a machine's file is another: what the pages say about a
//! store buffer, and about lines that migrate.

use std::path::Path;

use latchwork_coherence::Parameters;
use latchwork_coherence::contest::{Measured, Point};

use super::figures::{self, Figures};
use super::lab::Lab;
use super::short;
use crate::curves::advice::MCS;
use crate::curves::program::Program;
use crate::ground::screen::Screen;
use crate::ground::stop::Stop;

/// The machine whose file is changed.
const MACHINE: &str = "opteron48";

/// The changes: a line that is added to the file, and names the figures.
const STORE_BUFFER: &str = "store_buffer = 24";
const MIGRATORY: &str = "migratory = true";

/// The MCS lock with the textbook's order.
const TEXTBOOK: &str = "TextbookMcs";

/// All CPUs contend, with 400 cycles inside.
fn point(lock: &str) -> Point {
    Point {
        critical_section: 400,
        lines: 1,
        ..Point::new(MACHINE, lock, 48)
    }
}

/// The figures, each called `LINE: FIGURE`, where the figure of a lock is millions of
/// acquisitions a second; without a line on the machine as it is.
pub(super) fn figures(screen: &Screen, program: &Program) -> Result<Figures, Stop> {
    let folder = tempfile::tempdir()
        .map_err(|error| Stop::io("cannot make a directory for machines", &error))?;
    let measure = |line: &str, points: Vec<Point>| -> Result<Vec<Measured>, Stop> {
        let machine = with(folder.path(), line)?;
        let points = points.into_iter().map(|point| Point {
            machine: machine.clone(),
            ..point
        });
        program.measure(screen, &points.collect::<Vec<_>>())
    };
    let buffered = Lab {
        measured: measure(STORE_BUFFER, short::points())?
            .into_iter()
            .map(renamed)
            .collect(),
        scaled: None,
    };
    let buffered = figures::of(&short::rows(&buffered)).into_iter();
    let mut all: Figures = buffered
        .map(|(name, it)| (format!("{STORE_BUFFER}: {name}"), it))
        .collect();
    for (line, before) in [("", String::new()), (MIGRATORY, format!("{MIGRATORY}: "))] {
        let measured = measure(line, [MCS, TEXTBOOK].map(point).into())?;
        all.extend(measured.into_iter().map(|it| {
            let name = format!("{before}{}, 48 CPUs of {MACHINE}", it.point.lock);
            (name, it.throughput / 1e6)
        }));
    }
    Ok(all)
}

/// A file in `folder` of the machine with a `line` more.
fn with(folder: &Path, line: &str) -> Result<String, Stop> {
    let file = folder.join(format!("{MACHINE}.toml"));
    let shipped = Parameters::shipped_file(MACHINE).expect("it is shipped");
    std::fs::write(&file, format!("{shipped}\n{line}\n"))
        .map_err(|error| Stop::io(format_args!("cannot write {}", file.display()), &error))?;
    Ok(file.display().to_string())
}

/// What was measured on a changed machine, called as the machine that was changed.
fn renamed(measured: Measured) -> Measured {
    let point = Point {
        machine: MACHINE.to_owned(),
        ..measured.point
    };
    Measured { point, ..measured }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_more_changes_the_machine() {
        let folder = tempfile::tempdir().expect("there is room");
        let machine = |line| {
            let file = with(folder.path(), line).expect("there is room");
            Parameters::read(Path::new(&file)).expect("it is a machine")
        };
        let shipped = machine("");
        assert_eq!((shipped.store_buffer, shipped.migratory), (0, false));
        assert_eq!(machine(STORE_BUFFER).store_buffer, 24);
        assert!(machine(MIGRATORY).migratory);
    }
}
