//! The tests that were run, as the outputs of the steps that test tell.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::declared::Declared;

/// What the outputs that were [read](Reported::read) tell.
#[derive(Debug, Default)]
pub(crate) struct Reported {
    /// The programs, by the files that they begin with.
    programs: BTreeMap<PathBuf, Program>,
    /// The tests in documentation, by file and line.
    documentation: BTreeSet<(PathBuf, usize)>,
}

#[derive(Debug, Default)]
struct Program {
    ran: BTreeSet<String>,
    /// With the reasons.
    ignored: BTreeMap<String, String>,
}

/// What the lines of an output are about.
enum About {
    Nothing,
    Program(PathBuf),
    Documentation,
}

impl Reported {
    /// Reads what cargo, run in `directory`, and the programs that it ran have written.
    pub(crate) fn read(&mut self, directory: &Path, output: &str) {
        self.add(output, |program| root(directory, program));
    }

    /// Reads an `output`; `root` is the file that a program begins with.
    fn add(&mut self, output: &str, root: impl Fn(&str) -> Option<PathBuf>) {
        let mut about = About::Nothing;
        for line in output.lines() {
            let line = anstream::adapter::strip_str(line).to_string();
            let words = line.trim_start();
            if words.starts_with("Running ") && words.ends_with(')') {
                let program = words.rsplit_once('(').map(|it| it.1.trim_end_matches(')'));
                about = program
                    .and_then(&root)
                    .map_or(About::Nothing, About::Program);
                if let About::Program(root) = &about {
                    self.programs.entry(root.clone()).or_default();
                }
            } else if words.starts_with("Doc-tests ") {
                about = About::Documentation;
            } else if let Some((name, end)) = test(&line) {
                self.test_ended(&about, name, end);
            }
        }
    }

    fn test_ended(&mut self, about: &About, name: &str, end: &str) {
        let ignored = end.strip_prefix("ignored");
        match about {
            About::Nothing => {}
            About::Documentation => {
                if ignored.is_none() {
                    self.documentation.extend(place(name));
                }
            }
            About::Program(root) => {
                let program = self.programs.entry(root.clone()).or_default();
                let name = name.split(" - ").next().unwrap_or(name).to_owned();
                match ignored {
                    None => {
                        program.ran.insert(name);
                    }
                    Some(reason) => {
                        let reason = reason.trim_start_matches([',', ' ']).to_owned();
                        program.ignored.insert(name, reason);
                    }
                }
            }
        }
    }

    /// Whether the program that begins with the file `root` was run.
    pub(super) fn has_run(&self, root: &Path) -> bool {
        self.programs.contains_key(root)
    }

    /// Whether `test`, of the program that begins with the file `root`, was run; and why
    /// it was ignored, if it was.
    pub(super) fn test(&self, root: &Path, test: &Declared) -> (bool, Option<String>) {
        let Some(program) = self.programs.get(root) else {
            return (false, None);
        };
        let ran = program.ran.iter().any(|it| is_called(it, test));
        let mut ignored = program.ignored.iter();
        let ignored = ignored.find(|(name, _)| is_called(name, test));
        (ran, ignored.map(|(_, reason)| reason.clone()))
    }

    /// Whether the test in the documentation in `file` was run that begins in `line`.
    pub(super) fn documentation(&self, file: &Path, line: usize) -> bool {
        self.documentation.contains(&(file.to_owned(), line))
    }
}

/// Whether `path`, as its program names it, is the path of `test`. Of one that a macro makes
/// the module is not known: the last name says it.
fn is_called(path: &str, test: &Declared) -> bool {
    match test.in_macro {
        true => path.rsplit("::").next() == Some(&*test.name),
        false => path == test.name,
    }
}

/// The name of a test and what is said of its end, of `test NAME ... END`; with
/// `--nocapture` the end may be on another line.
fn test(line: &str) -> Option<(&str, &str)> {
    line.strip_prefix("test ")?.split_once(" ... ")
}

/// The file and line of `FILE - ITEM (line LINE) - how`.
fn place(name: &str) -> Option<(PathBuf, usize)> {
    let (file, rest) = name.split_once(" - ")?;
    let (_, line) = rest.rsplit_once("(line ")?;
    let line = line.split(')').next()?.parse().ok()?;
    Some((file.into(), line))
}

/// The file that a program begins with: the first that it was made from, as the compiler
/// has written it beside it.
fn root(directory: &Path, program: &str) -> Option<PathBuf> {
    let path = directory.join(program);
    let made_from = fs::read_to_string(path.with_extension("d")).ok()?;
    let (_, files) = made_from.split_once(": ")?;
    Some(files.split_whitespace().next()?.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTPUT: &str = "   Compiling a v0.1.0
     \u{1b}[1mRunning\u{1b}[0m unittests src/lib.rs (target/debug/deps/a-1)

running 3 tests
test tests::one ... ok
test tests::two - should panic ... ok
test tests::three ... ignored, takes minutes

     Running tests/b.rs (target/debug/deps/b-2)
test one ... counterexamples compared: 8
ok
   Doc-tests a
test a/src/lib.rs - f (line 7) - compile fail ... ok
test a/src/lib.rs - f (line 9) ... ignored
";

    fn reported() -> Reported {
        let mut reported = Reported::default();
        reported.add(OUTPUT, |program| {
            let roots = [("a-1", "a/src/lib.rs"), ("b-2", "a/tests/b.rs")];
            let root = roots.iter().find(|(name, _)| program.ends_with(name));
            root.map(|(_, root)| PathBuf::from(root))
        });
        reported
    }

    fn declared(name: &str, in_macro: bool) -> Declared {
        Declared {
            name: name.into(),
            source: "a/src/lib.rs".into(),
            line: 1,
            in_macro,
            is_elsewhere: false,
        }
    }

    #[test]
    fn a_test_is_one_of_its_program() {
        let reported = reported();
        let test = |root: &str, name| reported.test(Path::new(root), &declared(name, false));
        assert_eq!(test("a/src/lib.rs", "tests::one"), (true, None));
        assert_eq!(test("a/src/lib.rs", "tests::two"), (true, None));
        let reason = Some("takes minutes".to_owned());
        assert_eq!(test("a/src/lib.rs", "tests::three"), (false, reason));
        assert_eq!(test("a/src/lib.rs", "one"), (false, None));
        assert_eq!(test("a/tests/b.rs", "one"), (true, None));
        assert_eq!(test("c/tests/b.rs", "one"), (false, None));
        let by_macro = declared("two", true);
        assert_eq!(
            reported.test(Path::new("a/src/lib.rs"), &by_macro),
            (true, None)
        );
    }

    #[test]
    fn programs_and_documentation_are_told_apart() {
        let reported = reported();
        assert!(reported.has_run(Path::new("a/tests/b.rs")));
        assert!(!reported.has_run(Path::new("a/tests/c.rs")));
        let file = Path::new("a/src/lib.rs");
        assert!(reported.documentation(file, 7));
        assert!(!reported.documentation(file, 9));
    }
}
