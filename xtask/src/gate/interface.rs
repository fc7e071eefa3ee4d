//! Whether the public interfaces of the primitives are still what was promised.

use std::fs;
use std::path::Path;

use duct::Expression;

use crate::gate::members;
use crate::ground::program;
use crate::ground::screen::Screen;
use crate::ground::stop::Stop;
use crate::ground::task;
use crate::ground::workspace::Workspace;

/// The directory in `target` that this is done in.
pub(crate) const PLACE: &str = "interface";

/// The subcommand of cargo that compares.
const TOOL: &str = "semver-checks";

/// What came of a comparison that could be made: how many packages are as they were promised,
/// or what is wrong.
type Compared = Result<String, String>;

/// Compares the interface of each package of the primitives with that of the commit which the
/// workspace's manifest names; or says why that is skipped.
pub(crate) fn check(
    screen: &Screen,
    workspace: &Workspace,
) -> Result<Result<Compared, String>, Stop> {
    let Some(promised) = workspace.promised() else {
        return Ok(Ok(Err(
            "`workspace.metadata.gate.interface` names no commit".into(),
        )));
    };
    if !succeeds(&program::cargo([TOOL, "--version"])) {
        return Ok(Err(format!(
            "cargo {TOOL} is not installed: `cargo install --locked cargo-{TOOL}`"
        )));
    }
    let commit = format!("{promised}^{{commit}}");
    let known = duct::cmd("git", ["cat-file", "-e", &commit]).dir(workspace.root());
    if !succeeds(&known) {
        return Ok(Err(format!(
            "the history of this clone does not go back to {promised}"
        )));
    }
    let broken = twin(screen, workspace)?;
    if !broken {
        return Ok(Ok(Err(
            "a package that has lost a function passes: the comparison shows nothing".into(),
        )));
    }
    let primitives = members::primitives(workspace);
    let packages = members::packages(&primitives);
    let place = workspace.target().join(PLACE);
    let compare = [TOOL, "check-release", "--baseline-rev", promised];
    let command = program::cargo(compare.iter().chain(&packages))
        .env("CARGO_TARGET_DIR", place)
        .dir(workspace.root());
    task::run(screen, "the interfaces, and those promised", &command)?;
    let count = primitives.len();
    Ok(Ok(Ok(format!("{count} packages are as in {promised:.7}"))))
}

/// Whether a package is rejected that has lost a function.
fn twin(screen: &Screen, workspace: &Workspace) -> Result<bool, Stop> {
    let io = |error| Stop::io("cannot write a crate to a temporary directory", &error);
    let place = tempfile::tempdir().map_err(io)?;
    let [was, is] = ["was", "is"].map(|name| place.path().join(name));
    write(
        &was,
        "/// One.\npub fn one() {}\n/// Two.\npub fn two() {}\n",
    )
    .map_err(io)?;
    write(&is, "/// One.\npub fn one() {}\n").map_err(io)?;
    let compare = |with: &Path| {
        let args = [
            TOOL.as_ref(),
            "check-release".as_ref(),
            "--baseline-root".as_ref(),
        ];
        program::cargo(args.into_iter().chain([with.as_os_str()]))
            .env("CARGO_TARGET_DIR", workspace.target().join(PLACE))
            .dir(&is)
    };
    // What has lost nothing passes, so that the rejection is for the loss.
    task::run(screen, "a package, and itself", &compare(&is))?;
    Ok(!succeeds(&compare(&was)))
}

/// Writes a package with this library.
fn write(place: &Path, library: &str) -> std::io::Result<()> {
    fs::create_dir_all(place.join("src"))?;
    fs::write(place.join("src/lib.rs"), library)?;
    let manifest = "[package]\nname = \"twin\"\nversion = \"1.0.0\"\nedition = \"2024\"\n";
    fs::write(
        place.join("Cargo.toml"),
        format!("{manifest}\n[workspace]\n"),
    )
}

fn succeeds(command: &Expression) -> bool {
    let output = command.stdout_null().stderr_null().unchecked().run();
    output.is_ok_and(|it| it.status.success())
}
