//! The command line of a program that draws curves.

use super::arguments::{self, Command, Wanted};
use super::contestant::Contestant;
use super::told;
use crate::choose;
use crate::table;
use latchwork_coherence::contest::{Measured, Point};
use latchwork_coherence::{Parameters, Stopped};
use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::mpsc;
use std::time::Instant;

/// Why there is nothing to print.
enum Wrong {
    /// Something is missing or misused.
    Misused(String),
    /// A lock fails.
    Failed(String),
}

/// Does what the command line says, with these locks.
///
/// The exit status is 1 if a lock lets CPUs wait for ever, and 2 if something is missing
/// or misused, or if nobody takes what the program prints.
pub fn main(locks: Vec<Contestant>) -> ExitCode {
    let done = match arguments::parse(lexopt::Parser::from_env()) {
        Err(error) => Err(Wrong::Misused(format!(
            "{error}; `--help` tells what can be said"
        ))),
        Ok(Command::Help) => say(arguments::HELP.trim_end()),
        Ok(Command::List) => list(&locks),
        Ok(Command::Measure(wanted)) => measure(&locks, &wanted),
        Ok(Command::Points) => points(&locks),
    };
    let (why, status) = match done {
        Ok(()) => return ExitCode::SUCCESS,
        Err(Wrong::Failed(why)) => (why, 1),
        Err(Wrong::Misused(why)) => (why, 2),
    };
    eprintln!("{why}");
    ExitCode::from(status)
}

fn say(text: impl std::fmt::Display) -> Result<(), Wrong> {
    use std::io::Write;
    writeln!(io::stdout().lock(), "{text}")
        .map_err(|error| Wrong::Misused(format!("cannot write to standard output: {error}")))
}

fn list(locks: &[Contestant]) -> Result<(), Wrong> {
    let locks: Vec<&str> = locks.iter().map(|it| it.name.as_str()).collect();
    let machines: Vec<&str> = Parameters::names().collect();
    say(format_args!(
        "locks: {}\nmachines: {}, or the path of a file",
        locks.join(", "),
        machines.join(", ")
    ))
}

/// The machine that is called so, or that the file of that path describes.
fn machine(name: &str) -> Result<Parameters, Wrong> {
    if let Some(machine) = Parameters::shipped(name) {
        return Ok(machine);
    }
    if name.ends_with(".toml") || Path::new(name).exists() {
        return Parameters::read(Path::new(name))
            .map_err(|wrong| Wrong::Misused(wrong.to_string()));
    }
    let near = choose::suggest(name, Parameters::names().collect());
    Err(Wrong::Misused(format!(
        "there is no machine {name:?}, and no such file{near}"
    )))
}

/// The machine of a point.
fn scaled(point: &Point) -> Result<Parameters, Wrong> {
    let machine = machine(&point.machine)?;
    let Some(scaled) = &point.scaled else {
        return Ok(machine);
    };
    let wrong = || {
        let near = choose::suggest(&scaled.key, Parameters::COSTS.into());
        Wrong::Misused(format!("there is no cost {:?}{near}", scaled.key))
    };
    machine.scaled(scaled).ok_or_else(wrong)
}

fn lock<'a>(locks: &'a [Contestant], name: &str) -> Result<&'a Contestant, Wrong> {
    let names = locks.iter().map(|it| it.name.as_str());
    let near = choose::suggest(name, names.collect());
    let mut locks = locks.iter();
    let found = locks.find(|it| it.name == name);
    found.ok_or_else(|| {
        Wrong::Misused(format!(
            "there is no lock {name:?}{near}; `list` names them all"
        ))
    })
}

/// Measures what is wanted, and prints a table.
fn measure(locks: &[Contestant], wanted: &Wanted) -> Result<(), Wrong> {
    let machine = machine(&wanted.machine)?;
    let cpus = match &wanted.cpus[..] {
        [] => doubling(machine.cpus()),
        named => named.to_vec(),
    };
    let names: Vec<String> = match &wanted.locks[..] {
        [] => locks.iter().map(|it| it.name.clone()).collect(),
        named => named.to_vec(),
    };
    let mut all = Vec::new();
    for &critical_section in &wanted.critical_sections {
        for &outside in &wanted.outside {
            for &cpus in &cpus {
                for lock in &names {
                    all.push(Point {
                        machine: wanted.machine.clone(),
                        scaled: None,
                        lock: lock.clone(),
                        cpus,
                        critical_section,
                        lines: wanted.lines,
                        outside,
                        spread: wanted.spread,
                        placement: wanted.placement,
                        acquisitions: wanted.acquisitions,
                        warm_up: warm_up(cpus),
                        seed: wanted.seed,
                    });
                }
            }
        }
    }
    let begun = Instant::now();
    let mut measured = Vec::new();
    each(locks, &all, |it| {
        match wanted.json {
            true => say_json(&it)?,
            false => measured.push(it),
        }
        Ok(())
    })?;
    if wanted.json {
        return Ok(());
    }
    say(told::table(&measured).plain(table::room()))?;
    let accesses: u64 = measured.iter().map(|it| it.accesses).sum();
    let seconds = begun.elapsed().as_secs_f64();
    say(format_args!(
        "{}: {} points, seed {}; cycles of a clock of {} GHz; {accesses} simulated accesses in \
         {seconds:.1} s, {:.0} M/s",
        wanted.machine,
        measured.len(),
        wanted.seed,
        machine.clock,
        accesses as f64 / seconds / 1e6,
    ))
}

