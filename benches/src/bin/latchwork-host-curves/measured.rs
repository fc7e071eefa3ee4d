//! What some rounds of windows come to: one object of JSON for each lock.

use crate::figures::Figures;
use crate::quartiles::Quartiles;
use latchwork_benches::stats::{median, quantile};
use latchwork_coherence::contest::Point;
use serde::Serialize;

/// The lock that the others are compared with.
const BASE: &str = "TicketLock";

/// The fewest overlapped windows that make a result.
pub(crate) const FEWEST: usize = 5;

/// What was done at a point, a lock in each row and a round in each column; nothing where
/// the threads did not run at once.
#[derive(Debug)]
pub(crate) struct Rounds {
    /// The point of each lock.
    pub(crate) points: Vec<Point>,
    pub(crate) windows: Vec<Vec<Option<Figures>>>,
    /// The cycles of a load of a line that another core has modified, meanwhile; nothing,
    /// if one core contended.
    pub(crate) load_remote: Option<f64>,
    /// The clock, in GHz.
    pub(crate) gigahertz: f64,
}

/// By how much two distances may differ that are one.
const NEAR: f64 = 0.25;

/// Whether two distances are about as far.
pub(crate) fn is_near(one: f64, other: f64) -> bool {
    (one - other).abs() <= NEAR * other
}

/// What was measured of a lock.
#[derive(Debug, Serialize)]
pub(crate) struct Measured {
    source: &'static str,
    lock: String,
    cpus: usize,
    critical_section: u64,
    lines: usize,
    outside: u64,
    /// The clock that counts the cycles, in GHz.
    clock: f64,
    /// The cycles of a load of a line that another core has modified, meanwhile.
    load_remote: Option<f64>,
    /// How many windows there were.
    windows: usize,
    /// In how many of them all threads ran at once.
    overlapped_windows: usize,
    /// Whether these are enough for a result. If not, there is none.
    overlapped: bool,
    #[serde(flatten)]
    result: Option<Result>,
}

/// What a lock did, in the windows that overlapped.
#[derive(Debug, Serialize)]
struct Result {
    /// Acquisitions a second, of all threads together: the median of the windows.
    throughput: f64,
    /// The quartiles of that.
    quartiles: [f64; 2],
    /// From one acquisition to the next.
    cycles: f64,
    /// Jain's index.
    jain: f64,
    /// The cycles of a wait that half of all do not exceed.
    p50: f64,
    /// The cycles of a wait that 99 of 100 do not exceed.
    p99: f64,
    /// The share of acquisitions by another thread than the one before.
    handed_over: f64,
    /// The throughput over that of the ticket lock, by rounds.
    over_ticket: Option<Quartiles>,
}

impl Rounds {
    /// What there is to say of each lock.
    pub(crate) fn measured(&self) -> Vec<Measured> {
        let rows = self.points.iter().zip(&self.windows);
        rows.enumerate()
            .map(|(row, (point, windows))| {
                let whole: Vec<&Figures> = windows.iter().flatten().collect();
                let overlapped = whole.len() >= FEWEST;
                Measured {
                    source: "host",
                    lock: point.lock.clone(),
                    cpus: point.cpus,
                    critical_section: point.critical_section,
                    lines: point.lines,
                    outside: point.outside,
                    clock: self.gigahertz,
                    load_remote: self.load_remote,
                    windows: windows.len(),
                    overlapped_windows: whole.len(),
                    overlapped,
                    result: overlapped.then(|| self.result(row, &whole)),
                }
            })
            .collect()
    }

