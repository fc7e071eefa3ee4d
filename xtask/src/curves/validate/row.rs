//! A published figure beside the modelled one.

use std::fmt;

use latchwork_coherence::contest::Point;
use serde::Serialize;

use crate::ground::table::{Cell, NOTHING, Table, bad, expected, good, noted, number};

/// A figure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Row {
    /// Who published it, and where; or what it is derived from.
    pub(crate) source: &'static str,
    pub(crate) what: String,
    pub(crate) unit: &'static str,
    pub(crate) published: f64,
    /// None if no lock of ours is so.
    pub(crate) modelled: Option<f64>,
    /// What is modelled, relative to what was published, in percent; none if less of it is
    /// better.
    pub(super) deviation: Option<f64>,
    pub(crate) tolerance: Tolerance,
    pub(crate) verdict: Verdict,
    /// Why it is missed, if that is known.
    known: Option<&'static str>,
    /// The point that the figure is the throughput of, if it is one.
    pub(crate) point: Option<Point>,
}

/// How far a modelled figure may be from the published one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Tolerance {
    /// So many percent of it.
    Percent(f64),
    /// So much.
    Off(f64),
    /// At least so much, whatever was published.
    AtLeast(f64),
    /// At most so much, whatever was published.
    AtMost(f64),
    /// From so much to so much.
    Between(f64, f64),
}

/// What comes of comparing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Verdict {
    /// Within the tolerance.
    Met,
    /// Within the tolerance, and a number of the model was chosen so that it is.
    Fitted,
    /// Not within the tolerance, or not modelled at all.
    Missed,
}

impl Tolerance {
    fn holds(self, published: f64, modelled: f64) -> bool {
        match self {
            Tolerance::Percent(percent) => (modelled / published - 1.0).abs() * 100.0 <= percent,
            Tolerance::Off(by) => (modelled - published).abs() <= by,
            Tolerance::AtLeast(least) => modelled >= least,
            Tolerance::AtMost(most) => modelled <= most,
            Tolerance::Between(least, most) => (least..=most).contains(&modelled),
        }
    }
}

impl fmt::Display for Tolerance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Tolerance::Percent(percent) => write!(f, "± {percent} %"),
            Tolerance::Off(by) => write!(f, "± {by}"),
            Tolerance::AtLeast(least) => write!(f, "≥ {least}"),
            Tolerance::AtMost(most) => write!(f, "≤ {most}"),
            Tolerance::Between(least, most) => write!(f, "{least} to {most}"),
        }
    }
}

