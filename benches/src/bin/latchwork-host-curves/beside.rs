//! The host beside the model: whether both rank the locks alike.

use crate::measured::Rounds;
use crate::quartiles::Quartiles;
use serde::Serialize;

/// A point, as the host and as the model have it.
#[derive(Debug, Serialize)]
pub(crate) struct Beside {
    source: &'static str,
    cpus: usize,
    critical_section: u64,
    lines: usize,
    outside: u64,
    locks: Vec<Lock>,
    pairs: Vec<Pair>,
    /// Whether both rank the locks alike; nothing, if the threads of some lock hardly ever
    /// ran at once.
    pub(crate) alike: Option<bool>,
}

/// Acquisitions a second of a lock.
#[derive(Debug, Serialize)]
struct Lock {
    lock: String,
    /// Nothing, if its threads hardly ever ran at once.
    host: Option<Quartiles>,
    model: f64,
    /// The model's over the host's median, less 1.
    deviation: Option<f64>,
}

/// The throughput of one lock over that of another.
#[derive(Debug, Serialize)]
struct Pair {
    of: String,
    to: String,
    /// By the rounds in which both overlapped.
    host: Option<Quartiles>,
    model: f64,
    /// Whether both rank the two alike.
    alike: Option<bool>,
}

impl Beside {
    /// What the host's `rounds` and the model's throughput of each lock say.
    pub(crate) fn of(rounds: &Rounds, model: &[f64]) -> Self {
        let point = &rounds.points[0];
        let name = |row: usize| rounds.points[row].lock.clone();
        let lock = |row: usize| {
            let host = rounds.throughput(row);
            Lock {
                lock: name(row),
                host,
                model: model[row],
                deviation: host.map(|it| model[row] / it.median - 1.0),
            }
        };
        let pair = |of: usize, to: usize| {
            let (host, model) = (rounds.ratio(of, to), model[of] / model[to]);
            Pair {
                of: name(of),
                to: name(to),
                host,
                model,
                alike: host.map(|it| alike(&it, model)),
            }
        };
        let rows = 0..model.len();
        let pairs = rows
            .clone()
            .flat_map(|to| (to + 1..model.len()).map(move |of| (of, to)));
        let pairs: Vec<Pair> = pairs.map(|(of, to)| pair(of, to)).collect();
        Self {
            source: "host and model",
            cpus: point.cpus,
            critical_section: point.critical_section,
            lines: point.lines,
            outside: point.outside,
            locks: rows.map(lock).collect(),
            alike: all_alike(&pairs),
            pairs,
        }
    }
}

/// Whether all are; one that is not decides, whatever is not known of others.
fn all_alike(pairs: &[Pair]) -> Option<bool> {
    let mut each = pairs.iter().map(|it| it.alike);
    if each.clone().any(|it| it == Some(false)) {
        return Some(false);
    }
    each.all(|it| it.is_some()).then_some(true)
}

/// Whether a ratio of the model ranks two locks as the host's does: both are on one side of
/// 1, or the host's quartiles are on both, so that it does not tell the two apart.
fn alike(host: &Quartiles, model: f64) -> bool {
    let level = host.quartile_1 <= 1.0 && 1.0 <= host.quartile_3;
    level || (host.median > 1.0) == (model > 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measured::tests::rounds;

    #[test]
    fn what_the_host_tells_apart_the_model_must_rank_alike() {
        let host = |quartile_1, median, quartile_3| Quartiles {
            quartile_1,
            median,
            quartile_3,
        };
        for (quartiles, model, expected) in [
            (host(1.1, 1.2, 1.3), 1.01, true),
            (host(1.1, 1.2, 1.3), 0.99, false),
            (host(0.7, 0.8, 0.9), 0.5, true),
            (host(0.7, 0.8, 0.9), 1.2, false),
            (host(0.9, 1.1, 1.3), 0.5, true),
        ] {
            assert_eq!(alike(&quartiles, model), expected, "{quartiles:?} {model}");
        }
    }

    #[test]
    fn a_point_is_alike_if_all_its_pairs_are() {
        let host = rounds(&[
            ("TtasLock", &[100; 6]),
            ("TicketLock", &[200; 6]),
            ("McsLock", &[150; 6]),
        ]);
        let beside = Beside::of(&host, &[2e7, 1.1e7, 1.2e7]);
        assert_eq!(beside.alike, Some(true), "{beside:?}");
        assert_eq!(beside.pairs.len(), 3);
        assert_eq!(
            beside.locks[1].deviation.map(|it| (it * 100.0).round()),
            Some(10.0)
        );
        let beside = Beside::of(&host, &[2e7, 1.3e7, 1.2e7]);
        assert_eq!(beside.alike, Some(false), "{beside:?}");
    }

    #[test]
    fn what_was_not_measured_is_not_alike() {
        let host = rounds(&[
            ("TtasLock", &[100; 6]),
            ("TicketLock", &[200; 6]),
            ("McsLock", &[0; 6]),
        ]);
        assert_eq!(Beside::of(&host, &[3.0, 1.0, 2.0]).alike, None);
        assert_eq!(Beside::of(&host, &[1.0, 3.0, 2.0]).alike, Some(false));
    }
}
