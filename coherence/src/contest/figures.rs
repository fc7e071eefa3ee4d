//! What the acquisitions of a contest come to.

use super::point::{Measured, PerAcquisition, Point};
use crate::machine::Counts;
use crate::parameters::Parameters;

/// One acquisition: the clock of its CPU at the call of `lock`, and at its return.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Acquisition {
    pub(super) cpu: usize,
    pub(super) called: u64,
    pub(super) acquired: u64,
}

/// What had been counted when the window began, and when it ended.
#[derive(Clone, Debug, Default)]
pub(super) struct Window {
    pub(super) before: Counts,
    pub(super) after: Counts,
}

/// By how much the two halves of a window that has settled may differ.
const UNSETTLED: f64 = 0.05;

pub(super) fn of(
    machine: &Parameters,
    point: &Point,
    all: Vec<Acquisition>,
    window: Window,
) -> Measured {
    let end = point.warm_up + point.acquisitions;
    // From the acquisition that begins the window to the one that ends it.
    let counted = &all[point.warm_up..=end];
    let cycles = pace(counted);
    let halves = counted.split_at(counted.len() / 2);
    let (first, second) = (pace(halves.0), pace(halves.1));
    let inside = &counted[..counted.len() - 1];
    let mut waits: Vec<u64> = inside.iter().map(|it| it.acquired - it.called).collect();
    waits.sort_unstable();
    let counts = window.after - &window.before;
    Measured {
        throughput: machine.clock * 1e9 / cycles,
        cycles,
        jain: jain(inside, point.cpus),
        p50: quantile(&waits, 500),
        p99: quantile(&waits, 990),
        p999: quantile(&waits, 999),
        longest: waits.last().copied().unwrap_or(0),
        bypass: bypass(&all, point.warm_up, end),
        transfers: per_acquisition(&counts, inside.len()),
        hand_offs: hand_offs(machine, point, counted),
        settled: (first - second).abs() <= UNSETTLED * cycles,
        accesses: counts.accesses,
        point: point.clone(),
    }
}

/// Cycles from one of them to the next.
fn pace(some: &[Acquisition]) -> f64 {
    match some {
        [first, .., last] => (last.acquired - first.acquired) as f64 / (some.len() - 1) as f64,
        _ => f64::NAN,
    }
}

/// The wait that so many of 1,000 do not exceed.
fn quantile(waits: &[u64], of_1000: usize) -> u64 {
    let rank = (waits.len() * of_1000).div_ceil(1000);
    waits.get(rank.saturating_sub(1)).copied().unwrap_or(0)
}

/// Jain's index of how many each CPU has.
fn jain(some: &[Acquisition], cpus: usize) -> f64 {
    let mut each = vec![0_u64; cpus];
    for it in some {
        each[it.cpu] += 1;
    }
    let sum: u64 = each.iter().sum();
    let squares: u64 = each.iter().map(|it| it * it).sum();
    (sum * sum) as f64 / (cpus as u64 * squares) as f64
}

/// The most that acquired between the call and the return of one in the window.
fn bypass(all: &[Acquisition], begin: usize, end: usize) -> usize {
    let window = all.iter().enumerate().take(end).skip(begin);
    let passed = window.map(|(index, it)| {
        index - all[..index].partition_point(|before| before.acquired <= it.called)
    });
    passed.max().unwrap_or(0)
}

fn per_acquisition(counts: &Counts, acquisitions: usize) -> PerAcquisition {
    let each = |count: u64| count as f64 / acquisitions as f64;
    let it = &counts.watched;
    PerAcquisition {
        reads: each(it.reads),
        writes: each(it.writes),
        upgrades: each(it.upgrades),
        invalidations: each(it.invalidations),
    }
}

/// How many hand-offs to another CPU went how far.
fn hand_offs(machine: &Parameters, point: &Point, some: &[Acquisition]) -> Vec<usize> {
    let mut by_level = vec![0; machine.levels.len()];
    for pair in some.windows(2) {
        let [from, to] = [pair[0].cpu, pair[1].cpu].map(|cpu| machine.place(point.placement, cpu));
        if from != to {
            by_level[machine.level(from, to)] += 1;
        }
    }
    by_level
}

#[cfg(test)]
mod tests {
    use super::*;

    fn acquisition(cpu: usize, called: u64, acquired: u64) -> Acquisition {
        Acquisition {
            cpu,
            called,
            acquired,
        }
    }

    #[test]
    fn figures_are_what_they_are_called() {
        let all = [
            acquisition(0, 0, 10),
            acquisition(1, 5, 30),
            acquisition(0, 20, 50),
            acquisition(2, 8, 70),
        ];
        assert_eq!(pace(&all), 20.0);
        assert_eq!(jain(&all, 3), 16.0 / 18.0);
        assert_eq!(jain(&all[..1], 3), 1.0 / 3.0);
        // CPU 2 called at 8, before any had acquired.
        assert_eq!(bypass(&all, 0, 4), 3);
        assert_eq!(bypass(&all, 0, 3), 1);
        let waits: Vec<u64> = (1..=1000).collect();
        assert_eq!(
            [500, 990, 999].map(|it| quantile(&waits, it)),
            [500, 990, 999]
        );
        assert_eq!(quantile(&[7], 999), 7);
    }
}
