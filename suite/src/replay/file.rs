//! Failures in files that `replay` takes.
//!
//! The first line is a [`SavedFailure`], as JSON; the rest is what leads the
//! checker to the execution that failed: under shuttle the decisions of the
//! hardware scheduler, under loom its path, under the explorer the graph.

use super::{Recording, Replay, Unreadable};
use crate::checker;
use crate::report::{Row, SavedFailure, Verdict};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Where the controls' failures are, among the failures: they are expected.
const CONTROLS: &str = "controls";

/// Saves what replays the failure of `row` in a file in `failures`; which.
pub(crate) fn save(row: &Row, replay: &Replay, failures: &Path) -> io::Result<PathBuf> {
    let mut header = SavedFailure {
        id: row.check.id.clone(),
        checker: checker::NAME.to_owned(),
        version: SavedFailure::VERSION,
        checker_version: checker::VERSION.to_owned(),
        violated: row.violated.clone(),
        execution: row.executions,
        ..SavedFailure::default()
    };
    let rest = match replay {
        Replay::Schedule(recording) => {
            header.decisions = recording.cpus.len();
            header.numbers = recording.numbers.len();
            recording.to_string()
        }
        Replay::Path(text) | Replay::Graph(text) => text.clone(),
    };
    let directory = match row.check.expected {
        Verdict::Fail => failures.join(CONTROLS),
        Verdict::Pass | Verdict::Unchecked => failures.to_owned(),
    };
    let file = directory.join(format!("{}.schedule", row.check.id.replace('/', "_")));
    let header = serde_json::to_string(&header)?;
    crate::file::write(&file, &format!("{header}\n{rest}"))?;
    Ok(file)
}

/// What `file` holds, which must be of the check `id` and of this program's
/// checker.
pub(crate) fn load(id: &str, file: &Path) -> Result<(SavedFailure, Replay), String> {
    let name = file.display();
    let bytes = fs::read(file).map_err(|error| format!("cannot read {name}: {error}"))?;
    let text = String::from_utf8_lossy(&bytes);
    read(id, &text).map_err(|why| {
        format!("{name} {why}\nif {id} still fails, running it saves the failure anew")
    })
}

fn read(id: &str, text: &str) -> Result<(SavedFailure, Replay), String> {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let saved = SavedFailure::read(first).map_err(|why| why.to_string())?;
    if saved.id != id {
        return Err(format!("is of the check {}, not of {id}", saved.id));
    }
    if (saved.checker.as_str(), saved.checker_version.as_str()) != (checker::NAME, checker::VERSION)
    {
        return Err(format!(
            "was saved under {} {}; this program runs {} {}",
            saved.checker,
            saved.checker_version,
            checker::NAME,
            checker::VERSION
        ));
    }
    let replay = match checker::NAME {
        "loom" => Replay::Path(read_whole(rest)?),
        "explore" => Replay::Graph(read_graph(rest)?),
        _ => Replay::Schedule(read_recording(&saved, rest)?),
    };
    Ok((saved, replay))
}

fn read_recording(saved: &SavedFailure, text: &str) -> Result<Recording, String> {
    let recording: Recording = text.parse().map_err(|error: Unreadable| {
        // The header is line 1, and what follows begins with line 2.
        format!("is damaged, line {}: {error}", error.line + 2)
    })?;
    for (what, said, there) in [
        ("decisions", saved.decisions, recording.cpus.len()),
        ("random numbers", saved.numbers, recording.numbers.len()),
    ] {
        if said != there {
            return Err(format!(
                "is damaged: its header says {said} {what}, and {there} follow"
            ));
        }
    }
    Ok(recording)
}

/// What is the checker's own is the checker's to read; but loom gives no error for
/// what it cannot read. So at least the JSON must be whole.
fn read_whole(text: &str) -> Result<String, String> {
    serde_json::from_str::<serde::de::IgnoredAny>(text).map_err(|error| {
        let checker = checker::NAME;
        format!("is damaged: {checker}'s own part is not whole ({error})")
    })?;
    Ok(text.to_owned())
}

