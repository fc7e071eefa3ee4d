//! The steps that look at the sources and the manifests.

use std::path::PathBuf;

use crate::gate::arrows;
use crate::gate::interface;
use crate::gate::lock_files;
use crate::gate::published;
use crate::gate::run::end::End;
use crate::gate::run::gate::Gate;
use crate::gate::source_rules;
use crate::ground::sources;
use crate::ground::stop::Stop;

/// Every source file, one by one: `cargo fmt` does not see the modules that a list
/// declares.
pub(super) fn format(gate: &Gate<'_>) -> Result<End, Stop> {
    let mut files = Vec::new();
    for member in gate.workspace.members() {
        files.extend(sources::files(member, &["rs"])?);
    }
    let check = ["--check".into()].into_iter();
    let arguments = check.chain(files.into_iter().map(PathBuf::into_os_string));
    let command = duct::cmd("rustfmt", arguments).dir(gate.workspace.root());
    gate.run("rustfmt --check", &command)
}

/// Who may depend on whom.
pub(super) fn arrows(gate: &Gate<'_>) -> End {
    found(arrows::violations(gate.workspace))
}

/// What no lint knows of.
pub(super) fn rules(gate: &Gate<'_>) -> Result<End, Stop> {
    Ok(found(source_rules::violations(gate.workspace)?))
}

/// What a kernel that depends on the primitives locks.
pub(super) fn lock_files(gate: &Gate<'_>) -> Result<End, Stop> {
    let sizes = lock_files::check(gate.screen, gate.workspace)?;
    Ok(sizes.map_or_else(End::Failed, End::Passed))
}

/// What is published, without the workspace.
pub(super) fn packages(gate: &Gate<'_>) -> Result<End, Stop> {
    let whole = published::check(gate.screen, gate.workspace)?;
    Ok(whole.map_or_else(End::Failed, End::Passed))
}

/// What is public, and what was promised.
pub(super) fn interface(gate: &Gate<'_>) -> Result<End, Stop> {
    Ok(match interface::check(gate.screen, gate.workspace)? {
        Err(why) => End::Skipped(why),
        Ok(compared) => compared.map_or_else(End::Failed, End::Passed),
    })
}

/// The end of a step that found these violations.
fn found(violations: Vec<String>) -> End {
    match &violations[..] {
        [] => End::Passed(String::new()),
        _ => End::Failed(violations.join("\n")),
    }
}
