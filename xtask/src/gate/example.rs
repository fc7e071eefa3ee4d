//! The examples: programs that have the whole suite of somebody else's lock.

use std::path::PathBuf;
use std::time::Duration;

use latchwork_coherence::contest::Measured;
use latchwork_kernel_lib::selftest::LOCKS;

use crate::cli::Profile;
use crate::gate::members;
use crate::ground::cargo::{Beside, Build};
use crate::ground::child;
use crate::ground::package::Package;
use crate::ground::screen::Screen;
use crate::ground::stop::Stop;
use crate::ground::task;
use crate::ground::workspace::Workspace;
use crate::model::programs::{CURVES, KINDS, Kind, PROFILE};

/// When one build's suite counts as hung.
const LIMIT: Duration = Duration::from_secs(600);

/// Where the examples are.
pub(crate) const FOLDER: &str = "examples";

/// The façade: what is written over it runs under every checker.
const FACADE: &str = "primitives/atomic";

/// One of them.
#[derive(Clone, Debug)]
pub(crate) struct Example {
    /// Its folder.
    pub(crate) name: String,
    /// Its package, with one program in it.
    package: String,
    /// Whether its lock is written over the façade.
    over_facade: bool,
}

/// What one build of an example printed.
#[derive(Debug)]
pub(crate) struct Printed {
    /// The example and the checker, `clh loom` for instance.
    pub(crate) name: String,
    pub(crate) output: String,
}

/// The examples of `workspace`.
pub(crate) fn all(workspace: &Workspace) -> Vec<Example> {
    let facade = |package: &Package| workspace.folder(package) == FACADE;
    let facade = workspace.packages().iter().find(|it| facade(it));
    let example = |package: &Package| {
        let folder = workspace.folder(package);
        let knows = |facade: &Package| package.dependencies.iter().any(|it| facade.is(it));
        Example {
            name: folder.rsplit('/').next().unwrap_or_default().to_owned(),
            package: package.name.clone(),
            over_facade: facade.is_some_and(knows),
        }
    };
    workspace.packages_under(FOLDER).map(example).collect()
}

/// The examples whose locks are written over the façade.
pub(crate) fn over_facade(workspace: &Workspace) -> Vec<Example> {
    let mut examples = all(workspace);
    examples.retain(|it| it.over_facade);
    examples
}

impl Example {
    /// What it is built for: each checker that it can run under, and nothing, which is
    /// native stress.
    fn builds(&self) -> Vec<Option<Kind>> {
        let checkers = KINDS.into_iter().filter(|_| self.over_facade);
        checkers.map(Some).chain([None]).collect()
    }

    /// Builds it for each checker in turn, and has all its checks run; what each
    /// printed is the result.
    pub(crate) fn run(&self, screen: &Screen, workspace: &Workspace) -> Result<Vec<Printed>, Stop> {
        let mut all = Vec::new();
        for kind in self.builds() {
            let program = self.build(screen, workspace, kind)?;
            let checker = kind.map_or("native", |kind| kind.name);
            let label = format!("{} all, {checker}", self.name);
            let command = child::tied_group(LIMIT, program, ["all".into()]);
            let output = task::run(screen, &label, &command)?;
            // Somebody else's lock may leave a statement out; an example has them all.
            let sum = output.lines().last().unwrap_or_default();
            if sum.contains("not checked") {
                return Err(Stop::Failed(format!("{label}: {sum}\n{output}")));
            }
            all.push(Printed {
                name: format!("{} {checker}", self.name),
                output,
            });
        }
        Ok(all)
    }

    /// Builds it for the simulated machine, and has it draw the curve of each of its locks:
    /// their names.
    pub(crate) fn curves(
        &self,
        screen: &Screen,
        workspace: &Workspace,
    ) -> Result<Vec<String>, Stop> {
        let program = self.build(screen, workspace, Some(CURVES))?;
        let label = format!("{} measure, {}", self.name, CURVES.name);
        let words = "measure --cpus 2 --acquisitions 100 --json".split(' ');
        let command = child::tied_group(LIMIT, program, words.map(Into::into));
        let output = task::run(screen, &label, &command)?;
        let measured: Result<Vec<Measured>, _> = output.lines().map(serde_json::from_str).collect();
        let measured = measured
            .map_err(|error| Stop::Failed(format!("{label}: {error}\n{output}")))?
            .into_iter();
        let locks = measured.map(|it| it.point.lock);
        let own: Vec<String> = locks.filter(|it| !LOCKS.contains(&&**it)).collect();
        match own.is_empty() {
            true => Err(Stop::Failed(format!(
                "{label}: no lock of its own\n{output}"
            ))),
            false => Ok(own),
        }
    }

    /// Builds it for a checker, or for the host's threads, with what other steps have
    /// built: the checker's program, or the optimized tests.
    fn build(
        &self,
        screen: &Screen,
        workspace: &Workspace,
        kind: Option<Kind>,
    ) -> Result<PathBuf, Stop> {
        let (package, target) = (&*self.package, None);
        let build = match kind {
            Some(kind) => Build {
                package,
                beside: Beside::Programs(&[&kind.package()]),
                features: &[],
                profile: PROFILE,
                target,
                cfg: Some(kind.name),
            },
            None => Build {
                package,
                beside: Beside::Tests(&members::depend_on_profile(workspace)),
                features: &[],
                profile: Profile::Release.name(),
                target,
                cfg: None,
            },
        };
        build.run(screen, workspace)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::package::tests::package;

    #[test]
    fn only_what_is_written_over_the_facade_runs_under_checkers() {
        let workspace = Workspace::of(vec![
            package(FACADE, &[]),
            package("examples/mine", &["suite", FACADE]),
            package("examples/theirs", &["suite", "dev:primitives/other"]),
        ]);
        let [mine, theirs] = &all(&workspace)[..] else {
            panic!("there are two")
        };
        assert_eq!((&*mine.name, &*theirs.name), ("mine", "theirs"));
        assert_eq!(mine.builds().len(), KINDS.len() + 1);
        assert_eq!(theirs.builds(), [None]);
    }
}
