//! The steps of `cargo xtask test`.

use std::fmt;

use crate::cli::{Checker, Profile};
use crate::gate::example::{EXAMPLES, Example};
use crate::image::provoke::{PROVOCATIONS, Provocation};
use crate::image::serial::cpu_count;
use crate::model::programs::{KINDS, Kind};
use crate::setup::toolchain::IMAGE_TARGET;

/// Where the primitives must build.
const TARGETS: [&str; 4] = [
    IMAGE_TARGET,
    "aarch64-unknown-none",
    "riscv64gc-unknown-none-elf",
    "thumbv7m-none-eabi",
];

/// The image must boot so.
const BOOTS: [(u32, Profile); 5] = [
    (1, Profile::Release),
    (2, Profile::Release),
    (4, Profile::Release),
    (8, Profile::Release),
    (4, Profile::Dev),
];

/// One step.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    /// The layout of the source.
    Format,
    /// Lints of the host's packages.
    ClippyHost,
    /// Lints of a checker program.
    ClippyProgram(Kind),
    /// Lints of the image.
    ClippyImage,
    /// The documentation builds without a warning.
    Doc,
    /// So does that of what is built for a checker.
    DocProgram(Kind),
    /// Unit tests, documentation tests, and code that must not compile.
    Test(Profile),
    /// The explorer's own tests, optimized: counts, litmus tests, brute force.
    Explorer,
    /// The primitives build for a target.
    Build(&'static str),
    /// What a checker is known to get wrong is what it gets wrong.
    Gaps(Kind),
    /// The controls' counterexamples are those that they were.
    Counterexamples(Kind),
    /// Model checks.
    Check(Checker),
    /// Every layer is checked, and so is what it rests on.
    Layers,
    /// An example's whole suite, as it is built for what it is made for.
    Example(Example),
    /// The image boots and passes its self-tests.
    Boot(u32, Profile),
    /// A boot that must fail does.
    Provoke(Provocation),
    /// A check notices each small mistake in the primitives.
    Mutate,
}

/// All of them, the quickest to fail first.
pub(crate) fn all() -> Vec<Step> {
    let mut steps = vec![Step::Format, Step::ClippyHost];
    steps.extend(KINDS.map(Step::ClippyProgram));
    steps.extend([Step::ClippyImage, Step::Doc]);
    steps.extend(KINDS.map(Step::DocProgram));
    steps.extend([Profile::Dev, Profile::Release].map(Step::Test));
    steps.push(Step::Explorer);
    steps.extend(TARGETS.map(Step::Build));
    // What the explorer gets right is among its own tests.
    let others = KINDS
        .into_iter()
        .filter(|kind| kind.name != Checker::Explore.name());
    steps.extend(others.map(Step::Gaps));
    steps.extend(KINDS.map(Step::Counterexamples));
    steps.extend(Checker::DEFAULT.map(Step::Check));
    steps.push(Step::Check(Checker::Miri));
    steps.push(Step::Layers);
    steps.extend(EXAMPLES.map(Step::Example));
    steps.extend(BOOTS.map(|(cpus, profile)| Step::Boot(cpus, profile)));
    steps.extend(PROVOCATIONS.map(Step::Provoke));
    steps.push(Step::Mutate);
    steps
}

impl Step {
    /// Whether it boots the image.
    pub(crate) fn boots(self) -> bool {
        matches!(self, Step::Boot(..) | Step::Provoke(_))
    }

    /// The cargo subcommand that it needs and a toolchain may lack, with its component.
    pub(crate) fn component(self) -> Option<(&'static str, &'static str)> {
        match self {
            Step::Format => Some(("fmt", "rustfmt")),
            Step::ClippyHost | Step::ClippyProgram(_) | Step::ClippyImage => {
                Some(("clippy", "clippy"))
            }
            _ => None,
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Step::Format => f.write_str("format"),
            Step::ClippyHost => f.write_str("clippy host"),
            Step::ClippyProgram(kind) => write!(f, "clippy {}", kind.name),
            Step::ClippyImage => f.write_str("clippy image"),
            Step::Doc => f.write_str("doc"),
            Step::DocProgram(kind) => write!(f, "doc {}", kind.name),
            Step::Test(profile) => write!(f, "test {}", profile.name()),
            Step::Explorer => f.write_str("test explore"),
            Step::Build(target) => write!(f, "build {target}"),
            Step::Gaps(kind) => write!(f, "gaps {}", kind.name),
            Step::Counterexamples(kind) => write!(f, "counterexamples {}", kind.name),
            Step::Check(checker) => write!(f, "check {}", checker.name()),
            Step::Layers => f.write_str("layers"),
            Step::Example(example) => write!(f, "example {}", example.name),
            Step::Boot(cpus, profile) => {
                write!(f, "boot {} {}", profile.name(), cpu_count(*cpus as usize))
            }
            Step::Provoke(provocation) => write!(f, "provoke {}", provocation.name),
            Step::Mutate => f.write_str("mutate"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_step_has_a_name_of_its_own() {
        let names: BTreeSet<String> = all().iter().map(Step::to_string).collect();
        assert_eq!(names.len(), all().len());
    }
}
