//! A page that one CPU takes away while others use it.

use super::claim::{NO_INTERRUPTS, NONE, assert_undisturbed, claim};
use crate::module::program;
use crate::table::{Checker, Draw, Gap, Object, Row, Subject, all, drawn};
use core::marker::PhantomData;
use latchwork_atomic::{UnsafeCell, model};
use latchwork_cpu::{Cpu, Nesting};
use latchwork_kernel_lib::boot::PAGE;
use latchwork_kernel_lib::hardware::author::{TranslationEvent, TranslationSpec};
use latchwork_kernel_lib::hardware::model::Model;
use latchwork_kernel_lib::hardware::{
    CpuSet, Cpus, Mapping, PageTables, Rights, SendInterrupt, Shootdown, Tlb,
};
use latchwork_layer::Log;
use latchwork_suite::Property::{self, Exclusion, Progress, Refinement};
use latchwork_suite::lock::ModelCpu;
use latchwork_suite::module::{Calls, Module, Program};
use std::sync::Arc;

/// The page, and where it leads.
const AT: u64 = PAGE;
const FRAME: u64 = 7 * PAGE;

/// Shootdowns, and their known-bad twins.
pub(super) fn object() -> Object {
    let at_random = || drawn(Draw::AtRandom);
    let rows = [
        //                                           explorer  loom  shuttle
        taken::<Shot, 2>("Shootdown", 1).by(all(), NONE, at_random()),
        taken::<Shot, 2>("Shootdown", 2).by(all(), NONE, at_random()),
        taken::<Shot, 3>("Shootdown", 1).by(all(), NONE, at_random()),
        protected::<Shot, 2>("Shootdown", 2).by(all(), NONE, at_random()),
        beside::<Shot>("Shootdown").by(all(), NONE, at_random()),
        crossing::<Shot>("Shootdown").by(all(), NONE, at_random()),
        // Known-bad twins.
        twin(taken::<Local, 2>("ForgetsAlone", 2), Exclusion, Refinement),
        twin(
            protected::<Local, 2>("ForgetsAlone", 2),
            Exclusion,
            Refinement,
        ),
        twin(taken::<Hasty, 2>("DoesNotWait", 2), Exclusion, Refinement),
        twin(taken::<Early, 2>("ForgetsFirst", 2), Exclusion, Refinement),
        twin(crossing::<Off>("InterruptsStayOff"), Progress, Progress),
    ];
    Object::new("translation", rows)
        .without(Gap::Program(Checker::Loom), NO_INTERRUPTS)
        .without(Gap::Twin(Checker::Loom), NO_INTERRUPTS)
        .without(
            Gap::Environment,
            "what it waits for is that each of the others takes an interrupt, which is its own",
        )
}

/// A twin, and what of it is found by the explorer, and by shuttle, which sees no races.
fn twin(subject: Subject, explored: Property, sampled: Property) -> Row {
    subject.by(
        all().violates(explored),
        NONE,
        drawn(Draw::AtRandom).violates(sampled),
    )
}

/// The last CPU unmaps the page, which the others use, and uses its frame.
fn taken<F: Forget, const CPUS: usize>(name: &'static str, accesses: usize) -> Subject {
    let taken = Program::<Space<F, CPUS>> {
        name: "taken",
        cpus: CPUS,
        operations: accesses,
        operation: |space, cpu, round, calls| {
            space.begin(round);
            if cpu != CPUS - 1 {
                space.access(calls);
            } else if round == 0 {
                space.take_away(calls, |tables| {
                    // SAFETY: the frame is used when every CPU has forgotten it, if ever.
                    unsafe { tables.unmap(AT) }.expect("it is mapped");
                });
            }
        },
    };
    program(claim, name, taken)
}

/// The last CPU takes the right to write from the page, to which the others write.
fn protected<F: Forget, const CPUS: usize>(name: &'static str, accesses: usize) -> Subject {
    let protected = Program::<Space<F, CPUS>> {
        name: "protected",
        cpus: CPUS,
        operations: accesses,
        operation: |space, cpu, round, calls| {
            space.begin(round);
            if cpu != CPUS - 1 {
                space.access(calls);
            } else if round == 0 {
                space.take_away(calls, |tables| {
                    // SAFETY: the frame is read when every CPU has forgotten the right, if ever.
                    let former = unsafe { tables.protect(AT, Rights::default()) };
                    assert_eq!(former, Ok(WRITE), "what it was mapped with");
                });
            }
        },
    };
    program(claim, name, protected)
}

/// The last CPU unmaps the page, and another has all forget something else: its interrupt may
/// answer for both.
fn beside<F: Forget>(name: &'static str) -> Subject {
    let beside = Program::<Space<F, 3>> {
        name: "beside",
        cpus: 3,
        operations: 1,
        operation: |space, cpu, round, calls| {
            space.begin(round);
            match cpu {
                0 => space.access(calls),
                1 => {
                    (0..3).for_each(|cpu| space.0.model.wait_for(cpu));
                    F::forget(&space.0);
                }
                _ => space.take_away(calls, |tables| {
                    // SAFETY: the frame is used when every CPU has forgotten it, if ever.
                    unsafe { tables.unmap(AT) }.expect("it is mapped");
                }),
            }
        },
    };
    program(claim, name, beside)
}

/// Two CPUs have each other forget.
fn crossing<F: Forget>(name: &'static str) -> Subject {
    let crossing = Program::<Space<F, 2>> {
        name: "crossing",
        cpus: 2,
        operations: 1,
        operation: |space, cpu, round, calls| {
            space.begin(round);
            space.0.model.wait_for(1 - cpu);
            F::forget(&space.0);
            space.0.log.append(TranslationEvent::Forgotten);
            calls.note(TranslationEvent::Forgotten);
            assert_undisturbed();
        },
    };
    program(claim, name, crossing)
}

