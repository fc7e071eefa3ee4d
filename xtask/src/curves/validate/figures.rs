//! The figures that pages quote, by their names.

use std::collections::BTreeMap;

use super::published::OLS_FIGURE_10;
use super::row::Row;

/// Figures by their names: that of a row is `SOURCE: WHAT` as it was modelled, and
/// `SOURCE: WHAT, deviation` in percent.
pub(crate) type Figures = BTreeMap<String, f64>;

/// How many figures must be met.
const HELD: &str = "figures that must be met";

/// The figures of `rows`, and what they come to.
pub(super) fn of(rows: &[Row]) -> Figures {
    let name = |row: &Row| format!("{}: {}", row.source, row.what);
    let modelled = rows.iter().map(|row| (name(row), row.modelled));
    let deviation = rows
        .iter()
        .map(|row| (name(row) + ", deviation", row.deviation));
    let each = modelled.chain(deviation);
    let mut figures: Figures = each.filter_map(|(name, it)| Some((name, it?))).collect();
    figures.extend(deviations(rows));
    let held = rows.iter().filter(|row| row.must_be_met()).count();
    figures.insert(HELD.to_owned(), held as f64);
    figures
}

/// How far the points of each lock in Figure 10 are from what was published, in percent.
fn deviations(rows: &[Row]) -> Figures {
    let mut locks: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for row in rows.iter().filter(|it| it.source == OLS_FIGURE_10) {
        if let (Some(point), Some(deviation)) = (&row.point, row.deviation) {
            locks.entry(&point.lock).or_default().push(deviation);
        }
    }
    let farthest = |all: &[f64]| all.iter().map(|it| it.abs()).fold(0.0, f64::max);
    let each = locks.into_iter().flat_map(|(lock, all)| {
        let named = |what: &str, value| (format!("{OLS_FIGURE_10}: {lock}, {what}"), value);
        [
            named(
                "least deviation",
                all.iter().copied().fold(f64::NAN, f64::min),
            ),
            named(
                "most deviation",
                all.iter().copied().fold(f64::NAN, f64::max),
            ),
            named("farthest", farthest(&all)),
        ]
    });
    each.collect()
}

#[cfg(test)]
mod tests {
    use super::super::row::Tolerance;
    use super::*;
    use latchwork_coherence::contest::Point;

    #[test]
    fn rows_and_their_extremes_have_names() {
        let row = |cpus: usize, modelled| {
            let what = format!("McsLock, {cpus} CPUs");
            let tolerance = Tolerance::Percent(25.0);
            let row = Row::new(OLS_FIGURE_10, what, (100.0, "/ms"), modelled, tolerance);
            row.of(Point::new("opteron48", "McsLock", cpus))
        };
        let rows = [row(2, 80.0), row(4, 125.0), row(6, 90.0).may_miss("why")];
        let figures = of(&rows);
        let figure = |name: &str| {
            let name = format!("OLS 2012, Figure 10: McsLock, {name}");
            figures[&name].round()
        };
        assert_eq!(
            (figure("4 CPUs"), figure("4 CPUs, deviation")),
            (125.0, 25.0)
        );
        assert_eq!(
            (figure("least deviation"), figure("most deviation")),
            (-20.0, 25.0)
        );
        assert_eq!(figure("farthest"), 25.0);
        assert_eq!(figures[HELD], 2.0);
    }
}
