//! What each step needs to itself while it runs.

use crate::cli::{Checker, Profile};
use crate::gate::interface;
use crate::gate::kernel;
use crate::gate::oldest;
use crate::gate::published;
use crate::gate::schedule::Claim;
use crate::gate::steps::Step;
use crate::model::programs::{CURVES, EXPLORER, KINDS};
use crate::setup::toolchain::IMAGE_TARGET;

/// Where the host's packages are checked, documented and tested without optimizations.
const DEV: &str = "debug";

/// Where the host's packages are tested with optimizations.
const RELEASE: &str = "release";

/// Where the image is built; it also boots there, one machine at a time.
const IMAGE: &str = IMAGE_TARGET;

/// What each of `steps` needs.
pub(crate) fn of(steps: &[Step]) -> Vec<Claim> {
    let claim = |step: &Step| Claim {
        all_cores: uses_all_cores(step),
        places: places(step).into_iter().map(str::to_owned).collect(),
        after: match step {
            Step::Layers => among(steps, checks),
            Step::Pages => among(steps, |step| {
                checks(step) || matches!(step, Step::Example(_) | Step::Curves)
            }),
            Step::EveryTest => among(steps, Step::tests),
            _ => Vec::new(),
        },
    };
    steps.iter().map(claim).collect()
}

/// The indices of those of `steps` that are `wanted`.
fn among(steps: &[Step], wanted: impl Fn(&Step) -> bool) -> Vec<usize> {
    let indices = steps.iter().enumerate();
    let indices = indices.filter(|(_, step)| wanted(step));
    indices.map(|(index, _)| index).collect()
}

/// Whether a step checks with a checker that layers are judged by.
fn checks(step: &Step) -> bool {
    matches!(step, Step::Check(checker) if Checker::DEFAULT.contains(checker))
}

/// Builds are one chain of packages for much of their time, and tests often wait for the
/// longest of them; these steps have enough to do for every core at any time.
fn uses_all_cores(step: &Step) -> bool {
    matches!(
        step,
        Step::Explorer | Step::Curves | Step::Check(_) | Step::Mutate
    )
}

/// The directories that cargo locks while it builds, as they are called in `target`.
fn places(step: &Step) -> Vec<&'static str> {
    match step {
        Step::Format
        | Step::Arrows
        | Step::SourceRules
        | Step::LockFiles
        | Step::Layers
        | Step::Pages
        | Step::EveryTest => Vec::new(),
        Step::ClippyHost | Step::Doc | Step::Test(Profile::Dev) | Step::Build(_) => vec![DEV],
        Step::Features => vec![DEV],
        Step::Oldest => vec![oldest::PLACE],
        Step::Packages => vec![published::PLACE],
        Step::Interface => vec![interface::PLACE],
        Step::Test(Profile::Release) => vec![RELEASE],
        Step::Explorer => vec![EXPLORER.name],
        Step::ClippyProgram(kind)
        | Step::DocProgram(kind)
        | Step::Gaps(kind)
        | Step::Primitives(kind)
        | Step::Counterexamples(kind) => vec![kind.name],
        Step::CurveTests | Step::Curves => vec![CURVES.name],
        Step::Check(checker) => vec![checker.name()],
        Step::Example(_) => KINDS
            .iter()
            .map(|kind| kind.name)
            .chain([RELEASE])
            .collect(),
        Step::ClippyImage
        | Step::Boot(..)
        | Step::Iso
        | Step::Uefi
        | Step::Lit
        | Step::Provoke(_)
        | Step::Typed
        | Step::Unfit
        | Step::Spare
        | Step::Matrix
        | Step::Apart
        | Step::Measure => vec![IMAGE],
        Step::Kernel(_) => vec![kernel::PLACE],
        Step::Mutate => vec!["mutate"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_and_pages_wait_for_every_check_that_they_are_judged_by() {
        let mut steps = vec![Step::Format];
        steps.extend(Checker::DEFAULT.map(Step::Check));
        steps.extend([Step::Check(Checker::Miri), Step::Layers, Step::Pages]);
        steps.push(Step::Curves);
        let claims = of(&steps);
        assert_eq!(claims[5].after, [1, 2, 3]);
        assert_eq!(claims[6].after, [1, 2, 3, 7]);
        assert!(claims[..5].iter().all(|claim| claim.after.is_empty()));
    }

    #[test]
    fn what_builds_in_one_directory_does_so_in_turn() {
        let [kind, other, _] = KINDS;
        let claims = of(&[
            Step::Gaps(kind),
            Step::Counterexamples(kind),
            Step::Counterexamples(other),
        ]);
        assert_eq!(claims[0].places, claims[1].places);
        assert_ne!(claims[1].places, claims[2].places);
    }
}
