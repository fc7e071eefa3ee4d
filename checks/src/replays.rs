//! How `replay` ends: by its exit status, which scripts go by.

use crate::pinned::{program, run};
use std::env;
use std::fs;
use std::path::Path;
use std::process::{self, Command};

/// Has the package's checker program save the failure of `control`, and replay it in every
/// way in which that can end: it fails again; it does not, in `repaired`, a check of the
/// same client over a lock that is right; the file, the check or the program is another.
/// The program of a check of `others` cannot go along with what was saved.
pub fn statuses(control: &str, repaired: &str, others: &[&str]) {
    let directory = env::temp_dir().join(format!("latchwork-replays-{}", process::id()));
    let failures = directory.to_string_lossy();
    let row = run(&program(), control, &["--failures", &failures]);
    let saved = row.replay.expect("the failure of a control is saved");
    let text = fs::read_to_string(&saved).expect("it is there");
    let with = |name: &str, text: &str| {
        let file = directory.join(name);
        fs::write(&file, text).expect("a temporary file can be written");
        file
    };
    let of_repaired = with("repaired", &text.replacen(control, repaired, 1));
    let header = text.find('\n').expect("a header");
    let half = with("half", &text[..header + (text.len() - header) / 2]);
    let older = with("older", &text.replacen("\"version\":2", "\"version\":1", 1));
    let (saved, missing) = (Path::new(&saved), directory.join("missing"));
    let mut ends = vec![
        (control, saved, 1, row.violated.as_str()),
        (repaired, &*of_repaired, 0, "does not fail any more"),
        (repaired, saved, 2, "is of the check"),
        (control, &half, 2, "is damaged"),
        (control, &older, 2, "version 1"),
        (control, &missing, 2, "cannot read"),
        ("nobody", saved, 2, "no check named"),
    ];
    let renamed = others.iter().map(|other| {
        let text = text.replacen(control, other, 1);
        (*other, with(&other.replace('/', "_"), &text))
    });
    let renamed: Vec<_> = renamed.collect();
    let not_the_one = "the program is not the one";
    ends.extend(
        renamed
            .iter()
            .map(|(other, file)| (*other, &**file, 2, not_the_one)),
    );
    for (id, file, status, says) in ends {
        let replay = Command::new(program())
            .arg("replay")
            .arg(id)
            .arg(file)
            .output();
        let output = replay.expect("the program runs");
        let said = [&output.stdout[..], &output.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        assert_eq!(output.status.code(), Some(status), "{id} {file:?}: {said}");
        assert!(said.contains(says), "{id} {file:?}: {said}");
    }
    fs::remove_dir_all(&directory).expect("is removed");
}
