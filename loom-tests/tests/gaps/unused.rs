//! What the checked code leaves alone, so that most gaps do not touch it. It is
//! a search of the sources for words, in lines that are not comments.

use std::fs;
use std::path::Path;

/// The crates that loom checks; the façade, which only names them, apart.
const CHECKED: [&str; 4] = ["layer", "lock", "mem", "sched"];

/// What loom gets wrong wherever it is used.
const WRONG: [&str; 6] = [
    "SeqCst",
    "fence(",
    "compare_exchange_weak",
    "unpark(",
    "yield_now(",
    "swap(true",
];

/// Each line of code in `directory` that has one of `words` in it.
fn uses(directory: &Path, words: &[&str], found: &mut Vec<String>) {
    for entry in fs::read_dir(directory).expect("the sources are there") {
        let path = entry.expect("the sources can be read").path();
        if path.is_dir() {
            uses(&path, words, found);
            continue;
        }
        let source = fs::read_to_string(&path).expect("a source can be read");
        let code = source.lines().enumerate().filter(|(_, line)| {
            !line.trim_start().starts_with("//") && words.iter().any(|word| line.contains(word))
        });
        found.extend(code.map(|(at, line)| format!("{}:{}: {line}", path.display(), at + 1)));
    }
}

/// Code that comes to use one of these needs a word on docs/checker-gaps.md: what
/// loom misses there, and what covers it.
#[test]
fn the_checked_code_uses_none_of_what_is_wrong() {
    // From the package's root, where cargo runs tests.
    let primitives = Path::new("../primitives");
    let all_that = |words: &[&str]| {
        let mut found = Vec::new();
        for package in CHECKED {
            uses(&primitives.join(package).join("src"), words, &mut found);
        }
        found
    };
    let wrong = all_that(&WRONG);
    assert!(
        wrong.is_empty(),
        "the checked code uses what loom gets wrong (docs/checker-gaps.md):\n{}",
        wrong.join("\n"),
    );
    let exchanges = all_that(&["compare_exchange("]);
    assert!(
        exchanges.len() >= 4,
        "the search finds nothing: {exchanges:?}"
    );
}
