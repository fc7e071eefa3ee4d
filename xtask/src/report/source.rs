//! Which source a report is of.

use std::time::SystemTime;

use duct::cmd;

use crate::ground::workspace::Workspace;

/// The version, the commit where there is one, and the time.
pub(super) fn describe(workspace: &Workspace) -> String {
    let git = |args: &[&str]| {
        cmd("git", args)
            .dir(workspace.root())
            .stderr_null()
            .read()
            .ok()
    };
    let commit = git(&["rev-parse", "--short=12", "HEAD"]).map(|commit| {
        let changed = git(&["status", "--porcelain"]).is_none_or(|status| !status.is_empty());
        let changes = if changed { ", with changes" } else { "" };
        format!(", commit {commit}{changes}")
    });
    let now = humantime::format_rfc3339_seconds(SystemTime::now());
    let version = env!("CARGO_PKG_VERSION");
    format!("Version {version}{}; {now}", commit.unwrap_or_default())
}
