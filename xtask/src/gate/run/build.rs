//! The steps that have cargo build: lints, documentation, the primitives for a target.

use crate::gate::combinations::{self, On};
use crate::gate::members::{self, packages};
use crate::gate::oldest;
use crate::gate::run::end::End;
use crate::gate::run::gate::Gate;
use crate::gate::steps::Step;
use crate::ground::cargo;
use crate::ground::package::Package;
use crate::ground::stop::Stop;
use crate::ground::workspace::PRIMITIVES;
use crate::image::boot::PACKAGE;
use crate::model::programs::Kind;
use crate::setup::consent;
use crate::setup::toolchain::{self, IMAGE_TARGET, ONE_CORE, SIMPLE_TARGET};

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

/// The primitives, built for `target`: as they are, and checked with the features that need
/// no std: with each choice of them for the image's target, with none and with all for any
/// other.
pub(super) fn target(gate: &Gate<'_>, target: &'static str) -> Result<End, Stop> {
    if let Err(stop) = toolchain::target(gate.screen, target) {
        return Ok(End::without(stop.message().to_owned(), consent::in_ci()));
    }
    let flags = match toolchain::has_exchange(target)? {
        true => None,
        false => Some(ONE_CORE),
    };
    let mut always = Vec::new();
    if flags.is_some() {
        let named = |package: &Package| format!("{}/{PORTABLE}", package.name);
        let has = |it: &&Package| it.features.contains_key(PORTABLE);
        always.extend(
            gate.workspace
                .packages_under(PRIMITIVES)
                .filter(has)
                .map(named),
        );
    }
    let always: Vec<&str> = always.iter().map(String::as_str).collect();
    let run = |args: &[&str]| {
        let command = gate.command(args);
        let command = match flags {
            Some(cfg) => cargo::with_cfg(&command, cfg),
            None => command,
        };
        gate.run(format_args!("cargo {}", args.join(" ")), &command)
    };
    let primitives = packages(&members::primitives(gate.workspace));
    let features = always.join(",");
    run(&[
        &["build", "--target", target, "--features", &features],
        &primitives[..],
    ]
    .concat())?;
    let whole = target == IMAGE_TARGET;
    let checked = each_choice(gate, On::Bare, whole, |package, choice| {
        let with = [&always[..], choice].concat().join(",");
        run(&[
            "check",
            "--target",
            target,
            "--package",
            package,
            "--features",
            &with,
        ])
    })?;
    Ok(End::Passed(format!("{checked} choices of features")))
}

/// The feature of a target without compare-exchange.
const PORTABLE: &str = "portable-atomic";

/// The primitives, checked for the host with each choice of features.
pub(super) fn features(gate: &Gate<'_>) -> Result<End, Stop> {
    let checked = each_choice(gate, On::Host, true, |package, choice| {
        gate.cargo(&[
            "check",
            "--package",
            package,
            "--features",
            &choice.join(","),
        ])
    })?;
    Ok(End::Passed(format!("{checked} choices of features")))
}

/// Has `check` look at each package of the primitives with each choice of features, or with
/// none and with all of them; how many there were.
fn each_choice(
    gate: &Gate<'_>,
    on: On,
    whole: bool,
    check: impl Fn(&str, &[&str]) -> Result<End, Stop>,
) -> Result<usize, Stop> {
    let mut checked = 0;
    for package in gate.workspace.packages_under(PRIMITIVES) {
        let mut choices = combinations::of(package, on)?;
        if !whole {
            // The first is of none, the last of all.
            choices.drain(1..choices.len().max(2) - 1);
        }
        for choice in choices {
            check(&package.name, &choice)?;
            checked += 1;
        }
    }
    Ok(checked)
}

/// The primitives, checked with the oldest Rust that they name and the oldest dependencies.
pub(super) fn oldest(gate: &Gate<'_>) -> Result<End, Stop> {
    let version = match oldest::rust(gate.workspace) {
        Ok(version) => version,
        Err(wrong) => return Ok(End::Failed(wrong)),
    };
    if let Err(stop) = toolchain::target(gate.screen, SIMPLE_TARGET) {
        return Ok(End::without(stop.message().to_owned(), consent::in_ci()));
    }
    match toolchain::of_version(gate.screen, version) {
        // Clippy looks for what that Rust has not (`incompatible_msrv`), wherever it runs.
        Err(stop) => Ok(End::Skipped(stop.message().to_owned())),
        Ok(()) => oldest::check(gate.screen, gate.workspace, version).map(End::Passed),
    }
}
