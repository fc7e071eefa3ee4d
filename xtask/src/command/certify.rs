//! `cargo xtask certify`: from the source of the locks to a kernel that boots with them.

use std::thread;

use latchwork_suite::report::Verdict;

use crate::cli::{Accel, CertifyArgs, Checker, Profile};
use crate::command::check;
use crate::curves;
use crate::ground::output::{line, prose};
use crate::ground::results;
use crate::ground::screen::Screen;
use crate::ground::stop::Stop;
use crate::ground::time;
use crate::ground::workspace::Workspace;
use crate::image::boot::{self, Boot, Plan};
use crate::model::explore::{self, Explored, Selection};
use crate::model::summary::Summary;
use crate::report;
use crate::setup::consent::Consent;

/// CPUs of the machine that is booted.
const CPUS: u32 = 4;

/// Runs the command.
pub(crate) fn command(
    screen: &Screen,
    workspace: &Workspace,
    args: &CertifyArgs,
) -> Result<Verdict, Stop> {
    boot::set_up(screen, Consent::new(args.yes), Accel::Tcg)?;
    let selection = Selection {
        with: &Checker::DEFAULT,
        filters: &[],
        deep: false,
        jobs: args.jobs,
        shard: None,
        fresh: true,
    };
    let (image, explored) = thread::scope(|scope| {
        let image = scope.spawn(|| boot::build(screen, workspace, Profile::Release));
        let explored = explore::run(screen, workspace, &selection);
        (image.join().expect("a build does not panic"), explored)
    });
    let explored = explored?;
    // What cannot be written is shown all the same.
    let rows = check::write(screen, workspace, &explored.outcomes, true);
    let boot = Plan::new(CPUS, Profile::Release).run(screen, &image?, false)?;
    let booted = results::write(workspace, "boot.json", &boot.report);
    show(screen, workspace, &explored, &boot);
    rows.and(booted)?;
    let curves = curves::certified(screen, workspace)?;
    let page = report::write(workspace, &explored, &boot.report)?;
    for (what, page) in [("report", page), ("curves", curves)] {
        let page = workspace.shorten(&page);
        line(format_args!("The {what}: {}", page.display()));
    }
    let verdicts = [
        Summary::of(&explored.outcomes).verdict(),
        boot.report.result,
    ];
    Ok(if verdicts.contains(&Verdict::Fail) {
        Verdict::Fail
    } else {
        Verdict::Pass
    })
}

fn show(screen: &Screen, workspace: &Workspace, explored: &Explored, boot: &Boot) {
    check::report(screen, workspace, explored);
    boot::report(&boot.report);
    if boot.report.result == Verdict::Fail {
        line(format_args!("\n{}", boot.explain()));
    }
    prose(format_args!(
        "\n{}\n{}",
        Summary::of(&explored.outcomes),
        booted(boot)
    ));
    let mut failed = Summary::of(&explored.outcomes).counts().1;
    failed += usize::from(boot.report.result == Verdict::Fail);
    match failed {
        0 => line("Everything is as expected."),
        _ => line(format_args!("FAILED: {failed} not as expected; see above.")),
    }
}

fn booted(boot: &Boot) -> String {
    let report = &boot.report;
    let passed = report
        .tests
        .iter()
        .filter(|test| test.result == Verdict::Pass)
        .count();
    let word = match report.result {
        Verdict::Pass => "Booted",
        _ => "FAILED to boot",
    };
    format!(
        "{word} the image on {} CPUs in {}: {passed} of {} self-tests passed.",
        report.cpus,
        time::show(report.seconds),
        report.tests.len(),
    )
}
