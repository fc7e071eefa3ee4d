//! A CPU that halts until something has been posted to it.

use super::claim::{NO_INTERRUPTS, NONE, assert_undisturbed, claim};
use crate::module::program;
use crate::table::{Checker, Draw, Gap, Object, Row, Subject, all, drawn};
use core::marker::PhantomData;
use latchwork_atomic::AtomicUsize;
use latchwork_atomic::Ordering::{Acquire, Release};
use latchwork_atomic::model::{self, interrupt};
use latchwork_cpu::Cpu;
use latchwork_kernel_lib::hardware::author::{PostEvent, PostSpec};
use latchwork_kernel_lib::hardware::model::Model;
use latchwork_kernel_lib::hardware::{Cpus, Halt, SendInterrupt, Timer, halt_until};
use latchwork_layer::Log;
use latchwork_suite::Property::Progress;
use latchwork_suite::lock::ModelCpu;
use latchwork_suite::module::{Calls, Module, Program};
use std::sync::Arc;

/// The halt, and its known-bad twins.
pub(super) fn object() -> Object {
    let at_random = || drawn(Draw::AtRandom);
    Object::new(
        "halt",
        [
            //                                      explorer  loom  shuttle
            posted::<Whole, 2>("halt_until", 1).by(all(), NONE, at_random()),
            posted::<Whole, 2>("halt_until", 2).by(all(), NONE, at_random()),
            posted::<Whole, 3>("halt_until", 1).by(all(), NONE, at_random()),
            ticked::<Whole>("halt_until", 2).by(all(), NONE, at_random()),
            // Known-bad twins: what comes between the look and the halt is slept through.
            twin(posted::<ChecksThenHalts, 2>("ChecksThenHalts", 1)),
            twin(posted::<InTwoSteps, 2>("InTwoSteps", 1)),
            twin(ticked::<ChecksThenHalts>("ChecksThenHalts", 1)),
        ],
    )
    .without(Gap::Program(Checker::Loom), NO_INTERRUPTS)
    .without(Gap::Twin(Checker::Loom), NO_INTERRUPTS)
    .without(
        Gap::Environment,
        "all that others do to it is to interrupt it, which comes at every place in a model",
    )
}

/// A twin, which sleeps for ever.
fn twin(subject: Subject) -> Row {
    subject.by(
        all().violates(Progress),
        NONE,
        drawn(Draw::AtRandom).violates(Progress),
    )
}

/// CPU 0 halts until each of the others has posted as often as it has gone round; they
/// interrupt it.
fn posted<W: Wait, const CPUS: usize>(name: &'static str, rounds: usize) -> Subject {
    let posted = Program::<Post<W, CPUS>> {
        name: "posted",
        cpus: CPUS,
        operations: rounds,
        operation: |post, cpu, round, calls| {
            if cpu == 0 {
                post.begin(round);
                post.collect((round + 1) * (CPUS - 1), calls);
            } else {
                post.model().wait_for(0);
                post.0.post();
                calls.note(PostEvent::Post);
                post.model().send(0);
            }
        },
    };
    program(claim, name, posted)
}

/// A CPU halts until the handler of its own timer has posted.
fn ticked<W: Wait>(name: &'static str, rounds: usize) -> Subject {
    let ticked = Program::<Post<W, 1>> {
        name: "ticked",
        cpus: 1,
        operations: rounds,
        operation: |post, _cpu, round, calls| {
            post.begin(round);
            post.model().once(1);
            post.collect(round + 1, calls);
        },
    };
    program(claim, name, ticked)
}

/// How a CPU waits for an interrupt that makes a condition true.
trait Wait: Send + Sync + 'static {
    fn until(model: &Model, ready: impl Fn() -> bool);
}

/// As the hardware layer does.
struct Whole;

/// Looks with interrupts on, and then halts.
struct ChecksThenHalts;

/// Turns interrupts on, and then halts.
struct InTwoSteps;

impl Wait for Whole {
    fn until(model: &Model, ready: impl Fn() -> bool) {
        halt_until::<ModelCpu>(model, ready);
    }
}

impl Wait for ChecksThenHalts {
    fn until(model: &Model, ready: impl Fn() -> bool) {
        while !ready() {
            // The others go on, under a checker that has them do so at accesses only.
            model::yield_now();
            ModelCpu::interrupts_off();
            // SAFETY: they are off, and no section is entered.
            unsafe { model.halt() };
        }
    }
}

impl Wait for InTwoSteps {
    fn until(model: &Model, ready: impl Fn() -> bool) {
        struct Halts<'a>(&'a Model);

        // SAFETY: none; what is pending comes in between.
        unsafe impl Halt for Halts<'_> {
            unsafe fn halt(&self) {
                interrupt::on();
                model::yield_now();
                interrupt::off();
                // SAFETY: the caller's promise.
                unsafe { self.0.halt() };
            }
        }

        halt_until::<ModelCpu>(&Halts(model), ready);
    }
}

/// The box of CPU 0, which waits as `W` does.
struct Post<W, const CPUS: usize>(Arc<Letters>, PhantomData<W>);

/// What is in the box, on its machine.
struct Letters {
    model: Model,
    posted: AtomicUsize,
    log: Log<PostEvent>,
}

impl Letters {
    fn post(&self) {
        // Release: pairs with the Acquire in `collect`.
        self.posted.fetch_add(1, Release);
        self.log.append(PostEvent::Post);
    }
}

impl<W: Wait, const CPUS: usize> Post<W, CPUS> {
    fn model(&self) -> &Model {
        &self.0.model
    }

    /// The calling CPU comes online in its first round. Nothing is to be done when others
    /// interrupt it; its timer posts, in the name of another CPU.
    fn begin(&self, round: usize) {
        if round == 0 {
            let letters = Arc::clone(&self.0);
            let post = move || model::as_cpu(CPUS, || letters.post());
            self.model().come_online(|| {}, post);
        }
    }

    /// Waits until so many letters have been posted.
    fn collect(&self, letters: usize, calls: &Calls<PostEvent>) {
        W::until(self.model(), || {
            // Acquire: pairs with the Release in `post`.
            let ready = self.0.posted.load(Acquire) >= letters;
            if !ready {
                self.0.log.append(PostEvent::Miss);
                calls.note(PostEvent::Miss);
            }
            ready
        });
        self.0.log.append(PostEvent::Collect(letters));
        calls.note(PostEvent::Collect(letters));
        assert_undisturbed();
        assert!(self.model().online().contains(0));
    }
}

impl<W: Wait, const CPUS: usize> Module for Post<W, CPUS> {
    type Spec = PostSpec;

    fn new() -> Self {
        let letters = Letters {
            model: Model::new(CPUS, 0),
            posted: AtomicUsize::new(0),
            log: Log::new(),
        };
        Self(Arc::new(letters), PhantomData)
    }

    fn spec() -> PostSpec {
        PostSpec
    }

    fn log(&self) -> &Log<PostEvent> {
        &self.0.log
    }
}
