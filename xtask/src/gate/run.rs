//! Running a step: which function does it.

mod build;
mod check;
mod compare;
mod end;
mod gate;
mod image;
mod kernel;
mod source;
mod test;
mod under_checker;

use crate::gate::steps::Step;
use crate::ground::stop::Stop;
use crate::image::qemu::Loader;

pub(crate) use self::end::End;
pub(crate) use self::gate::Gate;

/// Runs `step`; how it ended is the result, also if it could not go on.
pub(crate) fn step(gate: &Gate<'_>, step: &Step) -> End {
    let end = try_step(gate, step);
    end.unwrap_or_else(|stop| End::Failed(stop.message().to_owned()))
}

fn try_step(gate: &Gate<'_>, step: &Step) -> Result<End, Stop> {
    match *step {
        Step::Format => source::format(gate),
        Step::Arrows => Ok(source::arrows(gate)),
        Step::SourceRules => source::rules(gate),
        Step::LockFiles => source::lock_files(gate),
        Step::Packages => source::packages(gate),
        Step::Interface => source::interface(gate),
        Step::ClippyHost => build::clippy_host(gate),
        Step::ClippyProgram(kind) => build::clippy_program(gate, step, kind),
        Step::ClippyImage => build::clippy_image(gate),
        Step::Doc => build::doc(gate, step),
        Step::DocProgram(kind) => build::doc_program(gate, step, kind),
        Step::Build(target) => build::target(gate, target),
        Step::Features => build::features(gate),
        Step::Oldest => build::oldest(gate),
        Step::Test(profile) => test::host(gate, step, profile),
        Step::Explorer => test::explorer(gate, step),
        Step::Gaps(kind) => under_checker::gaps(gate, step, kind),
        Step::Primitives(kind) => under_checker::primitives(gate, step, kind),
        Step::Counterexamples(kind) => under_checker::counterexamples(gate, step, kind),
        Step::CurveTests => under_checker::curves(gate, step),
        Step::Curves => check::curves(gate),
        Step::Check(checker) => check::all(gate, checker),
        Step::Layers => check::layers(gate),
        Step::Example(ref example) => check::example(gate, example),
        Step::Kernel(ref kernel) => kernel::every_target(gate, kernel),
        Step::Mutate => check::mutate(gate),
        Step::EveryTest => compare::every_test(gate),
        Step::Pages => compare::pages(gate),
        Step::Boot(cpus, profile) => image::boot(gate, cpus, profile),
        Step::Iso => image::by(gate, Loader::Grub),
        Step::Uefi => image::by(gate, Loader::Uefi),
        Step::Lit => image::lit(gate),
        Step::Provoke(provocation) => image::provoke(gate, provocation),
        Step::Typed => image::typed(gate),
        Step::Unfit => image::unfit(gate),
        Step::Spare => image::spare(gate),
        Step::Matrix => image::matrix(gate),
        Step::Apart => image::apart(gate),
        Step::Measure => image::measure(gate),
    }
}