impl Row {
    /// A figure that must be met.
    pub(super) fn new(
        source: &'static str,
        what: String,
        published: (f64, &'static str),
        modelled: f64,
        tolerance: Tolerance,
    ) -> Self {
        let (published, unit) = published;
        Self {
            source,
            what,
            unit,
            published,
            modelled: Some(modelled),
            deviation: match tolerance {
                Tolerance::AtMost(_) => None,
                _ => Some((modelled / published - 1.0) * 100.0),
            },
            tolerance,
            verdict: match tolerance.holds(published, modelled) {
                true => Verdict::Met,
                false => Verdict::Missed,
            },
            known: None,
            point: None,
        }
    }

    /// A figure that is not modelled.
    pub(super) fn not_run(
        source: &'static str,
        what: &str,
        published: (f64, &'static str),
        tolerance: Tolerance,
        why: &'static str,
    ) -> Self {
        Self {
            modelled: None,
            deviation: None,
            verdict: Verdict::Missed,
            known: Some(why),
            ..Self::new(source, what.to_owned(), published, f64::NAN, tolerance)
        }
    }

    /// This figure, which a number of the model was fitted to.
    pub(super) fn fitted(mut self) -> Self {
        if self.verdict == Verdict::Met {
            self.verdict = Verdict::Fitted;
        }
        self
    }

    /// This figure, which may be missed for a reason that is known.
    pub(super) fn may_miss(self, why: &'static str) -> Self {
        Self {
            known: Some(why),
            ..self
        }
    }

    /// This figure, which is the throughput of `point`.
    pub(super) fn of(self, point: Point) -> Self {
        Self {
            point: Some(point),
            ..self
        }
    }

    /// Whether it is missed, and must not be.
    pub(super) fn is_wrong(&self) -> bool {
        self.verdict == Verdict::Missed && self.known.is_none()
    }

    /// Whether it must be met: no reason is known why it should not be.
    pub(super) fn must_be_met(&self) -> bool {
        self.known.is_none()
    }

    /// Why it is missed, if it is and the reason is known.
    pub(crate) fn why_missed(&self) -> Option<&'static str> {
        self.known.filter(|_| self.verdict == Verdict::Missed)
    }

    /// The row on a line.
    pub(super) fn line(&self) -> String {
        format!(
            "{}: {}: published {} {}, modelled {}, tolerance {}",
            self.source,
            self.what,
            figure(self.published),
            self.unit,
            self.modelled.map_or(NOTHING.to_owned(), figure),
            self.tolerance
        )
    }
}

/// Three digits or so, of a whole number no more than it has.
fn figure(value: f64) -> String {
    match value.abs() {
        whole if whole.fract() == 0.0 => format!("{value:.0}"),
        small if small < 10.0 => format!("{value:.2}"),
        middle if middle < 100.0 => format!("{value:.1}"),
        _ => format!("{value:.0}"),
    }
}

/// The rows as a table.
pub(super) fn table(rows: &[Row]) -> Table {
    let columns = [
        "source",
        "figure",
        "unit",
        "published",
        "modelled",
        "deviation",
        "tolerance",
        "verdict",
    ];
    let mut table = crate::ground::table::table(&columns)
        .wrapping(&["source", "figure"])
        .keeping(&["figure", "published", "modelled", "verdict"]);
    for row in rows {
        let modelled = row.modelled.map_or(NOTHING.to_owned(), figure);
        let deviation = row.deviation.map(|it| format!("{it:+.0} %"));
        table.row([
            Cell::new(row.source),
            Cell::new(&row.what),
            Cell::new(row.unit),
            number(figure(row.published)),
            number(modelled),
            number(deviation.unwrap_or(NOTHING.to_owned())),
            number(row.tolerance),
            match (row.verdict, row.is_wrong()) {
                (Verdict::Met, _) => good("met"),
                (Verdict::Fitted, _) => expected("fitted"),
                (Verdict::Missed, false) => noted("missed"),
                (Verdict::Missed, true) => bad("MISSED"),
            },
        ]);
    }
    table
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::ground::table::tests::fits_every_terminal;

    /// The throughput of a lock with two CPUs of a machine, as `source` has it.
    pub(in crate::curves) fn throughput(source: &'static str, machine: &str) -> Row {
        let point = Point::new(machine, "McsLock", 2);
        let tolerance = Tolerance::Percent(10.0);
        Row::new(source, "it".to_owned(), (1375.0, "/ms"), 1400.0, tolerance).of(point)
    }

    fn row(modelled: f64, tolerance: Tolerance) -> Row {
        Row::new(
            "here",
            "it".to_owned(),
            (100.0, "cycles"),
            modelled,
            tolerance,
        )
    }

    #[test]
    fn what_is_beyond_its_tolerance_is_missed() {
        for (tolerance, met, missed) in [
            (Tolerance::Percent(10.0), 109.9, 110.1),
            (Tolerance::Percent(10.0), 90.1, 89.9),
            (Tolerance::Off(2.0), 98.0, 97.0),
            (Tolerance::AtLeast(3.0), 3.0, 2.9),
            (Tolerance::AtMost(3.0), 3.0, 3.1),
            (Tolerance::Between(1.0, 2.0), 2.0, 2.1),
            (Tolerance::Between(1.0, 2.0), 1.0, 0.9),
            (Tolerance::Percent(10.0), 100.0, f64::NAN),
        ] {
            assert_eq!(row(met, tolerance).verdict, Verdict::Met, "{tolerance}");
            let missed = row(missed, tolerance);
            assert!(missed.is_wrong(), "{tolerance}");
            assert_eq!(missed.clone().fitted().verdict, Verdict::Missed);
            assert!(!missed.may_miss("a reason").is_wrong());
        }
        let near = row(101.0, Tolerance::Off(2.0));
        assert_eq!(near.clone().fitted().verdict, Verdict::Fitted);
        assert_eq!(near.may_miss("a reason").why_missed(), None);
    }

    #[test]
    fn a_table_of_rows_can_be_read_and_so_can_the_file() {
        let why = "no lock of ours is so";
        let published = (0.43, "");
        let absent = Row::not_run("there", "that", published, Tolerance::Off(0.1), why);
        assert!(!absent.is_wrong() && absent.why_missed() == Some(why));
        let rows = [row(97.0, Tolerance::Percent(10.0)), absent];
        fits_every_terminal(&table(&rows));
        let json = serde_json::to_value(&rows[0]).expect("serializes");
        let expected = serde_json::json!({
            "source": "here", "what": "it", "unit": "cycles", "published": 100.0, "modelled": 97.0,
            "deviation": -3.0000000000000027, "tolerance": {"percent": 10.0}, "verdict": "met",
            "known": null, "point": null,
        });
        assert_eq!(json, expected);
    }
}
