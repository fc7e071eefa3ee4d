//! The steps of `cargo xtask test`.

use std::fmt;

use latchwork_kernel_lib::protocol::Provocation;

use crate::cli::{Checker, Profile};
use crate::gate::example::{self, Example};
use crate::gate::kernel::{self, Kernel};
use crate::ground::workspace::Workspace;
use crate::image::serial::cpu_count;
use crate::model::programs::{CURVES, KINDS, Kind};
use crate::setup::packages::Tool;
use crate::setup::toolchain::{IMAGE_TARGET, SIMPLE_TARGET};

/// Where the primitives must build.
const TARGETS: [&str; 6] = [
    IMAGE_TARGET,
    "aarch64-unknown-none",
    "riscv64gc-unknown-none-elf",
    "thumbv7m-none-eabi",
    // Without compare-exchange.
    SIMPLE_TARGET,
    "riscv32imc-unknown-none-elf",
];

/// The test of a checker program that pins what its checker gets wrong.
pub(crate) const GAPS: &str = "gaps";

/// The image must boot so.
const BOOTS: [(u32, Profile); 6] = [
    (1, Profile::Release),
    (2, Profile::Release),
    (4, Profile::Release),
    (8, Profile::Release),
    (16, Profile::Release),
    (4, Profile::Dev),
];

/// One step.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// The layout of the source.
    Format,
    /// Packages depend on each other as they may, and are called as their folders.
    Arrows,
    /// What no lint knows of.
    SourceRules,
    /// A kernel that depends on a package of the primitives locks few others.
    LockFiles,
    /// Each package that is published is whole without the workspace.
    Packages,
    /// The public interfaces are as they were promised.
    Interface,
    /// Lints of the host's packages.
    ClippyHost,
    /// Lints of a checker program.
    ClippyProgram(Kind),
    /// Lints of the image.
    ClippyImage,
    /// The documentation builds without a warning.
    Doc,
    /// The documentation of what is built for a checker builds without a warning.
    DocProgram(Kind),
    /// Tests of the host's packages: all of them, with documentation tests and code that
    /// must not compile, or those that optimizations and debug assertions may change.
    Test(Profile),
    /// The explorer's own tests, optimized: counts, litmus tests, brute force.
    Explorer,
    /// The primitives build for a target, with the features that need no std, too.
    Build(&'static str),
    /// The primitives build for the host with each choice of features.
    Features,
    /// The primitives build with the oldest Rust and the oldest dependencies that they allow.
    Oldest,
    /// What a checker is known to get wrong is what it gets wrong.
    Gaps(Kind),
    /// The primitives' own tests, as they are built for a checker.
    Primitives(Kind),
    /// The controls' counterexamples are those that they were.
    Counterexamples(Kind),
    /// What the framework tests of the curves, which are drawn by a build of their own; the
    /// code in its documentation and the examples' programs, as they are in that build.
    CurveTests,
    /// Curves that are drawn twice are alike, byte for byte, and are as was published.
    Curves,
    /// Model checks.
    Check(Checker),
    /// Every layer is checked, and so is what it rests on.
    Layers,
    /// An example's whole suite, as it is built for what it is made for.
    Example(Example),
    /// An example that is a kernel: every run of it ends as it must.
    Kernel(Kernel),
    /// Every test that the sources have was run by one of the steps that test.
    EveryTest,
    /// The image boots and passes its self-tests.
    Boot(u32, Profile),
    /// The image boots from an ISO of GRUB's.
    Iso,
    /// The image boots as a program for UEFI firmware.
    Uefi,
    /// What the image says is read from the screen of a machine without a serial port.
    Lit,
    /// A boot that must fail does.
    Provoke(Provocation),
    /// What is typed comes to the image.
    Typed,
    /// The image refuses to run on a machine that lacks what it needs.
    Unfit,
    /// The image does without each feature of the CPU that it only wants.
    Spare,
    /// The image ends as it must on machines of many kinds.
    Matrix,
    /// Points of CPUs that share a core are marked.
    Apart,
    /// The paths of the locks' operations are as long in each boot.
    Measure,
    /// A check notices each small mistake in the primitives.
    Mutate,
    /// The pages say what there is, and what the programs print.
    Pages,
}

/// The steps, the quickest to fail first.
pub(crate) fn all(workspace: &Workspace) -> Vec<Step> {
    let mut steps = vec![
        Step::Format,
        Step::Arrows,
        Step::SourceRules,
        Step::LockFiles,
        Step::Packages,
        Step::ClippyHost,
    ];
    steps.extend(KINDS.map(Step::ClippyProgram));
    steps.push(Step::ClippyProgram(CURVES));
    steps.extend([Step::ClippyImage, Step::Doc]);
    steps.extend(KINDS.map(Step::DocProgram));
    steps.push(Step::DocProgram(CURVES));
    steps.extend([Profile::Dev, Profile::Release].map(Step::Test));
    steps.push(Step::Explorer);
    steps.extend(TARGETS.map(Step::Build));
    steps.extend([Step::Features, Step::Oldest]);
    // What the explorer gets right is among its own tests.
    let gaps = |kind: &Kind| {
        let name = kind.package();
        let mut packages = workspace.packages().iter();
        packages.any(|it| it.name == name && it.has_test(GAPS))
    };
    steps.extend(KINDS.into_iter().filter(gaps).map(Step::Gaps));
    steps.extend(KINDS.map(Step::Primitives));
    steps.extend(KINDS.map(Step::Counterexamples));
    steps.extend([Step::CurveTests, Step::Curves]);
    steps.extend(Checker::DEFAULT.map(Step::Check));
    // The longest before the short ones, which fill the gaps that they leave.
    steps.extend([Step::Check(Checker::Miri), Step::Mutate, Step::Layers]);
    steps.push(Step::EveryTest);
    steps.extend(example::all(workspace).into_iter().map(Step::Example));
    steps.extend(kernel::all(workspace).into_iter().map(Step::Kernel));
    steps.extend(BOOTS.map(|(cpus, profile)| Step::Boot(cpus, profile)));
    steps.extend([Step::Iso, Step::Uefi, Step::Lit]);
    steps.extend(Provocation::ALL.map(Step::Provoke));
    steps.extend([
        Step::Typed,
        Step::Unfit,
        Step::Spare,
        Step::Matrix,
        Step::Apart,
    ]);
    steps.extend([Step::Measure, Step::Interface, Step::Pages]);
    steps
}

