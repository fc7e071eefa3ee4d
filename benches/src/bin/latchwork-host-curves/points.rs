//! The points that are measured: given, or the usual ones.

use crate::clock::Clock;
use crate::contestant::{self, Contestant};
use crate::measured::Rounds;
use crate::rounds;
use core_affinity::CoreId;
use latchwork_coherence::contest::Point;
use std::io::BufRead;

/// The cycles inside of the usual points.
const CRITICAL_SECTIONS: [u64; 5] = [0, 100, 400, 1600, 25_600];

/// The cycles outside of the usual points.
const OUTSIDE: [u64; 2] = [50, 2000];

/// The usual points: every lock on 1 to all cores.
pub(crate) fn usual(cores: usize) -> Vec<Point> {
    grid(1..=cores, &CRITICAL_SECTIONS, &OUTSIDE)
}

/// The points at which the model is held against the host: on one core and on two, with
/// time outside. With nothing outside two CPUs have two ways to go on, and which one they
/// take is chance.
pub(crate) fn compared(cores: usize) -> Vec<Point> {
    grid(1..=cores.min(2), &[0, 100, 400, 1600], &[500, 2000])
}

/// Every lock on so many cores, with so many cycles inside and outside.
pub(crate) fn grid(
    cpus: impl IntoIterator<Item = usize>,
    critical_sections: &[u64],
    outside: &[u64],
) -> Vec<Point> {
    let mut all = Vec::new();
    for cpus in cpus {
        for &critical_section in critical_sections {
            for &outside in outside {
                all.extend(contestant::all().iter().map(|it| Point {
                    critical_section,
                    lines: 1,
                    outside,
                    ..Point::new("this-host", it.name, cpus)
                }));
            }
        }
    }
    all
}

/// A point from each line of `input`.
///
/// # Errors
///
/// If a line is no point.
pub(crate) fn read(input: impl BufRead) -> Result<Vec<Point>, String> {
    let point = |(number, line): (usize, std::io::Result<String>)| {
        let line = line.map_err(|error| format!("cannot read: {error}"))?;
        serde_json::from_str(&line).map_err(|error| format!("line {}: {error}", number + 1))
    };
    input.lines().enumerate().map(point).collect()
}

/// The points that are measured together: those that follow each other and differ in the
/// lock alone.
type Group = Vec<(Contestant, Point)>;

/// What can be measured of `points` on so many cores, and a word on each number of CPUs
/// that cannot.
///
/// # Errors
///
/// If there is no such lock, or nobody to contend.
pub(crate) fn groups(
    points: Vec<Point>,
    cores: usize,
) -> Result<(Vec<Group>, Vec<String>), String> {
    let (mut groups, mut left_out) = (Vec::<Group>::new(), Vec::new());
    let all = contestant::all();
    for point in points {
        let Some(&lock) = all.iter().find(|it| it.name == point.lock) else {
            let names: Vec<_> = all.iter().map(|it| it.name).collect();
            let names = names.join(", ");
            return Err(format!(
                "there is no lock {:?}; there are {names}",
                point.lock
            ));
        };
        if point.cpus == 0 {
            return Err("0 CPUs: at least one contends".to_owned());
        }
        if point.cpus > cores {
            let word = format!(
                "left out: {} CPUs. This machine has {cores}, and a queue stands still while \
                 the next in it has no core",
                point.cpus
            );
            if !left_out.contains(&word) {
                left_out.push(word);
            }
            continue;
        }
        let same = |group: &Group| {
            let lock = point.lock.clone();
            group.iter().all(|it| it.1.lock != lock)
                && Point {
                    lock,
                    ..group[0].1.clone()
                } == point
        };
        match groups.last_mut().filter(|it| same(it)) {
            Some(group) => group.push((lock, point)),
            None => groups.push(vec![(lock, point)]),
        }
    }
    Ok((groups, left_out))
}

/// Measures `points`, and hands what comes of each group to `done`. What is left out it
/// says on standard error.
///
/// # Errors
///
/// If there is no such lock, or `done` fails.
pub(crate) fn measure(
    points: Vec<Point>,
    cores: &[CoreId],
    clock: &Clock,
    mut done: impl FnMut(Rounds) -> Result<(), String>,
) -> Result<(), String> {
    let (groups, left_out) = groups(points, cores.len())?;
    for word in left_out {
        eprintln!("{word}");
    }
    for group in groups {
        done(rounds::run(&group, cores, clock))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_that_differ_in_the_lock_are_measured_together() {
        let usual = usual(2);
        let locks = contestant::all().len();
        let (groups, left_out) = groups(usual.clone(), 2).expect("they are right");
        assert!(left_out.is_empty());
        assert_eq!(groups.len() * locks, usual.len());
        assert!(groups.iter().all(|it| it.len() == locks));
        // A lock that comes again is another group.
        let twice = [&usual[..1], &usual[..1]].concat();
        assert_eq!(super::groups(twice, 2).expect("they are right").0.len(), 2);
    }

    #[test]
    fn more_cpus_than_cores_are_left_out_with_a_word() {
        let (groups, left_out) = groups(usual(3), 2).expect("they are right");
        assert!(groups.iter().flatten().all(|it| it.1.cpus <= 2));
        let [word] = &left_out[..] else {
            panic!("{left_out:?}")
        };
        assert!(
            word.starts_with("left out: 3 CPUs. This machine has 2"),
            "{word}"
        );
    }

    #[test]
    fn what_is_no_point_is_named() {
        let wrong = |point| groups(vec![point], 2).expect_err("it is wrong");
        let word = wrong(Point::new("host", "FastLock", 1));
        assert!(
            word.contains("no lock \"FastLock\"; there are TtasLock,"),
            "{word}"
        );
        assert!(wrong(Point::new("host", "McsLock", 0)).contains("at least one"));
        let text = serde_json::to_string(&usual(1)[0]).expect("it is JSON");
        let points = read(format!("{text}\n{text}\n").as_bytes()).expect("they are right");
        assert_eq!(points, [usual(1)[0].clone(), usual(1)[0].clone()]);
        let word = read(format!("{text}\n{{}}\n").as_bytes()).expect_err("it is wrong");
        assert!(word.starts_with("line 2: missing field"), "{word}");
    }
}
