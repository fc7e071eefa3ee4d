//! The step that runs an example which is a kernel.

use crate::gate::kernel::Kernel;
use crate::gate::run::end::End;
use crate::gate::run::gate::Gate;
use crate::ground::stop::Stop;
use crate::setup::consent;
use crate::setup::packages::Emulator;
use crate::setup::toolchain;

/// Every run on every target that this machine can have.
pub(super) fn every_target(gate: &Gate<'_>, kernel: &Kernel) -> Result<End, Stop> {
    kernel.format(gate.screen)?;
    let mut said = Vec::new();
    let mut missing = Vec::new();
    for target in kernel.targets()? {
        match can_run(gate, target) {
            Err(why) => missing.push(format!("{target} was not run: {why}")),
            Ok(()) => {
                let runs = kernel.run(gate.screen, target)?;
                said.push(format!("{target}: {}", runs.join(", ")));
            }
        }
    }
    Ok(match &missing[..] {
        [] => End::Passed(said.join("; ")),
        _ => End::without([missing, said].concat().join("; "), consent::in_ci()),
    })
}

/// That this machine builds and boots kernels for `target`, or why not.
fn can_run(gate: &Gate<'_>, target: &str) -> Result<(), String> {
    let emulator = Emulator::of(target).ok_or("no emulator for it is known here")?;
    if !emulator.is_there() {
        return Err(format!("{} is not on PATH", emulator.program()));
    }
    toolchain::target(gate.screen, target).map_err(|stop| stop.message().to_owned())
}
