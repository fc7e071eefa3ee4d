//! `cargo xtask test`: every test.

use std::cmp::Reverse;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use latchwork_suite::report::Verdict;

use crate::cli::{Accel, TestArgs};
use crate::command::check;
use crate::gate::claims;
use crate::gate::run::{self, End, Gate};
use crate::gate::schedule;
use crate::gate::steps::{self, Step};
use crate::ground::output::line;
use crate::ground::screen::Screen;
use crate::ground::stop::Stop;
use crate::ground::table::{self, Table, bad, good, noted, number};
use crate::ground::time;
use crate::ground::workspace::Workspace;
use crate::image::boot;
use crate::model::filter;
use crate::setup::consent::Consent;
use crate::setup::packages;
use crate::setup::toolchain;

/// Runs the command.
pub(crate) fn command(
    screen: &Screen,
    workspace: &Workspace,
    args: &TestArgs,
) -> Result<Verdict, Stop> {
    let begin = Instant::now();
    let mut steps = choose(steps::all(workspace), &args.filter)?;
    if args.filter.is_empty() && !args.deep {
        let deep = steps.extract_if(.., |step| step.is_deep());
        let left_out: Vec<String> = deep.map(|step| step.to_string()).collect();
        line(format_args!(
            "left out without --deep: {}",
            left_out.join(", ")
        ));
    }
    set_up(screen, &steps, Consent::new(args.yes))?;
    let gate = Gate {
        screen: &screen.without_lines(),
        workspace,
        deep: args.deep,
        jobs: args.jobs,
        outcomes: Mutex::default(),
        left: Mutex::default(),
        printed: Mutex::default(),
        drawn: Mutex::default(),
        tested: Mutex::default(),
    };
    let bar = screen.bar("steps", steps.len());
    let ends = schedule::run(args.jobs.get(), &claims::of(&steps), |index| {
        let (step, begin) = (&steps[index], Instant::now());
        let end = run::step(&gate, step);
        let took = begin.elapsed();
        show(screen, step, &end, &shown(took));
        bar.inc(1);
        (end, took)
    });
    drop(bar);
    let outcomes = gate.outcomes();
    // What cannot be written is shown all the same.
    let written = match &outcomes[..] {
        [] => Ok(()),
        outcomes => check::write(screen, workspace, outcomes, args.filter.is_empty()),
    };
    let mut table = table::table(&["step", "result", "time", ""]).wrapping(&[""]);
    let mut count = Count::default();
    for (step, (end, took)) in steps.iter().zip(&ends) {
        count.add(end);
        add(&mut table, step, end, shown(*took));
    }
    line("");
    table::print(&table);
    line(format_args!(
        "\n{} passed, {} failed, {} skipped\n",
        count.passed, count.failed, count.skipped
    ));
    let names = steps.iter().map(Step::to_string);
    table::print(&times(names.zip(ends.iter().map(|end| end.1)).collect()));
    line(format_args!("\nAll steps: {}", shown(begin.elapsed())));
    written?;
    Ok(if count.failed == 0 {
        Verdict::Pass
    } else {
        Verdict::Fail
    })
}

/// How long each step took, the slowest first. Steps run beside each other, so the sum
/// is more than the time that passed.
fn times(mut took: Vec<(String, Duration)>) -> Table {
    took.sort_by_key(|(_, time)| Reverse(*time));
    let mut table = table::table(&["the slowest first", "time"]);
    for (name, time) in took {
        table.row([name.into(), number(shown(time))]);
    }
    table
}

fn shown(time: Duration) -> String {
    time::show(time.as_secs_f64())
}

/// How many steps ended how.
#[derive(Debug, Default, PartialEq, Eq)]
struct Count {
    passed: usize,
    failed: usize,
    skipped: usize,
}

impl Count {
    fn add(&mut self, end: &End) {
        match end {
            End::Passed(_) => self.passed += 1,
            End::Failed(_) => self.failed += 1,
            End::Skipped(_) => self.skipped += 1,
        }
    }
}

/// The steps that one of `filters` matches; all if there are none.
fn choose(steps: Vec<Step>, filters: &[String]) -> Result<Vec<Step>, Stop> {
    let names: Vec<String> = steps.iter().map(Step::to_string).collect();
    let stranger = filters
        .iter()
        .find(|filter| !names.iter().any(|name| filter::contains(name, filter)));
    if let Some(stranger) = stranger {
        let words = names
            .iter()
            .flat_map(|name| name.split(' '))
            .chain(names.iter().map(String::as_str));
        let near = filter::suggest(stranger, words.collect());
        return Err(Stop::Missing(format!(
            "no step matches `{stranger}`{near}\nThe steps are: {}",
            names.join(", ")
        )));
    }
    let chosen = steps.into_iter().zip(names).filter(|(_, name)| {
        filters.is_empty() || filters.iter().any(|filter| filter::contains(name, filter))
    });
    Ok(chosen.map(|(step, _)| step).collect())
}

/// Sees to it that the steps find what they need, before any of them runs.
fn set_up(screen: &Screen, steps: &[Step], consent: Consent) -> Result<(), Stop> {
    let mut components: Vec<_> = steps.iter().filter_map(|step| step.component()).collect();
    components.dedup();
    for (subcommand, component) in components {
        toolchain::component(screen, subcommand, component)?;
    }
    if steps.iter().any(|step| step.boots()) {
        boot::set_up(screen, consent, Accel::Tcg)?;
    }
    for tool in steps.iter().flat_map(Step::tools) {
        // The step is skipped without it, and says so.
        if let Err(stop) = packages::tool(screen, consent, tool) {
            screen.say(stop.message());
        }
    }
    Ok(())
}

fn show(screen: &Screen, step: &Step, end: &End, seconds: &str) {
    match end {
        End::Passed(text) if screen.verbose() => {
            screen.say(&format!("pass: {step}, {seconds}\n{text}"))
        }
        End::Passed(_) => screen.finished(&format!("pass: {step}, {seconds}")),
        End::Failed(text) => screen.say(&format!("FAIL: {step}, {seconds}\n{text}")),
        End::Skipped(why) => screen.say(&format!("SKIPPED: {step}: {why}")),
    }
}

fn add(table: &mut Table, step: &Step, end: &End, seconds: String) {
    let (cell, text) = match end {
        End::Passed(text) => (good("pass"), text.as_str()),
        End::Failed(_) => (bad("FAIL"), "see above"),
        End::Skipped(why) => (noted("skipped"), why.as_str()),
    };
    table.row([step.to_string().into(), cell, number(seconds), text.into()]);
}

#[cfg(test)]
mod tests;
