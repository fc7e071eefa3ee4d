//! What the acquisitions of a window come to, and whether its threads ran at once.

use latchwork_benches::stats;
use latchwork_coherence::contest::Point;

/// One acquisition: the clock at the call of `lock`, and at its return.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Acquisition {
    pub(crate) called: u64,
    pub(crate) acquired: u64,
}

impl Acquisition {
    /// Not made yet.
    pub(crate) const NONE: Self = Self {
        called: u64::MAX,
        acquired: u64::MAX,
    };
}

/// What a thread did in a window.
#[derive(Clone, Debug)]
pub(crate) struct Ran {
    /// The clock when it began.
    pub(crate) begun: u64,
    /// The clock when it ended.
    pub(crate) ended: u64,
    /// Cycles for which the system kept it waiting for its core; nothing, if that does not
    /// say.
    pub(crate) kept_waiting: Option<u64>,
    pub(crate) acquisitions: Vec<Acquisition>,
}

/// The figures of a window.
#[derive(Clone, Debug)]
pub(crate) struct Figures {
    /// The share of the window in which all threads ran.
    pub(crate) overlap: f64,
    /// Whether the system has said that they did.
    pub(crate) told: bool,
    /// From one acquisition to the next, of any thread.
    pub(crate) cycles: f64,
    /// Jain's index of the threads' acquisitions.
    pub(crate) jain: f64,
    /// The share of acquisitions by another thread than the one before.
    pub(crate) handed_over: f64,
    /// The cycles from each call of `lock` to its return.
    pub(crate) waits: Vec<u64>,
}

/// The share of a window in which all threads must have run.
const OVERLAP: f64 = 0.9;

/// A step that takes so many times as long as its average has been interrupted: of
/// exponential times less than one in 10¹³ is so long.
const INTERRUPTED: u64 = 30;

/// What a lock and a line may take at most, on average, in cycles.
const TRANSFERS: u64 = 2000;

impl Figures {
    /// What `ran` comes to, in the time that all threads had in common; nothing, if they
    /// had none.
    pub(crate) fn of(ran: &[Ran], point: &Point) -> Option<Self> {
        let begun = ran.iter().map(|it| it.begun);
        let ended = ran.iter().map(|it| it.ended);
        let whole = ended.clone().max()? - begun.clone().min()?;
        let common = begun.max()?..ended.min()?;
        let mut all: Vec<(usize, Acquisition)> = Vec::new();
        for (cpu, it) in ran.iter().enumerate() {
            let inside = it.acquisitions.iter();
            let inside = inside.filter(|it| common.contains(&it.acquired));
            all.extend(inside.map(|&it| (cpu, it)));
        }
        all.sort_unstable_by_key(|(_, it)| it.acquired);
        let [(_, first), .., (_, last)] = all[..] else {
            return None;
        };
        let pairs = all.len() - 1;
        let other = all.windows(2).filter(|pair| pair[0].0 != pair[1].0).count();
        let shares: Vec<u64> = (0..ran.len())
            .map(|cpu| all.iter().filter(|it| it.0 == cpu).count() as u64)
            .collect();
        let had = (common.end - common.start).saturating_sub(lost(ran, &all, point));
        Some(Self {
            overlap: had as f64 / whole as f64,
            told: ran.iter().all(|it| it.kept_waiting.is_some()),
            cycles: (last.acquired - first.acquired) as f64 / pairs as f64,
            jain: stats::jain(&shares),
            handed_over: other as f64 / pairs as f64,
            waits: all.iter().map(|(_, it)| it.acquired - it.called).collect(),
        })
    }

    /// Whether all threads ran at once: else the window shows what the system did, and not
    /// what the lock did. Where the system does not say so, the lock must have been handed
    /// over; where it does, one thread may have kept an unfair lock from the others.
    pub(crate) fn is_overlapped(&self, cpus: usize) -> bool {
        self.overlap >= OVERLAP && (cpus == 1 || self.told || self.handed_over > 0.0)
    }
}

