//! Whether curves that are drawn twice are alike, byte for byte.

use latchwork_coherence::Parameters;
use latchwork_coherence::contest::Point;
use latchwork_kernel_lib::selftest::LOCKS;

use super::program::Program;
use crate::ground::results;
use crate::ground::screen::Screen;
use crate::ground::stop::Stop;
use crate::ground::workspace::Workspace;

/// CPUs of the largest point: more than two nodes of any machine have.
const MOST: usize = 17;

/// Acquisitions of a point.
const ACQUISITIONS: usize = 500;

/// Measures some points of every lock and every machine twice; how many, or where the
/// bytes differ.
pub(crate) fn check(screen: &Screen, workspace: &Workspace) -> Result<Result<usize, String>, Stop> {
    let program = Program::build(screen, workspace)?;
    let points = points();
    let bytes = || Ok::<_, Stop>(results::json(&program.measure(screen, &points)?));
    Ok(match difference(&bytes()?, &bytes()?) {
        None => Ok(points.len()),
        Some(difference) => Err(difference),
    })
}

fn points() -> Vec<Point> {
    let mut points = Vec::new();
    for name in Parameters::names() {
        let has = Parameters::shipped(name).map_or(0, |it| it.cpus());
        for lock in LOCKS {
            points.extend([2, has.min(MOST)].map(|cpus| Point {
                critical_section: 100,
                lines: 1,
                outside: 500,
                acquisitions: ACQUISITIONS,
                ..Point::new(name, lock, cpus)
            }));
        }
    }
    points
}

/// The first line that differs.
fn difference(first: &str, second: &str) -> Option<String> {
    let number = (1..).zip(first.lines().zip(second.lines()));
    let mut lines = number.filter(|(_, (first, second))| first != second);
    let told = lines.next().map(|(number, (first, second))| {
        format!("the same points measured twice differ in line {number}: {first} and {second}")
    });
    told.or_else(|| {
        (first != second).then(|| "the same points measured twice are not as many".to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_difference_is_seen() {
        assert_eq!(difference("a\nb", "a\nb"), None);
        let other = difference("a\nb\nc", "a\nB\nc").expect("they differ");
        assert!(other.ends_with("line 2: b and B"), "{other}");
        assert!(difference("a\nb", "a\nb\nc").is_some());
        assert!(difference("a\n", "a").is_some());
    }

    #[test]
    fn every_lock_and_every_machine_is_measured_twice() {
        let points = points();
        assert_eq!(points.len(), 2 * LOCKS.len() * Parameters::names().count());
        assert!(points.iter().any(|it| it.cpus == MOST));
    }
}
