//! `cargo xtask mutate`: are the checks able to fail? Small mistakes are put into the
//! primitives, one at a time, and a check must notice each.

// What is mutated.
mod sources;

// One program that holds every mutant.
mod scratch;

// Which of them the checks notice.
mod alone;
mod choose;
mod effort;
mod explore;
mod hunt;
mod queue;
mod switched;
mod unit;

// What came of it.
mod report;
pub(crate) mod tally;

use std::collections::BTreeMap;
use std::num::NonZero;

use latchwork_mutation::{Kind, Mutant};
use latchwork_suite::report::Verdict;

use self::alone::Alone;
pub(crate) use self::effort::Effort;
use self::hunt::Fate;
pub(crate) use self::report::{Entry, Summary};
use self::sources::Covered;
use self::switched::Switched;
use crate::cli::{Checker, MutateArgs};
use crate::ground::output::{line, prose};
use crate::ground::results;
use crate::ground::screen::Screen;
use crate::ground::stop::Stop;
use crate::ground::table;
use crate::ground::workspace::Workspace;

/// What came of some mutants.
#[derive(Debug)]
pub(crate) struct Mutated {
    /// In the order of the sources.
    pub(crate) entries: Vec<Entry>,
    /// How many orderings the sources name, and what is not covered.
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
    let (with, filters) = (&args.with, &args.filter);
    let mutated = run(screen, workspace, with, filters, Effort::Whole, args.jobs)?;
    let summary = Summary::of(&mutated.entries);
    if args.json {
        line(results::json(&mutated.entries));
    } else {
        table::print(&report::results(&mutated.entries));
        line("");
        table::print(&report::by_crate(&mutated.entries));
        line("");
        table::print(&report::by_class(&mutated.entries));
        prose(format_args!(
            "\n{}\n{summary}\n{}",
            mutated.seen,
            report::MEANING
        ));
    }
    for note in report::unneeded(&mutated.entries) {
        screen.say(&note);
    }
    Ok(summary.verdict())
}

/// Prints the mutants, and runs none.
fn list(workspace: &Workspace, args: &MutateArgs) -> Result<Verdict, Stop> {
    let covered = sources::covered(workspace)?;
    let mutants = all(&covered);
    let chosen = choose::mutants(&mutants, &args.filter)?;
    let chosen = chosen.iter().map(|number| &mutants[number - 1]);
    if args.json {
        line(results::json(&report::list_json(chosen)));
    } else {
        table::print(&report::list(chosen));
        line(format_args!("\n{}", seen(&covered)));
    }
    Ok(Verdict::Pass)
}

/// How many orderings the sources name, and what else of the primitives has no mutants.
fn seen(covered: &Covered) -> String {
    let mut lines = vec![report::seen(&covered.sources)];
    lines.extend(covered.uncovered.iter().cloned());
    lines.join("\n")
}

/// The mutants that there are; their numbers are their places, from 1.
fn all(covered: &Covered) -> Vec<Mutant> {
    let mutants = covered.sources.iter().flat_map(|source| &source.mutants);
    mutants.cloned().collect()
}