/// The explorer's graph.
#[cfg(explore)]
fn read_graph(text: &str) -> Result<String, String> {
    serde_json::from_str::<latchwork_explore::Replay>(text)
        .map_err(|error| format!("is damaged: the graph in it cannot be read ({error})"))?;
    Ok(text.to_owned())
}

/// The explorer's graph, which this program cannot read.
#[cfg(not(explore))]
fn read_graph(text: &str) -> Result<String, String> {
    read_whole(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header() -> SavedFailure {
        SavedFailure {
            id: "a/b".to_owned(),
            checker: checker::NAME.to_owned(),
            version: SavedFailure::VERSION,
            checker_version: checker::VERSION.to_owned(),
            decisions: 4,
            ..SavedFailure::default()
        }
    }

    fn file(header: &SavedFailure, rest: &str) -> String {
        let header = serde_json::to_string(header).expect("JSON");
        format!("{header}\n{rest}")
    }

    #[test]
    #[cfg(not(any(loom, explore)))]
    fn a_whole_file_is_read() {
        let (saved, replay) = read("a/b", &file(&header(), "0*3 1\n")).expect("is whole");
        assert_eq!(saved, header());
        let recording = Recording {
            cpus: vec![0, 0, 0, 1],
            numbers: Vec::new(),
        };
        assert_eq!(replay, Replay::Schedule(recording));
    }

    #[test]
    #[cfg(not(any(loom, explore)))]
    fn a_damaged_schedule_is_refused() {
        for (rest, why) in [
            ("0*3", "its header says 4 decisions, and 3 follow"),
            ("", "its header says 4 decisions, and 0 follow"),
            ("0*3 1 2", "its header says 4 decisions, and 5 follow"),
            ("0*3\n1 \u{fffd}", "line 3: \"\u{fffd}\" is neither"),
            ("0*3 1\nnumbers 7", "0 random numbers, and 1 follow"),
        ] {
            let error = read("a/b", &file(&header(), rest)).expect_err(rest);
            assert!(error.contains(why), "{rest}: {error}");
        }
    }

    #[test]
    fn what_is_of_something_else_is_refused() {
        let newer = SavedFailure {
            version: 3,
            ..header()
        };
        let another_checker = SavedFailure {
            checker_version: "0.1.2".to_owned(),
            ..header()
        };
        for (text, why) in [
            (String::new(), "is not a saved failure"),
            ("0*3 1\n".to_owned(), "is not a saved failure"),
            (file(&newer, "0*3 1"), "has version 3 of the form"),
            (file(&another_checker, "0*3 1"), "was saved under"),
            (
                "{\"id\":\"a/b\",\"checker\":\"shuttle\",\"version\":1}\n".to_owned(),
                "has version 1 of the form",
            ),
        ] {
            let error = read("a/b", &text).expect_err(&text);
            assert!(error.contains(why), "{text}: {error}");
        }
        let error = read("a/c", &file(&header(), "0*3 1")).expect_err("of another check");
        assert!(error.contains("of the check a/b, not of a/c"), "{error}");
    }

    #[test]
    fn half_a_path_is_refused() {
        assert!(read_whole("{\"branches\":[]}").is_ok());
        let error = read_whole("{\"branches\":[{").expect_err("half");
        assert!(error.contains("not whole"), "{error}");
    }

    #[test]
    #[cfg(explore)]
    fn a_graph_is_read_whole_or_not_at_all() {
        let model = || assert!(latchwork_explore::thread::steps() > 0, "at once");
        let report = latchwork_explore::Explorer::new().workers(1).explore(model);
        let replay = report.failure.expect("it fails").replay;
        let graph = serde_json::to_string(&replay).expect("JSON");
        let (_, read_back) = read("a/b", &file(&header(), &graph)).expect("is whole");
        assert_eq!(read_back, Replay::Graph(graph.clone()));
        for damaged in [&graph[..graph.len() - 1], "{}", ""] {
            let error = read("a/b", &file(&header(), damaged)).expect_err(damaged);
            assert!(error.contains("is damaged: the graph"), "{error}");
        }
    }
}
