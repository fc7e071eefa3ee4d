//! The floors that our own modules stand on.

use std::path::Path;

use crate::gate::circles;

/// The folders and files of `src`, top to bottom. Each knows those below its floor, and
/// itself.
const FLOORS: [&[&str]; 7] = [
    &["command"],
    &["gate", "report"],
    &["curves", "mutate"],
    &["image", "model"],
    &["setup"],
    &["ground", "page"],
    &["cli"],
];

/// The folder or file of `src` that a module is in.
fn top(module: &str) -> &str {
    module.split("::").next().unwrap_or_default()
}

/// The floor of a module, 0 being the top.
fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&top(module)))
}

/// What is wrong with `uses`, of the second by the first: those that point up or aside,
/// and modules that stand on no floor. The program's own file knows them all.
fn violations(uses: &[(String, String)]) -> Vec<String> {
    let mut wrong = Vec::new();
    for (from, to) in uses {
        if floor(to).is_none() {
            wrong.push(format!("{to} stands on no floor"));
        } else if from != "crate" && top(from) != top(to) && floor(from) >= floor(to) {
            wrong.push(format!("{from} must not know {to}"));
        }
    }
    wrong
}

#[test]
fn our_modules_know_only_what_is_below_them() {
    // From the package's root, where cargo runs tests.
    let uses = circles::uses(Path::new("src/main.rs")).expect("our sources can be read");
    assert!(uses.len() > 100, "there are more than {}", uses.len());
    assert_eq!(violations(&uses), [""; 0]);
}

#[test]
fn an_arrow_up_and_an_arrow_aside_are_found() {
    let found = |from: &str, to: &str| violations(&[(from.to_owned(), to.to_owned())]);
    assert_eq!(found("ground::a", "ground::b"), [""; 0]);
    assert_eq!(found("setup::a", "ground::b"), [""; 0]);
    assert_eq!(found("crate", "command::a"), [""; 0]);
    assert_eq!(
        found("ground::b", "setup::c"),
        ["ground::b must not know setup::c"]
    );
    assert_eq!(
        found("image::a", "model::b"),
        ["image::a must not know model::b"]
    );
    assert_eq!(found("gate::a", "new"), ["new stands on no floor"]);
    assert_eq!(found("cli", "crate"), ["crate stands on no floor"]);
}