/// Builds the checker programs of `with` with every mutant in them, runs those that
/// `filters` choose, `jobs` at a time, and writes `mutate.json`; of a part of them, or
/// without all checkers, `mutate-filtered.json`.
pub(crate) fn run(
    screen: &Screen,
    workspace: &Workspace,
    with: &[Checker],
    filters: &[String],
    effort: Effort,
    jobs: NonZero<usize>,
) -> Result<Mutated, Stop> {
    let covered = sources::covered(workspace)?;
    let mutants = all(&covered);
    let chosen = choose::mutants(&mutants, filters)?;
    let (chosen, not_yet): (Vec<usize>, Vec<usize>) = chosen
        .into_iter()
        .partition(|number| effort.takes(&mutants[number - 1]));
    // What some checkers can do by themselves, the tests are no part of.
    let everybody = Checker::DEFAULT.iter().all(|it| with.contains(it));
    let is_switched = |number: &usize| mutants[number - 1].kind.is_switched();
    let is_hunted = |number: &usize| effort.hunts(&mutants[number - 1]);
    let (hunted, spared): (Vec<usize>, Vec<usize>) = chosen.iter().partition(|it| is_hunted(it));
    let (switched, alone): (Vec<usize>, Vec<usize>) = hunted.iter().partition(|it| is_switched(it));
    let is_left_out = |number: &usize| !everybody || !effort.builds(&mutants[number - 1]);
    let (left_out, alone): (Vec<usize>, Vec<usize>) = alone.into_iter().partition(is_left_out);
    let finished = |number: usize, fate: &Fate| {
        screen.finished(&Entry::new(&mutants[number - 1], fate).line());
    };
    let spared = spared.into_iter().map(|number| (number, Fate::default()));
    let mut fates: BTreeMap<usize, Fate> = spared.collect();
    if !switched.is_empty() {
        let hunted = Switched {
            screen,
            workspace,
            covered: &covered,
            mutants: &mutants,
            everybody,
            jobs,
        };
        let hunters = hunters(with, switched.iter().map(|number| mutants[number - 1].kind))?;
        let hunted = hunted.run(hunters, effort, &switched, finished)?;
        fates.extend(switched.into_iter().zip(hunted));
    }
    if !alone.is_empty() {
        let hunt = Alone::new(workspace, &mutants, &covered.sources, jobs)?;
        let hunted = hunt.run(screen, jobs, &alone, finished)?;
        fates.extend(alone.into_iter().zip(hunted));
    }
    let entry = |(number, fate): (&usize, &Fate)| Entry::new(&mutants[number - 1], fate);
    let entries: Vec<Entry> = fates.iter().map(entry).collect();
    // A part says nothing of the others, and leaves what is known of them.
    let file = match filters.is_empty() && everybody {
        true => "mutate.json",
        false => "mutate-filtered.json",
    };
    results::write(workspace, file, &entries)?;
    let mut seen = seen(&covered);
    if effort == Effort::Least {
        seen += "\nWhat the sources excuse was not hunted here.";
    }
    if !not_yet.is_empty() {
        let count = not_yet.len();
        let sources = effort::NOT_YET.join(", ");
        seen += &format!(
            "\nLeft out here: {count} mutants of sources that have not been hunted whole yet \
             ({sources})."
        );
    }
    if !left_out.is_empty() {
        let left_out = left_out.iter().map(|number| mutants[number - 1].class());
        seen += &format!("\n{}", report::left_out(left_out));
    }
    Ok(Mutated { entries, seen })
}

/// Those of `with` that can kill mutants of these `kinds`. Each mutant has one: what
/// nobody hunts would survive, and that would say nothing.
fn hunters(with: &[Checker], kinds: impl IntoIterator<Item = Kind>) -> Result<Vec<Checker>, Stop> {
    if with.contains(&Checker::Miri) {
        let why = "miri hunts no mutants: it runs the unit tests, not the checks\nThe checkers that \
                   do are explore, loom and shuttle";
        return Err(Stop::Missing(why.to_owned()));
    }
    let mut hunters: Vec<Checker> = with.to_vec();
    let kinds: Vec<Kind> = kinds.into_iter().collect();
    if kinds.contains(&Kind::Ordering) && with.iter().all(|it| *it == Checker::Shuttle) {
        let why = "to shuttle every ordering is the strongest, so it cannot kill mutants of kind \
                   `ordering`\nAdd `explore` or `loom` to --with, or choose mutants with the word \
                   `logic`";
        return Err(Stop::Missing(why.to_owned()));
    }
    hunters.retain(|it| *it != Checker::Shuttle || kinds.contains(&Kind::Logic));
    Ok(hunters)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    #[test]
    fn what_nobody_can_kill_is_not_hunted() {
        use Checker::{Explore, Loom, Miri, Shuttle};
        use Kind::{Logic, Ordering};
        let of = |with: &[Checker], kinds: &[Kind]| hunters(with, kinds.iter().copied());
        let all = [Explore, Loom, Shuttle];
        assert_eq!(of(&all, &[Logic, Ordering]).expect("can"), all);
        assert_eq!(of(&all, &[Ordering]).expect("can"), [Explore, Loom]);
        assert_eq!(of(&[Shuttle], &[Logic]).expect("can"), [Shuttle]);
        for (with, kinds, why) in [
            (&[Shuttle][..], &[Logic, Ordering][..], "every ordering"),
            (&[Explore, Miri], &[Logic], "miri hunts no mutants"),
        ] {
            let Err(Stop::Missing(text)) = of(with, kinds) else {
                panic!("{with:?} hunt {kinds:?}")
            };
            assert!(text.contains(why), "{text}");
        }
    }

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
