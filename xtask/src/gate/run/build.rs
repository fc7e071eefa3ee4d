//! The steps that have cargo build: lints, documentation, the primitives for a target.

use crate::gate::members::{self, packages};
use crate::gate::run::end::End;
use crate::gate::run::gate::Gate;
use crate::gate::steps::Step;
use crate::ground::stop::Stop;
use crate::image::boot::PACKAGE;
use crate::model::programs::Kind;
use crate::setup::consent;
use crate::setup::toolchain::{self, IMAGE_TARGET};

/// What has clippy deny warnings.
const DENY: [&str; 3] = ["--", "-D", "warnings"];

/// Lints of the host's packages.
pub(super) fn clippy_host(gate: &Gate<'_>) -> Result<End, Stop> {
    let clippy = ["clippy", "--workspace", "--all-targets"];
    gate.cargo(&[&clippy[..], &DENY].concat())
}

/// Lints of what is built for a checker.
pub(super) fn clippy_program(gate: &Gate<'_>, step: &Step, kind: Kind) -> Result<End, Stop> {
    let mut names = members::framework(gate.workspace, kind);
    names.extend(members::know(gate.workspace, kind));
    let args = [&packages(&names)[..], &["--all-targets"], &DENY].concat();
    gate.run(step, &gate.command_for(kind, "clippy", &args))
}

/// Lints of the image.
pub(super) fn clippy_image(gate: &Gate<'_>) -> Result<End, Stop> {
    toolchain::target(gate.screen, IMAGE_TARGET)?;
    let clippy = ["clippy", "--package", PACKAGE, "--target", IMAGE_TARGET];
    gate.cargo(&[&clippy[..], &DENY].concat())
}

/// The documentation of the workspace.
pub(super) fn doc(gate: &Gate<'_>, step: &Step) -> Result<End, Stop> {
    let command = gate.command(&["doc", "--workspace", "--no-deps", "--all-features"]);
    gate.run(step, &gate.documentation(&command, None))
}

/// The documentation of what is there only in a build for a checker.
pub(super) fn doc_program(gate: &Gate<'_>, step: &Step, kind: Kind) -> Result<End, Stop> {
    let packages = packages(&members::documented(gate.workspace, kind));
    let args = [&["--no-deps"], &packages[..]].concat();
    let command = gate.command_for(kind, "doc", &args);
    gate.run(step, &gate.documentation(&command, Some(kind)))
}

/// The primitives, built for `target`.
pub(super) fn target(gate: &Gate<'_>, target: &'static str) -> Result<End, Stop> {
    match toolchain::target(gate.screen, target) {
        Err(stop) => Ok(End::without(stop.message().to_owned(), consent::in_ci())),
        Ok(()) => {
            let primitives = packages(&members::primitives(gate.workspace));
            gate.cargo(&[&["build", "--target", target], &primitives[..]].concat())
        }
    }
}