/// Two rounds of all CPUs.
fn warm_up(cpus: usize) -> usize {
    2 * cpus
}

/// 1, 2, 4, … and the most.
fn doubling(most: usize) -> Vec<usize> {
    let powers = std::iter::successors(Some(1), |it| Some(it * 2));
    let mut sizes: Vec<usize> = powers.take_while(|&it| it < most).collect();
    sizes.push(most);
    sizes
}

fn say_json(value: &impl serde::Serialize) -> Result<(), Wrong> {
    say(serde_json::to_string(value).expect("it has only JSON's types"))
}

/// Reads points, and prints what they measure.
fn points(locks: &[Contestant]) -> Result<(), Wrong> {
    let mut all = Vec::new();
    for (number, line) in io::stdin().lines().enumerate() {
        let line = line.map_err(|error| Wrong::Misused(format!("cannot read: {error}")))?;
        let point = point(&line);
        all.push(point.map_err(|why| Wrong::Misused(format!("line {}: {why}", number + 1)))?);
    }
    each(locks, &all, |it| say_json(&it))
}

/// The point that a line describes, or what is wrong with it.
fn point(line: &str) -> Result<Point, String> {
    let point: Point = serde_json::from_str(line).map_err(|error| error.to_string())?;
    match point.mistake() {
        Some(mistake) => Err(mistake),
        None => Ok(point),
    }
}

/// What there is to do at a point.
struct Task<'a> {
    lock: &'a Contestant,
    machine: Parameters,
    point: &'a Point,
}

/// Measures each of `points` on as many threads as this host has, and hands them to
/// `done` in their order.
fn each(
    locks: &[Contestant],
    points: &[Point],
    mut done: impl FnMut(Measured) -> Result<(), Wrong>,
) -> Result<(), Wrong> {
    let mut tasks = Vec::new();
    for point in points {
        if let Some(mistake) = point.mistake() {
            return Err(Wrong::Misused(mistake));
        }
        let (lock, machine) = (lock(locks, &point.lock)?, scaled(point)?);
        if !(1..=machine.cpus()).contains(&point.cpus) {
            return Err(Wrong::Misused(format!(
                "{} has 1 to {} CPUs, not {}",
                point.machine,
                machine.cpus(),
                point.cpus
            )));
        }
        tasks.push(Task {
            lock,
            machine,
            point,
        });
    }
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let (tasks, next, sender) = (&tasks, &next, sender.clone());
            scope.spawn(move || {
                loop {
                    // Relaxed: each number is taken once.
                    let index = next.fetch_add(1, Relaxed);
                    let Some(task) = tasks.get(index) else { break };
                    let measured = task.lock.measure(&task.machine, task.point);
                    if sender.send((index, measured)).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        in_order(&tasks, receiver, &mut done)
    })
}

/// Hands what arrives to `done` in the order of `tasks`. After an error nothing arrives any
/// more: who measures stops.
fn in_order(
    tasks: &[Task<'_>],
    arriving: mpsc::Receiver<(usize, Result<Measured, Stopped>)>,
    done: &mut impl FnMut(Measured) -> Result<(), Wrong>,
) -> Result<(), Wrong> {
    let mut early = BTreeMap::new();
    let mut expected = 0;
    for (index, measured) in arriving {
        early.insert(index, measured);
        while let Some(measured) = early.remove(&expected) {
            let point = tasks[expected].point;
            done(measured.map_err(|stopped| {
                Wrong::Failed(format!("{} on {} CPUs: {stopped}", point.lock, point.cpus))
            })?)?;
            expected += 1;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use latchwork_lock::TicketLock;

    #[test]
    fn a_line_is_a_point_that_can_be_measured() {
        let right = Point::new("i7_4core", "TicketLock", 2);
        let json = |point: &Point| serde_json::to_string(point).expect("it has only JSON's types");
        assert_eq!(point(&json(&right)), Ok(right.clone()));
        let acquisitions = 1;
        let wrong = json(&Point {
            acquisitions,
            ..right
        });
        let said = point(&wrong).expect_err("it has a mistake");
        assert!(said.starts_with("acquisitions is 1: "), "{said}");
        assert!(point("{}").is_err());
    }

    #[test]
    fn after_an_error_nobody_goes_on_measuring() {
        let lock = Contestant::new::<TicketLock>("TicketLock");
        let point = Point::new("i7_4core", "TicketLock", 2);
        let task = Task {
            lock: &lock,
            machine: Parameters::shipped("i7_4core").expect("it is shipped"),
            point: &point,
        };
        let (sender, receiver) = mpsc::channel();
        let failed = |index| (index, Err(Stopped::TooLong(1)));
        sender.send(failed(0)).expect("somebody listens");
        let handed = in_order(&[task], receiver, &mut |_| Ok(()));
        assert!(matches!(handed, Err(Wrong::Failed(_))));
        sender.send(failed(1)).expect_err("nobody listens");
    }
}
