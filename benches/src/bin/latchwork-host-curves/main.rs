//! The curves of the locks on this machine's own cores.

mod beside;
mod calibrate;
mod clock;
mod contestant;
mod cores;
mod figures;
mod measured;
mod model;
mod points;
mod quartiles;
mod rounds;
mod window;

use beside::Beside;
use calibrate::Calibration;
use clock::Clock;
use core_affinity::CoreId;
use latchwork_coherence::Parameters;
use latchwork_coherence::contest::Point;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

/// What the program says of itself.
const HELP: &str = "\
Draws the curves of locks on this machine's own cores.

Usage: latchwork-host-curves list
       latchwork-host-curves host
       latchwork-host-curves points
       latchwork-host-curves calibrate FILE
       latchwork-host-curves beside FILE PROGRAM

Commands:
  list    Print the locks, and how many cores there are
  host    Measure the locks on 1 to all cores, and print what is measured as JSON, a line
          for each lock at each point
  points  Read a point of a curve as JSON from each line of standard input, and print what
          it measures as JSON, in their order. Points that follow each other and differ in
          the lock alone are measured together, interleaved. The machine, the placement and
          the number of acquisitions are the model's; here they mean nothing
  calibrate FILE
          Measure what an access costs on this machine, write that to FILE as a machine of
          the simulation, and print what was measured as JSON
  beside FILE PROGRAM
          Measure the locks on one core and on two, have PROGRAM, which simulates, measure
          the same points on the machine of FILE, and print both as JSON, a line for each
          point: throughputs, ratios, and whether both rank the locks alike. They do if the
          host does not tell two locks apart, its quartiles being on both sides of 1, or if
          both have the same one ahead

What is left out is said on standard error.

Exit status: 0 all was measured, 1 the model ranks locks otherwise than the host, 2 something is missing or misused.
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let cores = cores::cores;
    let done = match words[..] {
        [] | ["-h" | "--help"] => say(HELP.trim_end()),
        ["list"] => cores().and_then(|cores| list(&cores)),
        ["host"] => cores().and_then(|cores| host(points::usual(cores.len()), &cores)),
        ["points"] => points::read(io::stdin().lock()).and_then(|points| host(points, &cores()?)),
        ["calibrate", file] => cores().and_then(|cores| calibrate(&cores, Path::new(file))),
        ["beside", file, program] => {
            match cores().and_then(|cores| beside(&cores, file, Path::new(program))) {
                Ok(true) => Ok(()),
                Ok(false) => return ExitCode::FAILURE,
                Err(why) => Err(why),
            }
        }
        _ => Err(format!(
            "{:?} is no command; `--help` tells what can be said",
            words.join(" ")
        )),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::from(2)
        }
    }
}

fn say(text: impl std::fmt::Display) -> Result<(), String> {
    writeln!(io::stdout().lock(), "{text}")
        .map_err(|error| format!("cannot write to standard output: {error}"))
}

fn say_json(value: &impl serde::Serialize) -> Result<(), String> {
    say(serde_json::to_string(value).expect("it has JSON's types"))
}

fn list(cores: &[CoreId]) -> Result<(), String> {
    let locks: Vec<_> = contestant::all().iter().map(|it| it.name).collect();
    say(format_args!(
        "locks: {}\ncores: {}",
        locks.join(", "),
        cores.len()
    ))
}

/// Measures the costs of this machine, and writes them to `file`.
fn calibrate(cores: &[CoreId], file: &Path) -> Result<(), String> {
    let measured = Calibration::measure(cores)?;
    let text = calibrate::file::text(&measured)?;
    fs::write(file, text).map_err(|error| format!("cannot write {}: {error}", file.display()))?;
    say_json(&measured)
}

/// Measures `points`, and prints what comes of it.
fn host(points: Vec<Point>, cores: &[CoreId]) -> Result<(), String> {
    if cores.len() == 1 {
        eprintln!("This machine has one core: nobody contends on it");
    }
    points::measure(points, cores, &Clock::measure(), |rounds| {
        let mut each = rounds.measured().into_iter();
        each.try_for_each(|it| say_json(&it))
    })
}

/// Holds the machine of `file`, which `program` simulates, against this one; whether both
/// rank the locks alike.
fn beside(cores: &[CoreId], file: &str, program: &Path) -> Result<bool, String> {
    let machine = Parameters::read(Path::new(file)).map_err(|wrong| wrong.to_string())?;
    let points = points::compared(cores.len());
    let on_machine = |point: &Point| Point {
        machine: file.to_owned(),
        ..point.clone()
    };
    let on_machine: Vec<Point> = points.iter().map(on_machine).collect();
    let modelled = model::measure(program, &on_machine)?;
    let mut modelled = modelled.iter().map(|it| it.throughput);
    let mut all = Vec::new();
    points::measure(points, cores, &Clock::measure(), |rounds| {
        let modelled: Vec<f64> = modelled.by_ref().take(rounds.points.len()).collect();
        let beside = Beside::of(&rounds, &machine, &modelled);
        say_json(&beside)?;
        all.push(beside);
        Ok(())
    })?;
    let (alike, unknown) = beside::verdict(&all)?;
    unknown.iter().for_each(|word| eprintln!("{word}"));
    Ok(alike)
}
