//! The examples: programs that have the whole suite of somebody else's lock.

use std::time::Duration;

use crate::ground::cargo::Build;
use crate::ground::child;
use crate::ground::screen::Screen;
use crate::ground::stop::Stop;
use crate::ground::task;
use crate::ground::workspace::Workspace;
use crate::model::programs::PROFILE;

/// When one build's suite counts as hung.
const LIMIT: Duration = Duration::from_secs(600);

/// One of them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Example {
    /// Its folder.
    pub(crate) name: &'static str,
    /// Its package, with one program in it.
    package: &'static str,
    /// What it is built for: a checker, or nothing, which is native stress.
    builds: &'static [Option<&'static str>],
}

/// All of them.
pub(crate) const EXAMPLES: [Example; 2] = [
    Example {
        name: "clh",
        package: "latchwork-example-clh",
        builds: &[Some("explore"), Some("loom"), Some("shuttle"), None],
    },
    Example {
        name: "lock_api",
        package: "latchwork-example-lock-api",
        builds: &[None],
    },
];

impl Example {
    /// Builds it for each checker in turn, and has all its checks run; how each
    /// ended is the result.
    pub(crate) fn run(self, screen: &Screen, workspace: &Workspace) -> Result<String, Stop> {
        let mut results = Vec::new();
        for &cfg in self.builds {
            let build = Build {
                package: self.package,
                profile: PROFILE,
                target: None,
                cfg,
            };
            let program = build.run(screen, workspace)?;
            let checker = cfg.unwrap_or("native");
            let label = format!("{} all, {checker}", self.name);
            let command = child::tied_group(LIMIT, program, ["all".into()]);
            let output = task::run(screen, &label, &command)?;
            results.push(format!(
                "{checker}: {}",
                output.lines().last().unwrap_or("")
            ));
        }
        Ok(results.join("; "))
    }
}