impl Step {
    /// Whether it runs tests, and tells which.
    pub(crate) fn tests(&self) -> bool {
        matches!(
            self,
            Step::Test(_)
                | Step::Explorer
                | Step::Gaps(_)
                | Step::Primitives(_)
                | Step::Counterexamples(_)
                | Step::CurveTests
        )
    }

    /// Whether it runs only if it is named, or with `--deep`.
    pub(crate) fn is_deep(&self) -> bool {
        matches!(self, Step::Interface)
    }

    /// Whether it boots the image.
    pub(crate) fn boots(&self) -> bool {
        matches!(
            self,
            Step::Boot(..)
                | Step::Iso
                | Step::Uefi
                | Step::Lit
                | Step::Provoke(_)
                | Step::Typed
                | Step::Unfit
                | Step::Spare
                | Step::Matrix
                | Step::Apart
                | Step::Measure
        )
    }

    /// The cargo subcommand that it needs and a toolchain may lack, with its component.
    pub(crate) fn component(&self) -> Option<(&'static str, &'static str)> {
        match self {
            Step::Format => Some(("fmt", "rustfmt")),
            Step::ClippyHost | Step::ClippyProgram(_) | Step::ClippyImage | Step::Kernel(_) => {
                Some(("clippy", "clippy"))
            }
            _ => None,
        }
    }

    /// What it can be skipped without.
    pub(crate) fn tools(&self) -> Vec<Tool> {
        match self {
            Step::Kernel(kernel) => {
                let emulators = kernel.emulators().into_iter();
                emulators.map(Tool::Emulator).collect()
            }
            Step::Iso => vec![Tool::IsoMaker],
            Step::Uefi => vec![Tool::Firmware],
            Step::Lit | Step::Matrix => vec![Tool::IsoMaker, Tool::Firmware],
            _ => Vec::new(),
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Step::Format => f.write_str("format"),
            Step::Arrows => f.write_str("arrows"),
            Step::SourceRules => f.write_str("source rules"),
            Step::LockFiles => f.write_str("lock files"),
            Step::Packages => f.write_str("packages"),
            Step::Interface => f.write_str("interface"),
            Step::ClippyHost => f.write_str("clippy host"),
            Step::ClippyProgram(kind) => write!(f, "clippy {}", kind.name),
            Step::ClippyImage => f.write_str("clippy image"),
            Step::Doc => f.write_str("doc"),
            Step::DocProgram(kind) => write!(f, "doc {}", kind.name),
            Step::Test(profile) => write!(f, "test {}", profile.name()),
            Step::Explorer => f.write_str("test explore"),
            Step::Build(target) => write!(f, "build {target}"),
            Step::Features => f.write_str("features"),
            Step::Oldest => f.write_str("oldest"),
            Step::Gaps(kind) => write!(f, "gaps {}", kind.name),
            Step::Primitives(kind) => write!(f, "primitives {}", kind.name),
            Step::Counterexamples(kind) => write!(f, "counterexamples {}", kind.name),
            Step::CurveTests => write!(f, "test {}", CURVES.name),
            Step::Curves => f.write_str("curves"),
            Step::Check(checker) => write!(f, "check {}", checker.name()),
            Step::Layers => f.write_str("layers"),
            Step::EveryTest => f.write_str("every test"),
            Step::Example(example) => write!(f, "example {}", example.name),
            Step::Kernel(kernel) => write!(f, "example {}", kernel.name),
            Step::Boot(cpus, profile) => {
                write!(f, "boot {} {}", profile.name(), cpu_count(*cpus as usize))
            }
            Step::Iso => f.write_str("boot iso"),
            Step::Uefi => f.write_str("boot uefi"),
            Step::Lit => f.write_str("boot screen"),
            Step::Provoke(provocation) => write!(f, "provoke {}", provocation.name()),
            Step::Typed => f.write_str("boot typed"),
            Step::Unfit => f.write_str("provoke unfit"),
            Step::Spare => f.write_str("boot without"),
            Step::Matrix => f.write_str("boot matrix"),
            Step::Apart => f.write_str("provoke apart"),
            Step::Measure => f.write_str("measure"),
            Step::Mutate => f.write_str("mutate"),
            Step::Pages => f.write_str("pages"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_step_has_a_name_of_its_own() {
        let workspace = Workspace::find().expect("we are in one");
        let steps = all(&workspace);
        let names: BTreeSet<String> = steps.iter().map(Step::to_string).collect();
        assert_eq!(names.len(), steps.len());
        let gaps = names.iter().filter(|name| name.starts_with("gaps"));
        assert_eq!(gaps.count(), 2, "{names:?}");
    }
}
