//! The steps that boot the image, or try to.

use std::time::Duration;

use latchwork_kernel_lib::protocol::Provocation;
use latchwork_suite::report::Verdict;

use crate::cli::Profile;
use crate::gate::run::end::End;
use crate::gate::run::gate::Gate;
use crate::ground::results;
use crate::ground::stop::Stop;
use crate::image::boot::{self, Boot, Plan};
use crate::image::lit;
use crate::image::matrix;
use crate::image::measure;
use crate::image::provoke;
use crate::image::qemu::{self, Loader};
use crate::image::spare;
use crate::image::typed;
use crate::setup::consent;

/// When a machine counts as hung.
const LIMIT: Duration = Duration::from_secs(60);

/// Boots it on `cpus`; it must pass its self-tests.
pub(super) fn boot(gate: &Gate<'_>, cpus: u32, profile: Profile) -> Result<End, Stop> {
    let image = boot::build(gate.screen, gate.workspace, profile)?;
    let boot = Plan::new(cpus, profile).run(gate.screen, &image, false)?;
    results::write(gate.workspace, "boot.json", &boot.report)?;
    Ok(passed(&boot))
}

/// Has another loader than QEMU boot it; it must pass its self-tests.
pub(super) fn by(gate: &Gate<'_>, loader: Loader) -> Result<End, Stop> {
    if let Err(why) = loader.is_there() {
        return Ok(End::without(why, consent::in_ci()));
    }
    let image = boot::build(gate.screen, gate.workspace, Profile::Release)?;
    let plan = Plan {
        loader,
        ..Plan::new(4, Profile::Release)
    };
    Ok(passed(&plan.run(gate.screen, &image, false)?))
}

/// Boots it without a serial port; what it says must be on the screen.
pub(super) fn lit(gate: &Gate<'_>) -> Result<End, Stop> {
    if let Some(why) = lit::LOADERS.iter().find_map(|it| it.is_there().err()) {
        return Ok(End::without(why, consent::in_ci()));
    }
    let image = boot::build(gate.screen, gate.workspace, Profile::Release)?;
    Ok(lit::lit(&image)?.map_or_else(End::Failed, End::Passed))
}

/// That a boot passed its self-tests, or why not.
fn passed(boot: &Boot) -> End {
    match boot.report.result {
        Verdict::Pass => End::Passed(format!("{} self-tests passed", boot.report.tests.len())),
        _ => End::Failed(boot.explain()),
    }
}

/// Boots it with a fault that it must notice.
pub(super) fn provoke(gate: &Gate<'_>, provocation: Provocation) -> Result<End, Stop> {
    let image = boot::build(gate.screen, gate.workspace, Profile::Release)?;
    let boot = provoke::plan(provocation).run(gate.screen, &image, false)?;
    Ok(provoke::judge(provocation, &boot).map_or_else(End::Failed, End::Passed))
}

/// Boots it and types a line.
pub(super) fn typed(gate: &Gate<'_>) -> Result<End, Stop> {
    let image = boot::build(gate.screen, gate.workspace, Profile::Release)?;
    let heard = typed::typed(gate.screen, &image)?;
    Ok(heard.map_or_else(End::Failed, End::Passed))
}

/// Boots it on a machine that lacks what it needs.
pub(super) fn unfit(gate: &Gate<'_>) -> Result<End, Stop> {
    let image = boot::build(gate.screen, gate.workspace, Profile::Release)?;
    let refused = provoke::unfit(gate.screen, &image)?;
    Ok(refused.map_or_else(End::Failed, End::Passed))
}

/// Boots it without what it only wants.
pub(super) fn spare(gate: &Gate<'_>) -> Result<End, Stop> {
    let image = boot::build(gate.screen, gate.workspace, Profile::Release)?;
    let spared = spare::spare(gate.screen, &image)?;
    Ok(spared.map_or_else(End::Failed, End::Passed))
}

/// Boots it on machines of many kinds.
pub(super) fn matrix(gate: &Gate<'_>) -> Result<End, Stop> {
    let image = boot::build(gate.screen, gate.workspace, Profile::Release)?;
    let rows = if gate.deep {
        matrix::rows()
    } else {
        matrix::quick()
    };
    let entries = matrix::boots(gate.screen, &image, &rows, LIMIT, |_| {})?;
    results::write(gate.workspace, "matrix.json", &entries)?;
    let summary = matrix::Summary::of(&entries);
    let wrong = matrix::wrong();
    let noticed = matrix::boots(gate.screen, &image, &wrong, LIMIT, |_| {})?;
    if matrix::Summary::of(&noticed).failed() < wrong.len() {
        let why = "a configuration passes that says wrongly how it must end";
        return Ok(End::Failed(why.to_owned()));
    }
    Ok(match summary.verdict() {
        Verdict::Pass => End::Passed(summary.to_string()),
        _ => End::Failed(format!("{}\n{summary}", summary.failures())),
    })
}

/// Boots it where its CPUs share a core.
pub(super) fn apart(gate: &Gate<'_>) -> Result<End, Stop> {
    let image = boot::build(gate.screen, gate.workspace, Profile::Release)?;
    Ok(match qemu::one_core() {
        Err(why) => End::Skipped(why),
        Ok(core) => {
            provoke::apart(gate.screen, &image, core)?.map_or_else(End::Failed, End::Passed)
        }
    })
}

/// Boots it twice where instructions are counted.
pub(super) fn measure(gate: &Gate<'_>) -> Result<End, Stop> {
    let measured = measure::measure(gate.screen, gate.workspace, 2)?;
    let passed = |rows: Vec<measure::Row>| format!("{} paths are the same twice", rows.len());
    Ok(measured.map_or_else(End::Failed, |rows| End::Passed(passed(rows))))
}
