//! `cargo xtask curves`: throughput and fairness of the locks against CPUs, on machines
//! that nobody here needs to own.

// What is measured.
mod plan;
mod program;

// What came of it.
mod advice;
mod host;
mod kernel;
mod page;
mod row;
mod sweep;
mod told;

// Whether it comes again, and whether it is as was published.
pub(crate) mod again;
pub(crate) mod validate;

use std::path::PathBuf;
use std::time::Instant;

use latchwork_suite::report::Verdict;
use serde::Serialize;

use self::kernel::Kernel;
use self::plan::Plan;
use self::program::Program;
use self::row::Row;
use crate::cli::{CurvesArgs, Source};
use crate::ground::output::{line, prose};
use crate::ground::results;
use crate::ground::screen::Screen;
use crate::ground::stop::Stop;
use crate::ground::workspace::Workspace;

/// The file with the rows.
const FILE: &str = "curves.json";

/// A row of any source.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum AnyRow<'a> {
    Model(&'a Row),
    Kernel(&'a kernel::Row),
    Host(&'a host::Row),
}

/// Runs the command.
pub(crate) fn command(
    screen: &Screen,
    workspace: &Workspace,
    args: &CurvesArgs,
) -> Result<Verdict, Stop> {
    if args.validate {
        return validate::command(screen, workspace, args.json);
    }
    if args.calibrate {
        return host::calibrate(screen, workspace);
    }
    // What is wrong is told before anything is built.
    let wants = |source| args.source.contains(&source);
    let args = &with_this_host(workspace, args)?;
    let plan = Plan::of(args)?;
    let kernel = match wants(Source::Kernel) {
        true => Some(Kernel::read(workspace, &args.lock)?),
        false => None,
    };
    let modelled = match wants(Source::Model) {
        true => Some(model(screen, workspace, &plan)?),
        false => None,
    };
    let on_host = match wants(Source::Host) {
        true => Some(host::measure(screen, workspace)?),
        false => None,
    };
    let kernel_rows = kernel.as_ref().map_or(&[][..], |it| &it.rows);
    let rows = modelled.iter().flat_map(|it| &it.rows).map(AnyRow::Model);
    let rows = rows.chain(kernel_rows.iter().map(AnyRow::Kernel));
    let host_rows = on_host.iter().flat_map(|(rows, _)| rows).map(AnyRow::Host);
    let rows: Vec<AnyRow> = rows.chain(host_rows).collect();
    // What cannot be written is shown all the same.
    let written = results::write(workspace, FILE, &rows);
    if args.json {
        line(results::json(&rows));
    } else {
        if let Some(modelled) = &modelled {
            told::print(&plan, &modelled.rows);
            prose(format_args!("\n{}", modelled.speed));
        }
        if let Some((rows, said)) = &on_host {
            host::print(rows, said);
        }
        if let Some(kernel) = &kernel {
            kernel.print();
        }
        let file = workspace.results().join(FILE);
        line(format_args!(
            "{} rows: {}",
            rows.len(),
            workspace.shorten(&file).display()
        ));
    }
    written?;
    if let Some(modelled) = modelled {
        let page = modelled.page?;
        if !args.json {
            line(format_args!("page: {}", workspace.shorten(&page).display()));
        }
    }
    Ok(Verdict::Pass)
}

/// `args`, with the file of this host's machine where that is named.
fn with_this_host(workspace: &Workspace, args: &CurvesArgs) -> Result<CurvesArgs, Stop> {
    let file = host::file(workspace);
    let mut args = args.clone();
    for machine in args.machine.iter_mut().filter(|it| *it == host::NAME) {
        if !file.is_file() {
            return Err(Stop::Missing(format!(
                "--machine {}: there is no {} yet\n`cargo xtask curves --calibrate` writes it",
                host::NAME,
                workspace.shorten(&file).display()
            )));
        }
        *machine = file.display().to_string();
    }
    Ok(args)
}

/// What was modelled.
struct Modelled {
    rows: Vec<Row>,
    speed: String,
    /// Where the page is, if it could be written.
    page: Result<PathBuf, Stop>,
}

/// Models what `plan` asks for, with the costs of the machines as they are and with each
/// changed, and what was published of the machine that is validated, if it is among them.
fn model(screen: &Screen, workspace: &Workspace, plan: &Plan) -> Result<Modelled, Stop> {
    let program = Program::build(screen, workspace)?;
    let begin = Instant::now();
    let measured = program.measure(screen, &plan.points())?;
    let speed = told::speed(&measured, begin.elapsed());
    let rows = row::of(plan, &measured);
    let swept = row::swept(&program.measure(screen, &sweep::points(plan, &rows))?);
    let validated = match plan.machines.iter().any(|it| it.name == VALIDATED) {
        true => validate::all(screen, workspace)?,
        false => Vec::new(),
    };
    let content = page::Content::new(plan, &rows, &swept, &validated);
    let page = page::write(workspace, &content);
    Ok(Modelled { rows, speed, page })
}

/// The tables that `cargo xtask curves` prints with `arguments`, as a page has them.
pub(crate) fn tables(
    screen: &Screen,
    workspace: &Workspace,
    arguments: &str,
) -> Result<String, Stop> {
    let plan = Plan::of_arguments(arguments)?;
    let program = Program::build(screen, workspace)?;
    let measured = program.measure(screen, &plan.points())?;
    Ok(told::tables(&plan, &row::of(&plan, &measured)))
}

/// The machine that most published figures are of.
const VALIDATED: &str = "opteron48";

/// Models the default machine, and writes the page: where.
pub(crate) fn certified(screen: &Screen, workspace: &Workspace) -> Result<PathBuf, Stop> {
    model(screen, workspace, &Plan::of_machine(VALIDATED)?)?.page
}
