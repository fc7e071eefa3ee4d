//! The host beside the model: whether both rank the locks alike.

use crate::measured::{Rounds, is_near};
use crate::quartiles::Quartiles;
use latchwork_coherence::Parameters;
use serde::Serialize;

/// A point, as the host and as the model have it.
#[derive(Debug, Serialize)]
pub(crate) struct Beside {
    source: &'static str,
    cpus: usize,
    critical_section: u64,
    lines: usize,
    outside: u64,
    /// The cycles of a load of a line that another core has modified, meanwhile.
    load_remote: Option<f64>,
    /// Whether the machine has such a distance. If not, virtual cores were elsewhere when
    /// it was measured.
    pub(crate) as_measured: bool,
    locks: Vec<Lock>,
    pairs: Vec<Pair>,
    /// Whether both rank the locks alike; nothing, if the threads of some lock hardly ever
    /// ran at once, or if the machine is not as it was measured.
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
    /// What the host's `rounds`, and the model's throughput of each lock on `machine`, say.
    pub(crate) fn of(rounds: &Rounds, machine: &Parameters, model: &[f64]) -> Self {
        let mut known = machine.load_remote.iter();
        let as_measured = rounds
            .load_remote
            .is_none_or(|now| known.any(|&it| is_near(now, it as f64)));
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
            load_remote: rounds.load_remote,
            as_measured,
            locks: rows.map(lock).collect(),
            alike: all_alike(&pairs).filter(|_| as_measured),
            pairs,
        }
    }
}

/// Whether host and model rank the locks alike at all points at which that can be told, and
/// words on the others.
///
/// # Errors
///
/// If it can be told at none, or at none on the most cores: one core is not enough to rank
/// locks, if there are two.
pub(crate) fn verdict(all: &[Beside]) -> Result<(bool, Vec<String>), String> {
    let of = all.len();
    let moved = all.iter().filter(|it| !it.as_measured).count();
    let unknown = all.iter().filter(|it| it.alike.is_none()).count();
    let mut words = Vec::new();
    if moved > 0 {
        words.push(format!(
            "at {moved} of {of} points a line takes another time to move between the cores than \
             in the machine's file: virtual cores have been moved. Calibrate again"
        ));
    }
    if unknown > moved {
        let apart = unknown - moved;
        words.push(format!(
            "at {apart} of {of} points the threads of some lock hardly ever ran at once"
        ));
    }
    let most = all.iter().map(|it| it.cpus).max();
    let mut on_most = all.iter().filter(|it| Some(it.cpus) == most);
    if on_most.all(|it| it.alike.is_none()) {
        return Err(words.join("\n"));
    }
    Ok((all.iter().all(|it| it.alike != Some(false)), words))
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

    /// Beside a machine whose lines take as long as the host's.
    fn compared(host: &Rounds, model: &[f64]) -> Beside {
        Beside::of(host, &machine(320), model)
    }

    fn machine(load_remote: u64) -> Parameters {
        let machine = Parameters::shipped("i7_4core").expect("it is shipped");
        Parameters {
            load_remote: vec![load_remote],
            ..machine
        }
    }

    #[test]
    fn a_machine_that_is_not_as_it_was_measured_is_not_alike() {
        let host = rounds(&[("TicketLock", &[200; 6]), ("McsLock", &[150; 6])]);
        let moved = Beside::of(&host, &machine(72), &[1.0, 2.0]);
        assert_eq!((moved.as_measured, moved.alike), (false, None));
        let there = compared(&host, &[1.0, 2.0]);
        assert_eq!((there.as_measured, there.alike), (true, Some(true)));
    }

    #[test]
    fn a_point_is_alike_if_all_its_pairs_are() {
        let host = rounds(&[
            ("TtasLock", &[100; 6]),
            ("TicketLock", &[200; 6]),
            ("McsLock", &[150; 6]),
        ]);
        let beside = compared(&host, &[2e7, 1.1e7, 1.2e7]);
        assert_eq!(beside.alike, Some(true), "{beside:?}");
        assert_eq!(beside.pairs.len(), 3);
        assert_eq!(
            beside.locks[1].deviation.map(|it| (it * 100.0).round()),
            Some(10.0)
        );
        let beside = compared(&host, &[2e7, 1.3e7, 1.2e7]);
        assert_eq!(beside.alike, Some(false), "{beside:?}");
    }

    #[test]
    fn what_cannot_be_told_is_said_and_is_no_success_alone() {
        let ticket = ("TicketLock", &[200; 6][..]);
        let (good, apart) = (
            [ticket, ("McsLock", &[150; 6])],
            [ticket, ("McsLock", &[0; 6])],
        );
        let points = || {
            let moved = Beside::of(&rounds(&good), &machine(72), &[1.0, 2.0]);
            [compared(&rounds(&apart), &[1.0, 2.0]), moved]
        };
        let word = verdict(&points()).expect_err("nothing is known");
        assert!(word.contains("at 1 of 2 points a line takes"), "{word}");
        assert!(word.contains("at 1 of 2 points the threads"), "{word}");
        let [apart, moved] = points();
        for (model, alike) in [([1.0, 2.0], true), ([2.0, 1.0], false)] {
            let known = compared(&rounds(&good), &model);
            let (said, words) = verdict(&[known]).expect("it is known");
            assert_eq!((said, words.len()), (alike, 0));
        }
        let alone = Beside {
            cpus: 1,
            ..compared(&rounds(&good), &[1.0, 2.0])
        };
        let [of, two] = points();
        verdict(&[alone, of, two]).expect_err("nothing is known of two");
        let known = compared(&rounds(&good), &[1.0, 2.0]);
        let (alike, words) = verdict(&[known, apart, moved]).expect("one is known");
        assert!(alike && words.len() == 2, "{words:?}");
    }

    #[test]
    fn what_was_not_measured_is_not_alike() {
        let host = rounds(&[
            ("TtasLock", &[100; 6]),
            ("TicketLock", &[200; 6]),
            ("McsLock", &[0; 6]),
        ]);
        assert_eq!(compared(&host, &[3.0, 1.0, 2.0]).alike, None);
        assert_eq!(compared(&host, &[1.0, 3.0, 2.0]).alike, Some(false));
    }
}
