//! Rules of the source that no lint knows.

use std::fs;

use crate::gate::circles;
use crate::gate::orderings;
use crate::ground::sources;
use crate::ground::stop::Stop;
use crate::ground::workspace::Workspace;
use crate::model::programs::{CURVES, KINDS, Kind};

/// Words that a documentation comment must not begin with: whoever reads it alone, in
/// an editor or on a page of its own, does not see what they refer to.
const LEANING: [&str; 10] = [
    "The same",
    "So does",
    "So do",
    "So is",
    "So are",
    "Whose",
    "All of them",
    "As above",
    "Likewise",
    "As for [",
];

/// Paths that are known when a program is built, and may be others when it runs: a
/// checkout is copied or moved with what was built in it.
const BAKED: [&str; 4] = [
    "CARGO_MANIFEST_DIR",
    "CARGO_TARGET_TMPDIR",
    "CARGO_BIN_EXE_",
    "OUT_DIR",
];

/// What a comment leans on that says nothing by itself, behind `SAFETY` or an ordering.
const LEANS_BACK: &str = concat!(": as", " above");

/// The folders of packages whose sources are others in a build for a checker or for the
/// simulated machine: the façade, the log, the framework, the checks, the program that
/// draws curves. Everything else has one source, tests aside.
const SWITCHING: [&str; 5] = [
    "primitives/atomic",
    "primitives/layer",
    "suite",
    "checks",
    "curves",
];

/// What is wrong with the sources of `workspace`.
pub(crate) fn violations(workspace: &Workspace) -> Result<Vec<String>, Stop> {
    let mut wrong = circles::violations(workspace)?;
    wrong.extend(orderings::violations(workspace)?);
    wrong.extend(violations_in_files(workspace)?);
    wrong.sort();
    Ok(wrong)
}

/// What is wrong with one source or another of `workspace`.
fn violations_in_files(workspace: &Workspace) -> Result<Vec<String>, Stop> {
    let mut wrong = Vec::new();
    for member in workspace.members() {
        let folder = workspace.shorten(member).display().to_string();
        let one_source = !SWITCHING.contains(&folder.as_str());
        for file in sources::files(&member.join("src"), &["rs"])? {
            let text = fs::read_to_string(&file).map_err(|error| {
                Stop::io(format_args!("cannot read {}", file.display()), &error)
            })?;
            let name = workspace.shorten(&file).display();
            let found = switches(&text).into_iter().filter(|_| one_source);
            wrong.extend(found.map(|(line, what)| format!("{name}:{line}: {what}")));
        }
        for file in sources::files(member, &["rs"])? {
            let text = fs::read_to_string(&file).map_err(|error| {
                Stop::io(format_args!("cannot read {}", file.display()), &error)
            })?;
            let name = workspace.shorten(&file).display();
            let found = violations_of(&text).into_iter();
            wrong.extend(found.map(|(line, what)| format!("{name}:{line}: {what}")));
        }
    }
    Ok(wrong)
}

/// The lines of `text` with something wrong, from 1, and what.
fn violations_of(text: &str) -> Vec<(usize, String)> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let mut wrong = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if moves_module(&lines[index..]) {
            let what = "a module is its file: no `path` attribute\n  Put the module where its \
                        name says, or switch between modules with `cfg` and `use`";
            wrong.push((index + 1, what.to_owned()));
        }
        // A paragraph further down is read by itself, too.
        let continued = index > 0 && doc(lines[index - 1]).is_some_and(|it| !it.trim().is_empty());
        let leaning = |word: &&&str| {
            let rest = doc(line)
                .unwrap_or_default()
                .trim_start()
                .strip_prefix(**word);
            rest.is_some_and(|it| !it.starts_with(char::is_alphanumeric))
        };
        let comment = line.find("//").map(|begin| &line[begin..]);
        if comment.is_some_and(|it| it.contains(LEANS_BACK)) {
            let what = "a comment says `as above`\n  It stands alone: say why";
            wrong.push((index + 1, what.to_owned()));
        }
        if let Some(path) = BAKED
            .iter()
            .find(|it| line.contains(&format!("env!(\"{it}")))
        {
            wrong.push((
                index + 1,
                format!(
                    "`{path}` is read when this is built\n  Ask for it with `std::env` when it \
                     runs, or begin where cargo runs tests, which is the package's root"
                ),
            ));
        }
        if let Some(words) = LEANING.iter().find(leaning).filter(|_| !continued) {
            wrong.push((
                index + 1,
                format!(
                    "a documentation comment begins with `{words}`\n  It stands alone: say what \
                     it is about"
                ),
            ));
        }
    }
    wrong
}

