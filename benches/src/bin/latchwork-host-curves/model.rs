//! The program that simulates.

use latchwork_coherence::contest::{Measured, Point};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

/// What `program` says that each of `points` measures, in their order.
///
/// # Errors
///
/// If it cannot be run, or says something else.
pub(crate) fn measure(program: &Path, points: &[Point]) -> Result<Vec<Measured>, String> {
    let name = program.display();
    let cannot = |error: std::io::Error| format!("cannot run {name}: {error}");
    let mut child = Command::new(program)
        .arg("points")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(cannot)?;
    let text: String = points.iter().map(line).collect();
    let mut input = child.stdin.take().expect("it is a pipe");
    // It may answer before it has read all.
    let writer = thread::spawn(move || input.write_all(text.as_bytes()));
    let output = child.wait_with_output().map_err(cannot)?;
    // If it stopped reading it has ended, and its status says why.
    let _ = writer.join().expect("the thread does not panic");
    if !output.status.success() {
        return Err(format!("{name} ended with {}", output.status));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let read: Result<Vec<Measured>, _> = text.lines().map(serde_json::from_str).collect();
    let measured = read.map_err(|error| format!("{name} printed no points: {error}"))?;
    match measured.len() == points.len() {
        true => Ok(measured),
        false => Err(format!(
            "{name} printed {} of {} points",
            measured.len(),
            points.len()
        )),
    }
}

fn line(point: &Point) -> String {
    serde_json::to_string(point).expect("it has JSON's types") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_is_not_there_or_simulates_nothing_is_named() {
        let points = [Point::new("this-host", "McsLock", 1)];
        let wrong = |program: &str| measure(Path::new(program), &points).expect_err("it is wrong");
        let word = wrong("/no/such/program");
        assert!(word.starts_with("cannot run /no/such/program: "), "{word}");
        if cfg!(unix) {
            assert!(wrong("false").starts_with("false ended with "));
            assert_eq!(wrong("true"), "true printed 0 of 1 points");
            let word = wrong("echo");
            assert!(word.starts_with("echo printed no points: "), "{word}");
        }
    }
}
