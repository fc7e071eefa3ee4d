//! The sources, and what can be mutated in them.

use syn::File;
use syn::visit::Visit;

use crate::comparisons::Values;
use crate::conditional::Build;
use crate::finder::Finder;
use crate::mutant::Mutant;
use crate::orderings::Names;

/// A source and what can be mutated in it.
#[derive(Debug)]
pub struct Source {
    /// Where it is, from the root of the workspace.
    pub file: String,
    /// What it says.
    pub text: String,
    /// In the order of their lines.
    pub mutants: Vec<Mutant>,
    /// Orderings that can be weakened.
    pub ordered: usize,
    /// Orderings that cannot, because they are relaxed.
    pub relaxed: usize,
}

impl Source {
    /// Finds what can be mutated in what `build` has of `text`, which `file` names.
    ///
    /// # Errors
    ///
    /// What is in the way, with its file and line: the text is no Rust, an ordering is
    /// where no mutant can be switched on, or an excuse has no argument.
    pub fn of(file: &str, text: &str, build: Build<'_>) -> Result<Self, String> {
        let parsed = parsed(file, text)?;
        let (names, values) = (Names::of(&parsed), Values::of(&parsed));
        let mut finder = Finder::new(file, text, build, names, values);
        finder.visit_file(&parsed);
        if let Some((line, why)) = finder.blind.first() {
            return Err(format!("{file}:{line}: {why}"));
        }
        let mut mutants = finder.mutants;
        mutants.sort_by_key(|mutant| (mutant.line, mutant.kind));
        if let Some(mutant) = mutants.iter().find(|it| it.argument.as_deref() == Some("")) {
            return Err(format!(
                "{}: an excuse without an argument; write why the mutant is allowed to survive, \
                 after `mutant:`",
                mutant.site()
            ));
        }
        Ok(Self {
            file: file.to_owned(),
            text: text.to_owned(),
            mutants,
            ordered: finder.ordered,
            relaxed: finder.relaxed,
        })
    }
}