/// The lines of `text`, from 1, at which a build for a checker, or for the simulated
/// machine, has another source than a kernel; what only tests are built with does not count.
fn switches(text: &str) -> Vec<(usize, String)> {
    let switches = |line: &&str| {
        let attribute = line.trim_start();
        let names = |kind: &Kind| {
            let mut words = attribute.split(|c: char| !c.is_alphanumeric() && c != '_');
            words.any(|word| word == kind.name)
        };
        let begins = ["#[cfg", "#![cfg", "cfg("].iter();
        let in_code = attribute.contains("cfg!(") && !attribute.starts_with("//");
        (in_code || begins.into_iter().any(|it| attribute.starts_with(it)))
            && !attribute.contains("(test")
            && KINDS.iter().chain([&CURVES]).any(names)
    };
    let lines = text.lines().enumerate();
    let found = lines.filter(|(_, line)| switches(line));
    let what = "a source that is another in a build for a checker\n  What a kernel links is \
                what is checked: switch in the façade, or in the suite";
    found
        .map(|(index, _)| (index + 1, what.to_owned()))
        .collect()
}

/// The text of a line of a documentation comment.
fn doc(line: &str) -> Option<&str> {
    ["///", "//!", "/**", "/*!"]
        .into_iter()
        .find_map(|mark| line.strip_prefix(mark))
        .filter(|text| !text.starts_with('/'))
}

