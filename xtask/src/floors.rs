//! The arrows between our own modules.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::ground::sources;

/// The folders and files of `src`, top to bottom. Each knows those below its floor, and
/// itself.
const FLOORS: [&[&str]; 7] = [
    &["command"],
    &["gate", "report"],
    &["mutate"],
    &["image", "model"],
    &["setup"],
    &["ground"],
    &["cli"],
];

/// The floor of a module, 0 being the top.
fn floor(module: &str) -> Option<usize> {
    let first = module.split("::").next()?;
    FLOORS.iter().position(|floor| floor.contains(&first))
}

/// Which modules each module names, by its path from the crate; tests aside.
type Arrows = BTreeMap<String, BTreeSet<String>>;

/// The module in `file`, a path from `src`; none for tests.
fn module(file: &Path) -> Option<String> {
    let names: Vec<_> = file
        .with_extension("")
        .iter()
        .map(|it| it.to_string_lossy().into_owned())
        .collect();
    let names: Vec<_> = names.into_iter().filter(|name| name != "mod").collect();
    (!names.iter().any(|name| name == "tests")).then(|| names.join("::"))
}

/// The paths that `text` names from the crate, up to its tests.
fn named(text: &str) -> BTreeSet<String> {
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    let path = |rest: &str| {
        let is_part = |it: char| it.is_alphanumeric() || it == '_' || it == ':';
        let end = rest.find(|it| !is_part(it)).unwrap_or(rest.len());
        rest[..end].trim_end_matches(':').to_owned()
    };
    text.split("crate::").skip(1).map(path).collect()
}

/// The arrows between the modules of `sources`, each with its text.
fn arrows(sources: &BTreeMap<String, String>) -> Arrows {
    let target = |path: &String| {
        // The longest beginning of the path that is a module.
        let ends = path.match_indices("::").map(|(end, _)| end);
        let ends = ends.chain([path.len()]).map(|end| &path[..end]);
        ends.filter(|it| sources.contains_key(*it))
            .last()
            .map(str::to_owned)
    };
    let named = |text| named(text).iter().filter_map(target).collect();
    sources
        .iter()
        .map(|(module, text)| (module.clone(), named(text)))
        .collect()
}

/// What is wrong with `arrows`: those that point up or aside, and circles.
fn violations(arrows: &Arrows) -> Vec<String> {
    let mut wrong = Vec::new();
    for (from, targets) in arrows {
        for to in targets {
            let top = |path: &str| path.split("::").next().unwrap_or_default().to_owned();
            if top(from) != top(to) && floor(from) >= floor(to) {
                wrong.push(format!("{from} must not know {to}"));
            }
        }
        if reaches(arrows, from, from) {
            wrong.push(format!("{from} is part of a circle"));
        }
    }
    wrong
}

/// Whether there is a way from `from` to `to`.
fn reaches(arrows: &Arrows, from: &str, to: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut next = vec![from];
    while let Some(module) = next.pop() {
        for target in arrows.get(module).into_iter().flatten() {
            if target == to {
                return true;
            }
            if seen.insert(target) {
                next.push(target);
            }
        }
    }
    false
}

#[test]
fn our_modules_know_only_what_is_below_them() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = BTreeMap::new();
    for file in sources::files(&root, &["rs"]).expect("can be listed") {
        let name = file.strip_prefix(&root).expect("is in it");
        let text = fs::read_to_string(&file).expect("can be read");
        if let Some(module) = module(name).filter(|it| !["main", "floors"].contains(&&**it)) {
            assert!(floor(&module).is_some(), "{module} stands on no floor");
            sources.insert(module, text);
        }
    }
    let arrows = arrows(&sources);
    let count: usize = arrows.values().map(BTreeSet::len).sum();
    assert!(count > 100, "there are more than {count} arrows");
    assert_eq!(violations(&arrows), [""; 0]);
}

#[test]
fn an_arrow_up_and_a_circle_are_found() {
    let found = |sources: &[(&str, &str)]| {
        let own = |&(module, text): &(&str, &str)| (module.to_owned(), text.to_owned());
        violations(&arrows(&sources.iter().map(own).collect()))
    };
    let below = ("ground::a", "use crate::ground::b::{C, D};");
    let b = ("ground::b", "");
    assert_eq!(found(&[below, b]), [""; 0]);
    let up = ("ground::b", "fn f() { crate::setup::c::g() }");
    assert_eq!(
        found(&[up, ("setup::c", "")]),
        ["ground::b must not know setup::c"]
    );
    let aside = ("image::a", "use crate::model::b;");
    assert_eq!(
        found(&[aside, ("model::b", "")]),
        ["image::a must not know model::b"]
    );
    let back = ("ground::b", "use crate::ground::a;");
    let circle = [
        "ground::a is part of a circle",
        "ground::b is part of a circle",
    ];
    assert_eq!(found(&[below, back]), circle);
    let test = ("ground::b", "#[cfg(test)]\nuse crate::ground::a;");
    assert_eq!(found(&[below, test]), [""; 0]);
}
