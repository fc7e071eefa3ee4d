//! Choosing checks and steps by name, and near names for those that do not exist.

use std::collections::BTreeSet;
use std::fs;

use latchwork_suite::choose;
pub(crate) use latchwork_suite::choose::{contains, suggest};
use latchwork_suite::report::Description;

use crate::cli::Checker;
use crate::ground::sources;
use crate::ground::stop::Stop;
use crate::ground::workspace::Workspace;
use crate::model::programs::KINDS;

/// The checks that all `filters` match, in their order.
pub(crate) fn checks(all: &[Description], filters: &[String]) -> Result<Vec<Description>, Stop> {
    let chosen = choose::checks(all, filters).map_err(Stop::Missing)?;
    Ok(chosen.into_iter().cloned().collect())
}

/// Refuses a filter that can match no check of the checker programs, before they are
/// built, nor one of `others`.
///
/// Whatever a check is called is written in the sources that its program is built from,
/// though not always in one piece. So each run of letters in the filter must be there.
pub(crate) fn refuse_strangers(
    workspace: &Workspace,
    with: &[Checker],
    others: &[Description],
    filters: &[String],
) -> Result<(), Stop> {
    let new = |filter: &&String| !others.iter().any(|check| choose::has(check, filter));
    let filters: Vec<&String> = filters.iter().filter(new).collect();
    if filters.is_empty() {
        return Ok(());
    }
    let text = written(workspace, with)?;
    match filters
        .into_iter()
        .find(|filter| is_stranger(filter, &text))
    {
        None => Ok(()),
        Some(stranger) => Err(Stop::Missing(format!(
            "no check matches `{stranger}`{}\n\
             `cargo xtask check` without a word runs all, and names them",
            suggest(stranger, names(&text)),
        ))),
    }
}

/// The code that the programs of `with` are built from, without its tests and comments.
fn written(workspace: &Workspace, with: &[Checker]) -> Result<String, Stop> {
    let kinds = KINDS
        .iter()
        .filter(|kind| with.iter().any(|it| it.name() == kind.name));
    let packages: Vec<String> = kinds.map(|kind| kind.package()).collect();
    let programs = workspace
        .packages()
        .iter()
        .filter(|it| packages.contains(&it.name));
    let built_with = programs.flat_map(|program| workspace.built_with(program));
    let directories: BTreeSet<_> = built_with.map(|package| package.directory()).collect();
    let mut text = String::new();
    for directory in directories {
        let files = sources::files(&directory.join("src"), &["rs"])?;
        for file in files.iter().filter(|it| !it.ends_with("tests.rs")) {
            let read = fs::read_to_string(file).map_err(|error| {
                Stop::io(format_args!("cannot read {}", file.display()), &error)
            })?;
            for line in code(&read) {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    Ok(text)
}

/// The lines of `source` in front of its tests that are no comments.
fn code(source: &str) -> impl Iterator<Item = &str> {
    let lines = source
        .lines()
        .take_while(|line| !line.starts_with("mod tests {"));
    lines.filter(|line| !line.trim_start().starts_with("//"))
}

/// Whether `filter` has letters in a row that are nowhere in `text`. One letter, as in
/// `2x1`, is everywhere.
fn is_stranger(filter: &str, text: &str) -> bool {
    let text = text.to_lowercase();
    let filter = filter.to_lowercase();
    let mut runs = filter.split(|letter: char| !letter.is_alphabetic());
    runs.any(|run| run.chars().count() > 1 && !text.contains(run))
}

/// What is quoted in `text` and could be a name.
fn names(text: &str) -> BTreeSet<&str> {
    let quoted = text
        .lines()
        .flat_map(|line| line.split('"').skip(1).step_by(2));
    let is_name = |word: &&str| {
        let letters = |letter: char| letter.is_alphanumeric() || "_-".contains(letter);
        word.chars().count() > 2 && word.chars().all(letters)
    };
    quoted.filter(is_name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::miri;

    const SOURCE: &str = r#"
        explored::<TicketLock>("TicketLock", Client::lock(2, 1)),
        format!("{name}/lock/{client}/starts"),
    "#;

    #[test]
    fn a_name_is_written_somewhere_and_another_word_is_not() {
        for known in [
            "ticketlock",
            "TicketLock/lock/2x1/starts",
            "TICK",
            "2x1",
            "starts",
        ] {
            assert!(!is_stranger(known, SOURCE), "{known}");
        }
        for stranger in ["tiket", "TicketLock/lok", "ticketlockk"] {
            assert!(is_stranger(stranger, SOURCE), "{stranger}");
        }
        assert_eq!(
            names(SOURCE).into_iter().collect::<Vec<_>>(),
            ["TicketLock"]
        );
    }

    #[test]
    fn what_tests_and_comments_say_names_nothing() {
        let source = "//! one\nfn a() {\n    // two\n    \"three\"\n}\n#[cfg(test)]\n\
                      mod tests {\n    \"four\"\n}\n";
        let lines: Vec<&str> = code(source).map(str::trim).collect();
        assert_eq!(lines, ["fn a() {", "\"three\"", "}", "#[cfg(test)]"]);
    }

    #[test]
    fn the_workspaces_own_words_are_known_and_a_slip_is_refused_with_what_is_near() {
        let workspace = Workspace::find().expect("a workspace");
        let refuse = |word: &str| {
            let others = miri::descriptions(&workspace).expect("they have layers");
            refuse_strangers(&workspace, &Checker::DEFAULT, &others, &[word.to_owned()])
        };
        assert!(refuse("tiket").is_err());
        for word in [
            "ticket",
            "McsLock/lock/2x2",
            "Queue<TtasLock>",
            "exclusion, refinement, bypass, progress",
            "loom",
            "wait bound",
            "rely/guarantee",
            "undefined behaviour",
        ] {
            assert!(refuse(word).is_ok(), "{word}");
        }
        let Err(Stop::Missing(text)) = refuse("tiketlock") else {
            panic!("it is built")
        };
        assert!(text.contains("did you mean `TicketLock`"), "{text}");
    }
}