    fn result(&self, row: usize, whole: &[&Figures]) -> Result {
        let middle =
            |of: fn(&Figures) -> f64| median(&whole.iter().map(|it| of(it)).collect::<Vec<_>>());
        let throughput = self.throughput(row).expect("there are windows");
        let waits = whole.iter().flat_map(|it| &it.waits);
        let waits: Vec<f64> = waits.map(|&it| it as f64).collect();
        let base = self.points.iter().position(|it| it.lock == BASE);
        Result {
            throughput: throughput.median,
            quartiles: [throughput.quartile_1, throughput.quartile_3],
            cycles: middle(|it| it.cycles),
            jain: middle(|it| it.jain),
            p50: quantile(&waits, 0.5).round(),
            p99: quantile(&waits, 0.99).round(),
            handed_over: middle(|it| it.handed_over),
            over_ticket: base
                .filter(|&base| base != row)
                .and_then(|base| self.ratio(row, base)),
        }
    }

    /// The throughput of the lock in `row`; nothing, if it has too few windows.
    pub(crate) fn throughput(&self, row: usize) -> Option<Quartiles> {
        let whole = self.windows[row].iter().flatten();
        let each: Vec<f64> = whole.map(|it| self.gigahertz * 1e9 / it.cycles).collect();
        Quartiles::of(&each).filter(|_| each.len() >= FEWEST)
    }

    /// The throughput of the lock in row `of` over that in row `to`, by the rounds in which
    /// both overlapped; nothing, if these are too few.
    pub(crate) fn ratio(&self, of: usize, to: usize) -> Option<Quartiles> {
        let pairs = self.windows[of].iter().zip(&self.windows[to]);
        let each: Vec<f64> = pairs
            .filter_map(|(of, to)| Some(to.as_ref()?.cycles / of.as_ref()?.cycles))
            .collect();
        Quartiles::of(&each).filter(|_| each.len() >= FEWEST)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn window(cycles: f64) -> Option<Figures> {
        Some(Figures {
            overlap: 1.0,
            told: true,
            cycles,
            jain: 1.0,
            handed_over: 0.5,
            waits: vec![10, 20, 30],
        })
    }

    /// A lock in each row, with the cycles of an acquisition in each round; 0 where the
    /// threads did not run at once.
    pub(crate) fn rounds(rows: &[(&str, &[u64])]) -> Rounds {
        Rounds {
            points: rows
                .iter()
                .map(|(lock, _)| Point::new("host", lock, 2))
                .collect(),
            windows: rows
                .iter()
                .map(|(_, cycles)| {
                    let each = cycles
                        .iter()
                        .map(|&it| window(it as f64).filter(|_| it > 0));
                    each.collect()
                })
                .collect(),
            load_remote: Some(300.0),
            gigahertz: 2.0,
        }
    }

    #[test]
    fn a_ratio_is_taken_within_a_round() {
        let rounds = rounds(&[
            ("TicketLock", &[100, 200, 400, 800, 0, 1600]),
            ("McsLock", &[50, 100, 200, 400, 1, 800]),
        ]);
        let all = rounds.measured();
        let said: Vec<Value> = all.iter().map(|it| json!(it)).collect();
        assert_eq!(said[0]["source"], "host");
        assert_eq!(said[0]["lock"], "TicketLock");
        assert_eq!(said[0]["throughput"], 5e6);
        assert_eq!(said[0]["quartiles"], json!([2.5e6, 1e7]));
        assert_eq!(
            (&said[0]["p50"], &said[0]["over_ticket"]),
            (&json!(20.0), &Value::Null)
        );
        assert_eq!(
            said[1]["over_ticket"],
            json!({"quartile_1": 2.0, "median": 2.0, "quartile_3": 2.0})
        );
    }

    #[test]
    fn windows_without_overlap_are_marked_and_no_result() {
        let all = rounds(&[("TicketLock", &[1, 0, 1, 1, 1, 0])]).measured();
        let said = json!(all[0]);
        assert_eq!(said["overlapped"], false);
        assert_eq!(
            (&said["windows"], &said["overlapped_windows"]),
            (&json!(6), &json!(4))
        );
        for key in ["throughput", "jain", "p50", "quartiles"] {
            assert!(said.get(key).is_none(), "{said}");
        }
    }
}
