//! `cargo xtask mutate`: are the checks able to fail? Small mistakes are put into the
//! primitives, one at a time, and a check must notice each.

mod choose;
mod excuse;
mod hunt;
mod macros;
mod mutant;
mod operators;
mod orderings;
mod report;
mod schemata;
mod scratch;
mod shown;
mod sites;

use std::num::NonZero;

use latchwork_suite::report::Verdict;

use self::hunt::{Hunt, Programs};
use self::mutant::{Kind, Mutant};
use self::report::{Entry, Summary};
use self::scratch::Scratch;
use self::sites::Source;
use crate::check;
use crate::cli::{Checker, MutateArgs};
use crate::results;
use crate::screen::Screen;
use crate::stop::Stop;
use crate::table;
use crate::workspace::Workspace;

/// Runs the command.
pub(crate) fn command(
    screen: &Screen,
    workspace: &Workspace,
    args: &MutateArgs,
) -> Result<Verdict, Stop> {
    let sources = scratch::sources(workspace)?;
    let mutants = all(&sources);
    let chosen = choose::mutants(&mutants, &args.filter)?;
    if args.list {
        let chosen = chosen.iter().map(|number| &mutants[number - 1]);
        if args.json {
            anstream::println!("{}", results::json(&report::list_json(chosen)));
        } else {
            table::print(&report::list(chosen));
            anstream::println!("\n{}", report::seen(&sources));
        }
        return Ok(Verdict::Pass);
    }
    let entries = run(screen, workspace, &sources, &chosen, args.jobs)?;
    results::write(workspace, "mutate.json", &entries)?;
    let summary = Summary::of(&entries);
    if args.json {
        anstream::println!("{}", results::json(&entries));
    } else {
        table::print(&report::results(&entries));
        anstream::println!(
            "\n{}\n{summary}\n{}",
            report::seen(&sources),
            report::MEANING
        );
    }
    for note in report::unneeded(&entries) {
        screen.say(&note);
    }
    Ok(summary.verdict())
}

/// The mutants of `sources`; their numbers are their places, from 1.
fn all(sources: &[Source]) -> Vec<Mutant> {
    let mutants = sources.iter().flat_map(|source| source.mutants.iter());
    mutants.cloned().collect()
}

/// Builds the programs with every mutant in them, and runs the `chosen` ones.
fn run(
    screen: &Screen,
    workspace: &Workspace,
    sources: &[Source],
    chosen: &[usize],
    jobs: NonZero<usize>,
) -> Result<Vec<Entry>, Stop> {
    let mutants = all(sources);
    let scratch = Scratch::of(workspace, sources)?;
    let logic = |number: &usize| mutants[number - 1].kind == Kind::Logic;
    let with: &[Checker] = if chosen.iter().any(logic) {
        &[Checker::Loom, Checker::Shuttle]
    } else {
        &[Checker::Loom]
    };
    let programs = check::build(screen, &scratch.workspace, with)?;
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
    let hunt = Hunt::new(&explorer, &mutants, checks);
    let fates = hunt.run(screen, jobs, chosen, |number, fate| {
        screen.finished(&Entry::new(&mutants[number - 1], fate).line());
    })?;
    let entry = |(number, fate): (&usize, &_)| Entry::new(&mutants[number - 1], fate);
    Ok(chosen.iter().zip(&fates).map(entry).collect())
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
