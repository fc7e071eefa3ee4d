//! `cargo xtask mutate`: are the checks able to fail? Small mistakes are put into the
//! primitives, one at a time, and a check must notice each.

// What there is to mutate.
mod conditional;
mod excuse;
mod finder;
mod macros;
mod mutant;
mod operators;
mod orderings;
mod shown;
mod sites;
mod statements;

// One program that holds it all.
mod schemata;
mod scratch;

// Which of them the checks notice.
mod choose;
mod explore;
mod hunt;
mod report;

use std::num::NonZero;

use latchwork_suite::report::Verdict;

use self::explore::Programs;
use self::hunt::{Fate, Hunt};
use self::mutant::{Kind, Mutant};
pub(crate) use self::report::{Entry, Summary};
use self::scratch::Scratch;
use self::sites::Source;
use crate::cli::MutateArgs;
use crate::results;
use crate::screen::Screen;
use crate::stop::Stop;
use crate::table;
use crate::workspace::Workspace;

/// What came of some mutants.
#[derive(Debug)]
pub(crate) struct Mutated {
    /// In the order of the sources.
    pub(crate) entries: Vec<Entry>,
    /// How many orderings the sources name.
    pub(crate) seen: String,
}

impl Mutated {
    /// The mutants that nothing killed or excused, a line each.
    pub(crate) fn survivors(&self) -> String {
        let lines = self.entries.iter().filter(|it| it.survived());
        lines.map(Entry::line).collect::<Vec<_>>().join("\n")
    }
}

/// Runs the command.
pub(crate) fn command(
    screen: &Screen,
    workspace: &Workspace,
    args: &MutateArgs,
) -> Result<Verdict, Stop> {
    if args.list {
        return list(workspace, args);
    }
    let mutated = run(screen, workspace, &args.filter, args.jobs)?;
    let summary = Summary::of(&mutated.entries);
    if args.json {
        anstream::println!("{}", results::json(&mutated.entries));
    } else {
        table::print(&report::results(&mutated.entries));
        anstream::println!("\n{}\n{summary}\n{}", mutated.seen, report::MEANING);
    }
    for note in report::unneeded(&mutated.entries) {
        screen.say(&note);
    }
    Ok(summary.verdict())
}

/// Prints the mutants, and runs none.
fn list(workspace: &Workspace, args: &MutateArgs) -> Result<Verdict, Stop> {
    let sources = scratch::sources(workspace)?;
    let mutants = all(&sources);
    let chosen = choose::mutants(&mutants, &args.filter)?;
    let chosen = chosen.iter().map(|number| &mutants[number - 1]);
    if args.json {
        anstream::println!("{}", results::json(&report::list_json(chosen)));
    } else {
        table::print(&report::list(chosen));
        anstream::println!("\n{}", report::seen(&sources));
    }
    Ok(Verdict::Pass)
}

/// The mutants of `sources`; their numbers are their places, from 1.
fn all(sources: &[Source]) -> Vec<Mutant> {
    let mutants = sources.iter().flat_map(|source| source.mutants.iter());
    mutants.cloned().collect()
}

/// Builds the checker programs with every mutant in them, runs those that `filters`
/// choose, `jobs` at a time, and writes `mutate.json`; of a part of them
/// `mutate-filtered.json`.
pub(crate) fn run(
    screen: &Screen,
    workspace: &Workspace,
    filters: &[String],
    jobs: NonZero<usize>,
) -> Result<Mutated, Stop> {
    let sources = scratch::sources(workspace)?;
    let mutants = all(&sources);
    let chosen = choose::mutants(&mutants, filters)?;
    let scratch = Scratch::of(workspace, &sources)?;
    let logic = |number: &usize| mutants[number - 1].kind == Kind::Logic;
    let programs = scratch.build(screen, chosen.iter().any(logic))?;
    let mut checks = Vec::new();
    for program in &programs {
        checks.extend(program.list()?);
    }
    let failures = tempfile::tempdir_in(scratch.workspace.target())
        .map_err(|error| Stop::io("cannot create a temporary directory", &error))?;
    let explorer = Programs {
        programs: &programs,
        failures: failures.path(),
    };
    let entry = |number: usize, fate: &Fate| Entry::new(&mutants[number - 1], fate);
    let hunt = Hunt::new(&explorer, &mutants, checks);
    let fates = hunt.run(screen, jobs, &chosen, |number, fate| {
        screen.finished(&entry(number, fate).line());
    })?;
    let entries: Vec<Entry> = chosen
        .iter()
        .zip(&fates)
        .map(|(&number, fate)| entry(number, fate))
        .collect();
    // A part says nothing of the others, and leaves what is known of them.
    let file = match filters {
        [] => "mutate.json",
        _ => "mutate-filtered.json",
    };
    results::write(workspace, file, &entries)?;
    Ok(Mutated {
        entries,
        seen: report::seen(&sources),
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn mutant(kind: Kind, file: &str, object: &str) -> Mutant {
        Mutant {
            kind,
            file: file.into(),
            line: 7,
            object: Some(object.into()),
            what: "store".into(),
            from: "Release".into(),
            to: "Relaxed".into(),
            argument: None,
            edits: Vec::new(),
        }
    }
}