/// Cycles in which somebody did not run: the system says so, or nobody acquired, or a
/// thread was between two acquisitions, for longer than that can take.
fn lost(ran: &[Ran], all: &[(usize, Acquisition)], point: &Point) -> u64 {
    let transfers = TRANSFERS * (1 + point.lines as u64);
    let most = INTERRUPTED * (point.critical_section + point.outside + transfers);
    let longer = |it: u64| if it > most { it } else { 0 };
    let told: u64 = ran.iter().filter_map(|it| it.kept_waiting).sum();
    let still = all.windows(2).map(|it| it[1].1.acquired - it[0].1.acquired);
    let away = ran.iter().flat_map(|it| it.acquisitions.windows(2));
    let away = away.map(|it| it[1].called - it[0].acquired);
    told + still.chain(away).map(longer).sum::<u64>()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Threads that acquire in turn, every 100 cycles, each after a wait of 40.
    pub(crate) fn in_turn(cpus: u64, acquisitions: u64) -> Vec<Ran> {
        let thread = |cpu| Ran {
            begun: cpu,
            ended: 100 * acquisitions - cpu,
            kept_waiting: Some(0),
            acquisitions: (0..acquisitions)
                .filter(|it| it % cpus == cpu)
                .map(|it| Acquisition {
                    called: 100 * it + 10,
                    acquired: 100 * it + 50,
                })
                .collect(),
        };
        (0..cpus).map(thread).collect()
    }

    fn of(ran: &[Ran]) -> Figures {
        Figures::of(ran, &Point::new("host", "any", ran.len())).expect("they ran at once")
    }

    #[test]
    fn figures_are_what_they_are_called() {
        let figures = of(&in_turn(2, 1000));
        assert_eq!((figures.cycles, figures.jain), (100.0, 1.0));
        assert_eq!(figures.handed_over, 1.0);
        assert_eq!(figures.waits, [40; 1000]);
        assert!(figures.is_overlapped(2), "{figures:?}");
    }

    #[test]
    fn one_after_the_other_is_no_overlap() {
        let mut ran = in_turn(2, 1000);
        for it in &mut ran[1].acquisitions {
            it.called += 100_000;
            it.acquired += 100_000;
        }
        (ran[1].begun, ran[1].ended) = (100_000, 200_000);
        let figures = Figures::of(&ran, &Point::new("host", "any", 2));
        assert!(figures.is_none_or(|it| !it.is_overlapped(2)));
    }

    #[test]
    fn a_thread_that_the_system_kept_waiting_is_no_overlap() {
        let mut ran = in_turn(2, 1000);
        ran[0].kept_waiting = Some(50_000);
        assert!(!of(&ran).is_overlapped(2));
    }

    #[test]
    fn a_thread_that_was_away_is_no_overlap() {
        // The lock stands still.
        let mut ran = in_turn(2, 4000);
        for it in &mut ran {
            it.ended += 200_000;
            for it in it.acquisitions.iter_mut().filter(|it| it.called > 100_000) {
                it.called += 200_000;
                it.acquired += 200_000;
            }
        }
        assert!(!of(&ran).is_overlapped(2));
        // One goes on without the other.
        let mut ran = in_turn(2, 4000);
        let away = |it: &Acquisition| !(100_000..300_000).contains(&it.called);
        ran[1].acquisitions.retain(away);
        assert!(!of(&ran).is_overlapped(2));
    }

    #[test]
    fn one_that_never_handed_over_is_no_overlap_unless_alone_or_the_system_says_so() {
        let mut ran = in_turn(1, 1000);
        assert!(of(&ran).is_overlapped(1));
        ran.push(Ran {
            acquisitions: Vec::new(),
            ..ran[0].clone()
        });
        let figures = of(&ran);
        assert_eq!((figures.jain, figures.handed_over), (0.5, 0.0));
        assert!(figures.is_overlapped(2));
        ran[1].kept_waiting = None;
        assert!(!of(&ran).is_overlapped(2));
        ran.truncate(1);
        ran[0].kept_waiting = None;
        assert!(of(&ran).is_overlapped(1));
    }
}
