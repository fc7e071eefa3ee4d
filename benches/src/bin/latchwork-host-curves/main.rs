//! The curves of the locks on this machine's own cores.

mod calibrate;
mod clock;
mod contestant;
mod cores;
mod figures;
mod measured;
mod points;
mod quartiles;
mod rounds;
mod window;

use calibrate::Calibration;
use clock::Clock;
use core_affinity::CoreId;
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

What is left out is said on standard error.

Exit status: 0 all was measured, 2 something is missing or misused.
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words[..] {
        [] | ["-h" | "--help"] => say(HELP.trim_end()),
        ["list"] => list(),
        ["host"] => cores::cores().and_then(|cores| host(points::usual(cores.len()), &cores)),
        ["points"] => {
            points::read(io::stdin().lock()).and_then(|points| host(points, &cores::cores()?))
        }
        ["calibrate", file] => cores::cores().and_then(|cores| calibrate(&cores, Path::new(file))),
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

fn list() -> Result<(), String> {
    let locks: Vec<_> = contestant::all().iter().map(|it| it.name).collect();
    let cores = cores::cores()?.len();
    say(format_args!("locks: {}\ncores: {cores}", locks.join(", ")))
}

/// Measures the costs of this machine, and writes them to `file`.
fn calibrate(cores: &[CoreId], file: &Path) -> Result<(), String> {
    let measured = Calibration::measure(cores)?;
    let text = calibrate::file::text(&measured)?;
    fs::write(file, text).map_err(|error| format!("cannot write {}: {error}", file.display()))?;
    say(serde_json::to_string(&measured).expect("it has JSON's types"))
}

/// Measures `points`, and prints what comes of it.
fn host(points: Vec<Point>, cores: &[CoreId]) -> Result<(), String> {
    if cores.len() == 1 {
        eprintln!("This machine has one core: nobody contends on it");
    }
    points::measure(points, cores, &Clock::measure(), |rounds| {
        let mut each = rounds.measured().into_iter();
        each.try_for_each(|it| say(serde_json::to_string(&it).expect("it has JSON's types")))
    })
}