const WRITE: Rights = Rights {
    write: true,
    execute: false,
};

/// A page of which CPUs keep the translation, and how they forget it.
struct Space<F, const CPUS: usize>(Arc<Machine>, PhantomData<F>);

/// The machine, whose CPUs answer shootdowns.
pub(super) struct Machine {
    pub(super) model: Model,
    pub(super) shootdown: Shootdown<4>,
    frame: UnsafeCell<usize>,
    log: Log<TranslationEvent>,
}

// SAFETY: none; that the frame is used by one CPU at a time is what is checked.
unsafe impl Sync for Machine {}

impl<F: Forget, const CPUS: usize> Space<F, CPUS> {
    /// The calling CPU comes online in its first round.
    fn begin(&self, round: usize) {
        if round == 0 {
            let machine = Arc::clone(&self.0);
            let answer = move || machine.shootdown.answer::<ModelCpu>(&machine.model);
            self.0.model.come_online(answer, || {});
        }
    }

    /// Writes to the page, if it is there and may be written.
    fn access(&self, calls: &Calls<TranslationEvent>) {
        let Machine {
            model: machine,
            frame,
            log,
            ..
        } = &*self.0;
        // The others go on, under a checker that has them do so at accesses to memory only.
        model::yield_now();
        let event = machine.access(AT, |mapping| {
            if mapping.is_none_or(|it| !it.rights.write) {
                log.append(TranslationEvent::Fault);
                return TranslationEvent::Fault;
            }
            log.append(TranslationEvent::Use);
            frame.with(|frame| {
                // SAFETY: what is checked: nobody writes it while it may be used.
                unsafe { frame.read() }
            });
            TranslationEvent::Use
        });
        calls.note(event);
    }

    /// Changes the tables, has all forget, and uses the frame.
    fn take_away(&self, calls: &Calls<TranslationEvent>, change: impl FnOnce(&mut dyn PageTables)) {
        let Machine {
            model, frame, log, ..
        } = &*self.0;
        (0..CPUS).for_each(|cpu| model.wait_for(cpu));
        F::take_away(&self.0, || change(&mut model.tables()));
        log.append(TranslationEvent::Reuse);
        frame.with_mut(|frame| {
            // SAFETY: what is checked: nobody uses it any more.
            unsafe { *frame += 1 };
        });
        calls.note(TranslationEvent::Reuse);
        assert_undisturbed();
    }
}

impl<F: Forget, const CPUS: usize> Module for Space<F, CPUS> {
    type Spec = TranslationSpec;

    fn new() -> Self {
        let machine = Machine {
            model: Model::new(CPUS, 2),
            shootdown: Shootdown::new(),
            frame: UnsafeCell::new(0),
            log: Log::new(),
        };
        let mapping = Mapping {
            frame: FRAME,
            rights: WRITE,
        };
        // SAFETY: nobody is there yet.
        unsafe { machine.model.tables().map(AT, mapping) }.expect("nothing is mapped");
        Self(Arc::new(machine), PhantomData)
    }

    fn spec() -> TranslationSpec {
        TranslationSpec
    }

    fn log(&self) -> &Log<TranslationEvent> {
        &self.0.log
    }
}

/// How CPUs are made to forget the page.
trait Forget: Send + Sync + 'static {
    /// Has all CPUs of `machine` forget it.
    fn forget(machine: &Machine);

    /// Changes the tables, and has all forget what they were.
    fn take_away(machine: &Machine, change: impl FnOnce()) {
        change();
        Self::forget(machine);
    }
}

/// As the hardware layer does.
struct Shot;

/// The calling CPU forgets, and no other.
struct Local;

/// The others are interrupted, and not waited for.
struct Hasty;

/// All forget before the tables are changed.
struct Early;

/// Waits with interrupts off.
struct Off;

impl Forget for Shot {
    fn forget(machine: &Machine) {
        let (model, cpus) = (&machine.model, all_of(machine));
        machine.shootdown.forget::<ModelCpu>(model, model, cpus, AT);
    }
}

impl Forget for Local {
    fn forget(machine: &Machine) {
        machine.model.forget(AT);
    }
}

impl Forget for Hasty {
    fn forget(machine: &Machine) {
        machine.model.forget(AT);
        for cpu in all_of(machine).without(model::current_cpu()).iter() {
            machine.model.send(cpu);
        }
    }
}

impl Forget for Early {
    fn forget(machine: &Machine) {
        Shot::forget(machine);
    }

    fn take_away(machine: &Machine, change: impl FnOnce()) {
        Self::forget(machine);
        change();
        machine.model.forget(AT);
    }
}

impl Forget for Off {
    fn forget(machine: &Machine) {
        /// Says that interrupts are on, and leaves them off.
        struct StayOff;

        // SAFETY: none; interrupts are off where the caller has them on.
        unsafe impl Cpu for StayOff {
            fn index() -> usize {
                ModelCpu::index()
            }

            fn interrupts_off() -> bool {
                ModelCpu::interrupts_off();
                true
            }

            unsafe fn interrupts_on() {}

            fn with_nesting<U>(look: impl FnOnce(&Nesting) -> U) -> U {
                ModelCpu::with_nesting(look)
            }
        }

        let (model, cpus) = (&machine.model, all_of(machine));
        machine.shootdown.forget::<StayOff>(model, model, cpus, AT);
        model::interrupt::on();
    }
}

/// The CPUs of `machine`.
fn all_of(machine: &Machine) -> CpuSet {
    CpuSet::first(machine.model.present())
}
