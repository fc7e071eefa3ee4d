//! The counterexample of every control of a checker program, as people see it,
//! beside what it was before.

use latchwork_suite::counterexample::Counterexample;
use latchwork_suite::render::{svg, table};
use latchwork_suite::report::{Description, Message, Row, Verdict};
use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

/// What cargo says as it runs a test. What it said when the test was built is outdated
/// once the checkout is copied or moved.
pub(crate) fn said(variable: &str) -> String {
    env::var(variable).unwrap_or_else(|_| panic!("cargo sets {variable} for tests"))
}

/// The checker program of the package whose test this is.
pub(crate) fn program() -> String {
    said(&format!("CARGO_BIN_EXE_{}", said("CARGO_PKG_NAME")))
}

/// Runs every control of the package's checker program, and compares its counterexample
/// with the snapshots in its `tests/snapshots`.
///
/// The last line it prints says how many there were, so that whoever runs it can
/// tell that it was not built without its checker.
pub fn controls() {
    let (program, package) = (&program(), said("CARGO_MANIFEST_DIR"));
    let package = Path::new(&package);
    let root = package.parent().expect("a package lies in the workspace");
    let snapshots = package.join("tests/snapshots");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(&snapshots);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);

    let listed: Vec<Description> =
        serde_json::from_str(&stdout(program, &["list", "--json"])).expect("`list` prints checks");
    let controls = listed.iter().filter(|it| it.expected == Verdict::Fail);
    let mut names = BTreeSet::new();
    let mut compared = 0;
    for control in controls {
        compared += 1;
        let row = run(program, &control.id, &[]);
        assert!(row.as_expected(), "{}: {row:?}", control.id);
        let name = control.id.replace(['/', '<', '>'], "_");
        let Some(mut counterexample) = row.counterexample.clone().filter(|it| !it.steps.is_empty())
        else {
            // What parts two runs, keeps a CPU from running, or never happens, is no event of
            // a log.
            assert!(
                ["contention", "determinism", "fairness"].contains(&row.violated.as_str()),
                "{row:?}"
            );
            settings.bind(|| insta::assert_snapshot!(format!("{name}.text"), row.violation));
            names.insert(format!("{name}.text.snap"));
            continue;
        };
        assert!(counterexample.steps.iter().any(|step| step.marked));
        assert_places(root, &control.id, &counterexample);
        without_lines(&mut counterexample);
        without_addresses(&mut counterexample);
        settings.bind(|| {
            insta::assert_snapshot!(format!("{name}.table"), table(&counterexample, None));
            insta::assert_snapshot!(format!("{name}.svg"), svg(&counterexample));
        });
        names.extend([format!("{name}.table.snap"), format!("{name}.svg.snap")]);
    }
    assert!(!names.is_empty(), "{program} has no controls");
    let there: BTreeSet<String> = fs::read_dir(&snapshots)
        .expect("the snapshots are there")
        .map(|file| file.expect("a file").file_name().to_string_lossy().into())
        .collect();
    let stale: Vec<&String> = there.difference(&names).collect();
    assert!(stale.is_empty(), "snapshots of no control: {stale:?}");
    println!("counterexamples compared: {compared}");
}

/// What `program` prints if it is run with `args`. What it explores does not
/// depend on the environment.
fn stdout(program: &str, args: &[&str]) -> String {
    let mut command = Command::new(program);
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("LOOM_") || text.starts_with("SHUTTLE_") {
            command.env_remove(&name);
        }
    }
    let output = command.args(args).output().expect("the program runs");
    assert!(output.status.success(), "{args:?}: {output:?}");
    String::from_utf8(output.stdout).expect("the program prints text")
}

/// What comes of the check `id`, run with these arguments, too.
pub(crate) fn run(program: &str, id: &str, arguments: &[&str]) -> Row {
    let messages = stdout(program, &[&["run", id, "--json"], arguments].concat());
    let last = messages.lines().last().unwrap_or_default();
    match serde_json::from_str(last) {
        Ok(Message::Done(row)) => *row,
        other => panic!("{id} ended without a result: {other:?}"),
    }
}

/// What the lines of memory's steps call: of an atomic, of a fence, of an interrupt that is
/// raised, of a CPU's count of sections, or of a specification's lock, which is the checker's.
const ACCESSES: [&str; 12] = [
    ".load(",
    ".store(",
    ".swap(",
    ".fetch_",
    ".compare_exchange",
    "wait_until",
    "wait_in_line",
    "wait_briefly",
    "fence(",
    ".raise(",
    "lock()",
    "nesting.",
];

/// Each step must name the line that takes it.
fn assert_places(root: &Path, id: &str, counterexample: &Counterexample) {
    for (index, step) in counterexample.steps.iter().enumerate() {
        // shuttle does not say where a CPU is that goes on for ever.
        if step.event == "goes on" && step.at.is_empty() {
            continue;
        }
        let mut after = counterexample.steps[index + 1..].iter();
        let next = after.find(|next| next.cpu == step.cpu);
        // An interrupt comes at any access, of a cell, too.
        let is_taken = next.is_some_and(|next| next.event.starts_with("interrupt: enters"));
        let (file, line) = step.at.rsplit_once(':').expect("file:line");
        let source = fs::read_to_string(root.join(file));
        let source = source.unwrap_or_else(|error| panic!("{id}: {}: {error}", step.at));
        let line: usize = line.parse().expect("a line number");
        let lines: Vec<&str> = source.lines().collect();
        let text = *lines.get(line - 1).expect("a line of the file");
        let fits = match (step.number, step.event.as_str()) {
            // No code has made the log that rely and guarantee allow.
            (Some(_), _) if counterexample.property == "rely/guarantee" => true,
            (Some(_), _) => text.contains("append("),
            // A loop that polls waits, too, and a CPU that halts.
            (None, "waits") => {
                let waits = ["wait_", ".load(", "halt("];
                waits.iter().any(|it| text.contains(it))
            }
            // The client's line, not that of the guard that it goes through.
            (None, "reads" | "writes") => !file.contains("lock/src/mutex/"),
            (None, event) if event.contains('#') && !file.ends_with("gate.rs") && !is_taken => {
                ACCESSES.iter().any(|access| text.contains(access))
            }
            (None, _) => true,
        };
        assert!(fits, "{id}: {step:?}: {text}");
    }
}

/// Forgets the line numbers: an edit above a line changes no counterexample.
fn without_lines(counterexample: &mut Counterexample) {
    let forget = |text: &mut String| {
        let mut parts = text.split(".rs:");
        let mut kept = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            kept += ".rs:#";
            kept += part.trim_start_matches(|c: char| c.is_ascii_digit());
        }
        *text = kept;
    };
    forget(&mut counterexample.reason);
    for step in &mut counterexample.steps {
        forget(&mut step.at);
        forget(&mut step.state);
    }
}

/// Forgets the addresses of what the program is made of: they are others in each run.
fn without_addresses(counterexample: &mut Counterexample) {
    for step in &mut counterexample.steps {
        let mut parts = step.event.split("0x");
        let mut kept = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let rest = part.trim_start_matches(|c: char| c.is_ascii_hexdigit());
            let address = &part[..part.len() - rest.len()];
            // Those that a client makes up are small.
            kept += "0x";
            kept += if address.len() > 8 { "#" } else { address };
            kept += rest;
        }
        step.event = kept;
    }
}
