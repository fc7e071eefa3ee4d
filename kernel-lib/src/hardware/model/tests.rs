//! The model on the threads of a host.

use super::*;
use crate::boot::PAGE;
use crate::hardware::{
    Mapping, PageTables, Rights, Shootdown, TableError, Timer, Tlb, halt_unless, halt_until,
};
use crate::threads::ThisThread;
use latchwork_atomic::Ordering::Relaxed;
use latchwork_atomic::model::{self, run};
use latchwork_atomic::{AtomicBool, AtomicUsize};
use latchwork_cpu::{Cpu, Nesting};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;

/// A CPU of a model on a host.
#[derive(Debug)]
struct OnHost;

// SAFETY: a thread of a model has an index, interrupts and a nesting of its own.
unsafe impl Cpu for OnHost {
    fn index() -> usize {
        current_cpu()
    }

    fn interrupts_off() -> bool {
        interrupt::off()
    }

    unsafe fn interrupts_on() {
        interrupt::on();
    }

    fn with_nesting<U>(look: impl FnOnce(&Nesting) -> U) -> U {
        ThisThread::with_nesting(look)
    }
}

const READ: Rights = Rights {
    write: false,
    execute: false,
};

fn mapping(frame: u64, rights: Rights) -> Mapping {
    Mapping {
        frame: frame * PAGE,
        rights,
    }
}

#[test]
fn a_cpu_that_halts_answers_another() {
    let shared = Arc::new((
        Model::new(2, 2),
        Shootdown::<2>::new(),
        AtomicBool::new(false),
    ));
    let work = move |cpu| {
        let (model, shootdown, over) = &*shared;
        let mine = Arc::clone(&shared);
        model.come_online(move || mine.1.answer::<OnHost>(&mine.0), || {});
        (0..2).for_each(|cpu| model.wait_for(cpu));
        assert_eq!(model.online(), CpuSet::first(model.present()));
        if cpu == 1 {
            halt_until::<OnHost>(model, || over.load(Acquire));
            return;
        }
        // SAFETY: nobody relies on the page.
        unsafe { model.tables().map(PAGE, mapping(7, READ)) }.unwrap();
        assert_eq!(model.access(PAGE, |it| it), Some(mapping(7, READ)));
        // SAFETY: nobody uses the page.
        let former = unsafe { model.tables().unmap(PAGE) };
        assert_eq!(former, Ok(mapping(7, READ)));
        assert_eq!(model.access(PAGE, |it| it), former.ok(), "it is kept");
        shootdown.forget::<OnHost>(model, model, model.online(), PAGE);
        assert_eq!(model.access(PAGE, |it| it), None);
        over.store(true, Release);
        model.send(1);
    };
    run(2, work, || {});
}

#[test]
fn a_timer_ends_a_halt() {
    run(
        1,
        |_| {
            let model = Model::new(1, 0);
            let came = Arc::new(AtomicUsize::new(0));
            let comes = Arc::clone(&came);
            model.come_online(
                || {},
                move || {
                    comes.fetch_add(1, Relaxed);
                },
            );
            model.every(10);
            halt_until::<OnHost>(&model, || came.load(Relaxed) == 2);
            // With interrupts off, so that it is pending when the CPU halts.
            interrupt::off();
            model.once(1);
            model.stop();
            assert!(!halt_unless::<OnHost>(&model, || false));
            assert!(!interrupt::are_on(), "they are as they were");
            assert!(halt_unless::<OnHost>(&model, || true));
            assert_eq!(came.load(Relaxed), 3);
            assert!(model.ticks() < model.ticks(), "it goes forward");
        },
        || {},
    );
}

#[test]
fn a_look_that_unwinds_leaves_interrupts_as_they_were() {
    run(
        1,
        |_| {
            let model = Model::new(1, 0);
            for were_on in [true, false] {
                if !were_on {
                    interrupt::off();
                }
                let look = || halt_unless::<OnHost>(&model, || resume_unwind(Box::new(())));
                assert!(catch_unwind(AssertUnwindSafe(look)).is_err());
                assert_eq!(interrupt::are_on(), were_on);
            }
        },
        || {},
    );
}

#[test]
#[should_panic = "a CPU must not halt in a section with interrupts off: 1 are entered"]
fn nobody_halts_in_a_section() {
    run(
        1,
        |_| {
            let model = Model::new(1, 0);
            latchwork_cpu::interrupts::without::<OnHost, _>(|| {
                halt_unless::<OnHost>(&model, || false)
            });
        },
        || {},
    );
}

#[test]
#[should_panic = "with interrupts off a CPU must not wait for others"]
fn nobody_waits_for_others_with_interrupts_off() {
    run(
        1,
        |_| {
            let (model, shootdown) = (Model::new(1, 1), Shootdown::<1>::new());
            model::interrupt::off();
            shootdown.forget::<OnHost>(&model, &model, CpuSet::first(1), 0);
        },
        || {},
    );
}

#[test]
fn tables_refuse_what_cannot_be() {
    let model = Model::new(1, 3);
    let mut tables = model.tables();
    let [write, execute] = [
        Rights {
            write: true,
            ..READ
        },
        Rights {
            execute: true,
            ..READ
        },
    ];
    let both = Rights {
        write: true,
        execute: true,
    };
    // SAFETY: nobody uses the page, here and below.
    let mut map = |rights| unsafe { tables.map(0, mapping(2, rights)) };
    assert_eq!(map(both), Err(TableError::WriteAndExecute));
    assert_eq!(map(write), Ok(()));
    assert_eq!(map(write), Err(TableError::Mapped));
    // SAFETY: nobody uses the page.
    let mut protect = |page, rights| unsafe { tables.protect(page, rights) };
    assert_eq!(protect(0, both), Err(TableError::WriteAndExecute));
    assert_eq!(protect(0, execute), Ok(write));
    assert_eq!(protect(PAGE, READ), Err(TableError::NotMapped));
    assert_eq!(tables.look_up(0), Some(mapping(2, execute)));
    // SAFETY: nobody uses the page.
    let gone = unsafe { tables.unmap(0) };
    assert_eq!(gone, Ok(mapping(2, execute)));
    // SAFETY: nobody uses the page.
    let again = unsafe { tables.unmap(0) };
    assert_eq!(again, Err(TableError::NotMapped));
    assert_eq!(tables.look_up(0), None);
}

#[test]
fn all_that_is_kept_is_forgotten_at_once() {
    run(
        1,
        |_| {
            let model = Model::new(1, 2);
            for page in [0, PAGE] {
                // SAFETY: nobody relies on the page.
                unsafe { model.tables().map(page, mapping(1, READ)) }.unwrap();
                model.access(page, |it| it).expect("it is mapped");
                // SAFETY: nobody uses the page.
                unsafe { model.tables().unmap(page) }.unwrap();
            }
            model.forget(0);
            assert_eq!(model.access(0, |it| it), None);
            assert!(
                model.access(PAGE, |it| it).is_some(),
                "another page is kept"
            );
            model.forget_all();
            assert_eq!(model.access(PAGE, |it| it), None);
        },
        || {},
    );
}
