//! `cargo xtask curves --validate`: the model beside what was published.

// What was published, and how it is modelled.
mod collapse;
mod missed;
mod published;
mod short;
mod sockets;
mod transfers;

// What comes of it.
mod figures;
mod lab;
mod row;
mod variants;

use std::collections::BTreeMap;

use latchwork_coherence::contest::Point;
use latchwork_coherence::parameters::Scaled;
use latchwork_suite::report::Verdict;

pub(crate) use self::figures::Figures;
use self::lab::Lab;
use self::row::table;
pub(crate) use self::row::{Row, Verdict as Compared};
use super::program::Program;
use crate::ground::output::{line, prose};
use crate::ground::results;
use crate::ground::screen::Screen;
use crate::ground::stop::Stop;
use crate::ground::table;
use crate::ground::workspace::Workspace;

/// The file with the rows.
const FILE: &str = "validation.json";

/// Something that was published: the points that model it, and what comes of them.
struct Target {
    points: fn() -> Vec<Point>,
    rows: fn(&Lab) -> Vec<Row>,
}

/// All that there is.
const TARGETS: [Target; 5] = [
    SHORT,
    Target {
        points: collapse::points,
        rows: collapse::rows,
    },
    Target {
        points: sockets::points,
        rows: sockets::rows,
    },
    Target {
        points: transfers::points,
        rows: transfers::rows,
    },
    Target {
        points: missed::points,
        rows: missed::rows,
    },
];

/// The one that the model was fitted to.
const SHORT: Target = Target {
    points: short::points,
    rows: short::rows,
};

/// A change of the fitted cost that the validation must notice: its known-bad twin.
fn twin() -> Scaled {
    Scaled {
        key: "home_busy_read".to_owned(),
        percent: 50,
    }
}

/// Runs the command.
pub(super) fn command(screen: &Screen, workspace: &Workspace, json: bool) -> Result<Verdict, Stop> {
    let program = Program::build(screen, workspace)?;
    let rows = run(screen, &program, &TARGETS, None)?;
    // What cannot be written is shown all the same.
    let written = results::write(workspace, FILE, &rows);
    if json {
        line(results::json(&rows));
    } else {
        table::print(&table(&rows));
        for (reason, whats) in reasons(&rows) {
            prose(format_args!("\n{}: {reason}", whats.join("; ")));
        }
        prose(format_args!("\n{}", summary(&rows)));
    }
    written?;
    Ok(verdict(&rows))
}

/// Every published figure beside the modelled one.
pub(super) fn all(screen: &Screen, workspace: &Workspace) -> Result<Vec<Row>, Stop> {
    let program = Program::build(screen, workspace)?;
    run(screen, &program, &TARGETS, None)
}

/// What a step of the gate says of it.
#[derive(Debug)]
pub(crate) struct Validated {
    /// How many rows are how.
    pub(crate) summary: String,
    /// The rows that are not as they must be, a line each, and the twin if it is.
    pub(crate) wrong: Vec<String>,
    /// What the pages quote.
    pub(crate) figures: Figures,
}

/// Validates the model, and its twin.
pub(crate) fn check(screen: &Screen, workspace: &Workspace) -> Result<Validated, Stop> {
    let program = Program::build(screen, workspace)?;
    let rows = run(screen, &program, &TARGETS, None)?;
    let twin = run(screen, &program, &[SHORT], Some(twin()))?;
    let wrong = rows.iter().filter(|it| it.is_wrong()).map(Row::line);
    let mut wrong: Vec<String> = wrong.collect();
    if verdict(&twin) == Verdict::Pass {
        wrong.push("a machine with half the fitted cost meets all that it must not".to_owned());
    }
    let mut figures = figures::of(&rows);
    figures.extend(variants::figures(screen, &program)?);
    Ok(Validated {
        summary: summary(&rows),
        wrong,
        figures,
    })
}

fn run(
    screen: &Screen,
    program: &Program,
    targets: &[Target],
    scaled: Option<Scaled>,
) -> Result<Vec<Row>, Stop> {
    let points = targets.iter().flat_map(|it| (it.points)());
    let lab = Lab::measure(screen, program, points, scaled)?;
    Ok(targets.iter().flat_map(|it| (it.rows)(&lab)).collect())
}

fn verdict(rows: &[Row]) -> Verdict {
    match rows.iter().any(Row::is_wrong) {
        true => Verdict::Fail,
        false => Verdict::Pass,
    }
}

fn summary(rows: &[Row]) -> String {
    let count = |verdict| rows.iter().filter(|it| it.verdict == verdict).count();
    let wrong = rows.iter().filter(|it| it.is_wrong()).count();
    let missed = count(row::Verdict::Missed);
    let known = match (missed, wrong) {
        (0, _) => String::new(),
        (_, 0) => ", as is known".to_owned(),
        (_, wrong) => format!(", of which {wrong} must not be"),
    };
    format!(
        "{} met, {} fitted, {missed} missed{known}.",
        count(row::Verdict::Met),
        count(row::Verdict::Fitted),
    )
}

/// The reasons for what is missed, each with what it is the reason for.
pub(super) fn reasons(rows: &[Row]) -> BTreeMap<&str, Vec<&str>> {
    let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for row in rows {
        if let Some(reason) = row.why_missed() {
            reasons.entry(reason).or_default().push(&row.what);
        }
    }
    reasons
}

#[cfg(test)]
pub(super) use self::row::tests::throughput;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curves::row::tests::measured;

    /// What comes of it if every point has this throughput.
    fn all(throughput: f64) -> Vec<Row> {
        let points = TARGETS.iter().flat_map(|it| (it.points)());
        let lab = Lab {
            measured: points.map(|it| measured(&it, throughput, 1.0)).collect(),
            scaled: None,
        };
        TARGETS.iter().flat_map(|it| (it.rows)(&lab)).collect()
    }

    #[test]
    fn every_row_finds_its_points_and_a_flat_machine_meets_little() {
        let rows = all(1.4e6);
        assert_eq!(verdict(&rows), Verdict::Fail);
        let summary = summary(&rows);
        assert!(summary.contains("must not be"), "{summary}");
        let wrong: Vec<String> = rows
            .iter()
            .filter(|it| it.is_wrong())
            .map(Row::line)
            .collect();
        for part in ["TicketLock, 48 CPUs", "McsLock/TicketLock, 48 CPUs", "peak"] {
            assert!(
                wrong.iter().any(|it| it.contains(part)),
                "{part}: {wrong:?}"
            );
        }
        // A queue lock of this throughput would be right.
        assert!(!wrong.iter().any(|it| it.contains("McsLock, 24 CPUs")));
    }

    #[test]
    fn what_is_known_to_be_missed_has_a_reason() {
        let rows = all(1.4e6);
        let reasons = reasons(&rows);
        assert!(reasons.len() > 2, "{reasons:?}");
        assert!(reasons.keys().all(|it| it.len() > 40), "{reasons:?}");
    }
}