/// Whether `lines` begin with an attribute that says where a module's file is.
fn moves_module(lines: &[&str]) -> bool {
    let Some(first) = lines.first().and_then(|line| line.strip_prefix('#')) else {
        return false;
    };
    if !first.trim_start_matches('!').starts_with('[') {
        return false;
    }
    // The attribute to its last bracket, without spaces.
    let mut attribute = String::new();
    let mut depth = 0;
    let letters = lines.iter().flat_map(|line| line.chars());
    for letter in letters.filter(|it| !it.is_whitespace()) {
        attribute.push(letter);
        match letter {
            '[' => depth += 1,
            ']' if depth == 1 => break,
            ']' => depth -= 1,
            _ => {}
        }
    }
    let attribute = attribute.trim_start_matches(['#', '!']);
    attribute.starts_with("[path=")
        || (attribute.starts_with("[cfg_attr(") && attribute.contains(",path="))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::members;

    /// The numbers of the lines of `text` with something wrong.
    fn wrong(text: &str) -> Vec<usize> {
        violations_of(text).into_iter().map(|it| it.0).collect()
    }

    #[test]
    fn a_module_is_its_file() {
        assert_eq!(wrong("#[path = \"other.rs\"]\nmod one;\n"), [1]);
        assert_eq!(wrong("\n  # [ path = \"other.rs\" ]\nmod one;"), [0; 0]);
        assert_eq!(wrong("#[cfg_attr(a, path = \"b.rs\")]\nmod one;"), [1]);
        let split =
            "mod a {\n    #[cfg_attr(\n        any(a, b),\n        path = \"c.rs\"\n    )]\n";
        assert_eq!(wrong(split), [2]);
        let two = "#[cfg_attr(a, allow(dead_code), path=\"b.rs\")]\n#[path=\"c.rs\"]\n";
        assert_eq!(wrong(two), [1, 2]);
    }

    #[test]
    fn no_path_is_that_of_the_build() {
        for name in BAKED {
            assert_eq!(wrong(&format!("\nlet a = env!(\"{name}\");\n")), [2]);
            assert_eq!(
                wrong(&format!("let a = std::env::var(\"{name}\");\n")),
                [0; 0]
            );
        }
        assert_eq!(wrong("let a = option_env!(\"OUT_DIR\");\n"), [1]);
        assert_eq!(wrong("let a = env!(\"CARGO_PKG_VERSION\");\n"), [0; 0]);
    }

    #[test]
    fn other_attributes_are_no_ones_business() {
        for good in [
            "#[cfg_attr(a, derive(Debug))]\nlet path = 1;\n",
            "#[derive(Debug)]\nstruct A { path: u8 }\n",
            "// #[path = \"a.rs\"]\n",
            "let text = \"#[path = 1]\";\n",
            "#",
            "#[",
        ] {
            assert_eq!(wrong(good), [0; 0], "{good}");
        }
    }

    #[test]
    fn a_documentation_comment_stands_alone() {
        for words in LEANING {
            for mark in ["///", "//!", "/**"] {
                assert_eq!(wrong(&format!("fn a();\n  {mark} {words} of b.\n")), [2]);
                assert_eq!(wrong(&format!("{mark} {words}: b.\n")), [1]);
            }
            // Only the beginning leans on what is before the comment.
            assert_eq!(wrong(&format!("/// Of a.\n/// {words} of b.\n")), [0; 0]);
            // A paragraph further down is read by itself.
            assert_eq!(wrong(&format!("/// Of a.\n///\n/// {words} of b.\n")), [3]);
            // Comments inside of code are read with the code.
            assert_eq!(wrong(&format!("// {words} of b.\n")), [0; 0]);
        }
        assert_eq!(wrong(&format!("// SAFETY{LEANS_BACK}.\n")), [1]);
        assert_eq!(
            wrong(&format!("let a = 1; // Relaxed, both{LEANS_BACK}.\n")),
            [1]
        );
        assert_eq!(wrong("/// So doing is right.\n"), [0; 0]);
        assert_eq!(wrong("/// Sole owner.\n"), [0; 0]);
    }

    #[test]
    fn what_is_checked_is_what_a_kernel_links() {
        let lines =
            |text: String| -> Vec<usize> { switches(&text).into_iter().map(|it| it.0).collect() };
        for kind in KINDS.into_iter().chain([CURVES]).map(|kind| kind.name) {
            assert_eq!(lines(format!("\n  #[cfg({kind})]\nfn f() {{}}")), [2]);
            assert_eq!(lines(format!("#![cfg(not({kind}))]")), [1]);
            assert_eq!(lines(format!("#[cfg_attr({kind}, a)]")), [1]);
            assert_eq!(lines(format!("let a = 1;\nif cfg!({kind}) {{}}")), [2]);
            assert_eq!(lines(format!("// If cfg!({kind}).")), [0; 0]);
            assert_eq!(lines(format!("#[cfg(all(test, not({kind})))]")), [0; 0]);
            assert_eq!(
                lines(format!("// #[cfg({kind})]\n#[cfg(no_{kind})]")),
                [0; 0]
            );
        }
    }

    #[test]
    fn our_own_sources_follow_the_rules() {
        let workspace = Workspace::find().expect("we are in one");
        let wrong = violations_in_files(&workspace).expect("they can be read");
        assert_eq!(wrong, [""; 0]);
        // The step looks for circles everywhere; this test where it is.
        let own = circles::violations_in(&workspace, |folder| folder == "xtask");
        assert_eq!(own.expect("they can be read"), [""; 0]);
    }

    /// The packages of `names` that `text` names, as cargo does.
    fn named<'a>(text: &str, names: &[&'a str]) -> Vec<&'a str> {
        let ends = |rest: &str| !rest.starts_with(|it: char| it.is_alphanumeric() || it == '-');
        let is_named = |name: &&&str| text.split(**name).skip(1).any(ends);
        names.iter().filter(is_named).copied().collect()
    }

    #[test]
    fn no_command_names_a_package_of_the_primitives() {
        let workspace = Workspace::find().expect("we are in one");
        let primitives = members::primitives(&workspace);
        assert!(!primitives.is_empty());
        let [first, ..] = primitives[..] else {
            panic!("there are some")
        };
        assert_eq!(named(&format!("[\"{first}\"]"), &primitives), [first]);
        assert_eq!(named(&format!("{first}-tests"), &primitives), [""; 0]);
        for file in sources::files(&workspace.root().join("xtask"), &["rs"]).expect("can be listed")
        {
            let text = fs::read_to_string(&file).expect("can be read");
            let named = named(&text, &primitives);
            assert!(
                named.is_empty(),
                "{} names {named:?}: choose packages by their folders (gate/members.rs)",
                file.display()
            );
        }
    }
}
