//! The public types, by the sources of the primitives.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// What a type is declared with.
const DECLARATIONS: [&str; 4] = ["pub struct ", "pub enum ", "pub union ", "pub type "];

/// The names of the types that the primitives' sources declare as public, whatever they
/// are built for; and of the atomics, which are another's.
pub(super) fn public_types() -> BTreeSet<String> {
    let atomics = ["Bool", "Ptr", "U8", "U16", "U32", "U64", "Usize"];
    let mut types: BTreeSet<_> = atomics.map(|it| format!("Atomic{it}")).into();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../primitives");
    let packages = fs::read_dir(root).expect("the primitives are there");
    for package in packages {
        let package = package.expect("a folder").path();
        read(&package.join("src"), &mut types);
    }
    assert!(types.len() > 30, "the sources are there: {types:?}");
    types
}

fn read(folder: &Path, types: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("a file").path();
        if path.is_dir() {
            read(&path, types);
        } else if path.extension().is_some_and(|it| it == "rs") {
            let text = fs::read_to_string(&path).expect("a source");
            types.extend(text.lines().filter_map(declared));
        }
    }
}

/// The public type that `line` declares. (A macro's, whose name is a variable, is one of the
/// atomics.)
fn declared(line: &str) -> Option<String> {
    let line = line.trim_start();
    let mut rest = DECLARATIONS.iter().filter_map(|it| line.strip_prefix(it));
    let rest = rest.next().filter(|rest| !rest.starts_with('$'))?;
    let name = rest
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .next()?;
    Some(name.to_owned())
}

#[test]
fn declarations_are_seen() {
    let names = [
        "pub struct One<T> {",
        "    pub enum Two {",
        "pub type Three = u8;",
    ];
    assert_eq!(
        names.map(declared),
        ["One", "Two", "Three"].map(|it| Some(it.to_owned()))
    );
    for line in [
        "pub(crate) struct One;",
        "struct One;",
        "pub fn one()",
        "// pub struct One",
    ] {
        assert_eq!(declared(line), None, "{line}");
    }
}