/// The syntax of `text`, which `file` names; or where it is no Rust, and why.
pub(crate) fn parsed(file: &str, text: &str) -> Result<File, String> {
    syn::parse_file(text).map_err(|error| format!("{file}:{}: {error}", error.span().start().line))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::mutant::Kind;
    use std::fs;
    use std::path::Path;
    use walkdir::WalkDir;

    /// The sources of the lock crate.
    pub(crate) fn locks() -> Vec<Source> {
        // From the package's root, where cargo runs tests.
        let directory = Path::new("../primitives/lock/src");
        let files = WalkDir::new(directory).sort_by_file_name().into_iter();
        let files = files.map(|file| file.expect("the lock crate has sources").into_path());
        files
            .filter(|path| path.extension().is_some_and(|it| it == "rs"))
            .map(|path| {
                let text = fs::read_to_string(&path).expect("text");
                Source::of(&path.to_string_lossy(), &text, Build::WHOLE).expect("it can be mutated")
            })
            .collect()
    }

    fn of(text: &str) -> Source {
        Source::of("a.rs", text, Build::WHOLE).expect("it can be mutated")
    }

    /// Every word of the code that is an ordering's name and no event's: found without
    /// a parser, as the sources are laid out.
    fn words(text: &str) -> Vec<&str> {
        let of_tests =
            |line: &&str| line.starts_with("#[cfg(test") || line.starts_with("#[cfg(all(test");
        let mut words = Vec::new();
        let (mut importing, mut naming) = (false, false);
        for line in text.lines().take_while(|line| !of_tests(line)) {
            let line = line.split("//").next().unwrap_or_default().trim();
            // An event's own declaration.
            naming = (naming && line != "}") || line.starts_with("pub enum ");
            importing |= line.starts_with("use ");
            if !importing && !naming {
                let parts = line.split(|it: char| !it.is_alphanumeric() && it != ':');
                words.extend(parts.filter(|word| !word.starts_with("LockEvent::")));
            }
            importing &= !line.ends_with(';');
        }
        let ordering = |word: &&str| {
            let name = word.rsplit("Ordering::").next().unwrap_or_default();
            ["Relaxed", "Acquire", "Release", "AcqRel", "SeqCst"].contains(&name)
        };
        words.into_iter().filter(ordering).collect()
    }

    #[test]
    fn every_ordering_of_the_locks_is_found() {
        let mut all = 0;
        for source in locks() {
            let words = words(&source.text);
            let relaxed = words.iter().filter(|word| word.ends_with("Relaxed"));
            assert_eq!(source.relaxed, relaxed.count(), "{}", source.file);
            assert_eq!(
                source.ordered + source.relaxed,
                words.len(),
                "{}",
                source.file
            );
            let both = words.iter().filter(|word| word.ends_with("AcqRel"));
            let is_ordering = |it: &&Mutant| it.kind == Kind::Ordering;
            assert_eq!(
                source.mutants.iter().filter(is_ordering).count(),
                source.ordered + both.count(),
                "{}",
                source.file
            );
            all += source.ordered;
        }
        assert!(all >= 13, "the three locks have 13 orderings to weaken");
    }

    #[test]
    fn an_excuse_above_the_ordering_or_its_statement_is_read() {
        let source = of("fn f() {
    // Acquire: to be sure.
    // mutant: the caller has
    // synchronized.
    x.y
        .load(Ordering::Acquire);
    x.y
        // mutant: nobody looks.
        .load(Ordering::Acquire);
    x.y.load(Ordering::Acquire);
}
");
        let arguments: Vec<_> = source
            .mutants
            .iter()
            .filter(|it| it.kind == Kind::Ordering)
            .map(|it| it.argument.as_deref())
            .collect();
        let expected = [
            Some("the caller has synchronized."),
            Some("nobody looks."),
            None,
        ];
        assert_eq!(arguments, expected);

        let hollow = "fn f() {\n    // mutant:\n    x.load(Ordering::Acquire);\n}";
        let error = Source::of("a.rs", hollow, Build::WHOLE).expect_err("no argument");
        assert!(error.starts_with("a.rs:3: an excuse without"), "{error}");
    }

    /// Object, kind, what is mutated to what.
    fn mutants(source: &Source) -> Vec<(Option<&str>, Kind, &str, &str)> {
        source
            .mutants
            .iter()
            .map(|it| (it.object.as_deref(), it.kind, &*it.what, &*it.to))
            .collect()
    }

    #[test]
    fn a_mutant_knows_its_object_and_its_line() {
        let source = of("use a::Ordering::{AcqRel, Acquire, Relaxed};
impl<R> RawLock for crate::Lock<R> {
    fn lock(&self) {
        self.x.swap(m, AcqRel);
        self.x
            .compare_exchange(o, n, Acquire, Relaxed);
    }
}
fn free() { fence(Acquire) }
");
        assert_eq!(
            mutants(&source),
            [
                (Some("Lock"), Kind::Ordering, "swap", "Acquire"),
                (Some("Lock"), Kind::Ordering, "swap", "Release"),
                (Some("Lock"), Kind::Logic, "drop the write", ""),
                (
                    Some("Lock"),
                    Kind::Logic,
                    "swap statements",
                    "self.x.compare_exchange(o, n, Acquire, Relaxed); self.x.swap(m, AcqRel);"
                ),
                (Some("Lock"), Kind::Ordering, "compare_exchange", "Relaxed"),
                (None, Kind::Ordering, "fence", "no fence"),
            ]
        );
        assert_eq!(source.mutants[4].site(), "a.rs:6");
        assert_eq!((source.ordered, source.relaxed), (3, 1));
    }

    #[test]
    fn macros_that_hold_code_are_looked_into() {
        let source = of("use a::Ordering::*;
impl Lock {
    const_fn! {
        /// A member.
        pub fn get(&self) -> u32 { if self.0.load(Acquire) == 1 { 2 } else { 1 + 1 } }
    }
    fn f(&self) { assert!(self.0.load(SeqCst) == 1, \"{}\", self.1.load(Relaxed)); }
}
const_fn! { fn g() { X.store(1, Release) } }
");
        let orderings = mutants(&source).into_iter();
        let orderings: Vec<_> = orderings.filter(|it| it.1 == Kind::Ordering).collect();
        assert_eq!(
            orderings,
            [
                (Some("Lock"), Kind::Ordering, "load", "Relaxed"),
                (Some("Lock"), Kind::Ordering, "load", "Acquire"),
                (None, Kind::Ordering, "store", "Relaxed"),
            ]
        );
        assert_eq!(source.mutants[0].line, 5);
        // What `const_fn!` is given is a constant; what an assertion looks at is left alone.
        let logic = mutants(&source)
            .into_iter()
            .filter(|it| it.1 == Kind::Logic);
        let logic: Vec<_> = logic.map(|it| it.2).collect();
        assert_eq!(logic, ["drop the assertion"]);
        assert!(source.mutants.iter().any(|it| it.kind == Kind::Constant));
        assert_eq!(source.relaxed, 1);
    }

    #[test]
    fn what_a_match_asks_is_negated() {
        let source = of("fn f() { match a > b { true => 1, false => 2 }; \
                         match x { Some(y) if y == 1 => 3, _ => 4 } }");
        let negated = mutants(&source).into_iter();
        let negated = negated.filter(|(_, _, what, _)| *what == "negate");
        let negated: Vec<_> = negated.map(|(_, _, what, to)| (what, to)).collect();
        assert_eq!(negated, [("negate", "!(a > b)"), ("negate", "y != 1")]);
    }

    #[test]
    fn an_ordering_that_cannot_be_mutated_is_an_error() {
        for (text, line, why) in [
            (
                "\nmacro_rules! m { ($x:expr) => { $x.load(Ordering::Acquire) } }",
                2,
                "macro",
            ),
            ("const ORDER: Ordering = Ordering::SeqCst;", 1, "constant"),
            (
                "const fn f() -> Ordering {\n Ordering::Acquire }",
                2,
                "constant",
            ),
        ] {
            let error = Source::of("a.rs", text, Build::WHOLE).expect_err("it cannot be mutated");
            assert!(error.starts_with(&format!("a.rs:{line}: ")), "{error}");
            assert!(error.contains(why), "{error}");
        }
        let error = Source::of("a.rs", "\nfn (", Build::WHOLE).expect_err("no Rust");
        assert!(error.starts_with("a.rs:2: "), "{error}");
    }

    #[test]
    fn tests_have_no_mutants() {
        let source = of("
#[cfg(all(test, not(loom)))] mod tests { fn f() { x.store(1, Ordering::Release); } }
#[cfg(test)] impl A { fn f() { x.store(1, Ordering::Release); } }
impl B { #[test] fn f() { x.store(1, Ordering::Release); } }
");
        assert_eq!(mutants(&source), []);
        let loom = "#[cfg(loom)] fn f() { x.store(1, Ordering::Release); }";
        let without = Build {
            without: &["loom"],
            features: true,
            tests: false,
        };
        let source = Source::of("a.rs", loom, without).expect("it can be mutated");
        assert_eq!(mutants(&source), []);
        let source = of("#[cfg(not(test))] mod m { fn f() { x.store(y, Ordering::Release); } }");
        assert_eq!(source.mutants.len(), 2);
    }

    #[test]
    fn mutants_of_constants_are_programs_of_their_own() {
        let source = of("
const N: usize = 1 + 1;
const fn n() -> usize { if A == B { 1 + 1 } else { 0 } }
fn array() -> [u8; N + 1] { [b; N + 1] }
const_fn! { fn new() -> Self { const { assert!(A > 0); } Self(false) } }
");
        let is_switched = |it: &&Mutant| it.kind != Kind::Constant;
        assert_eq!(source.mutants.iter().find(is_switched), None);
        for (what, to) in [
            ("off by one", "1 + 2"),
            ("compute otherwise", "1 - 1"),
            ("negate", "A != B"),
            ("off by one", "N + 0"),
            ("drop the assertion", ""),
            ("flip the literal", "true"),
        ] {
            let mut mutants = source.mutants.iter();
            assert!(
                mutants.any(|it| it.what == what && it.to == to),
                "{what}: {to}"
            );
        }
    }
}
