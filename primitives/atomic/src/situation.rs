//! What the CPUs of the running model are doing, for whoever explains its
//! failure.
//!
//! All threads of a model run on one thread of the host, which keeps this in
//! memory of its own: noting it is no step of the model, and reading it works
//! even where the checker's own state may not be touched any more.

use core::panic::Location;
use std::cell::RefCell;

/// What a CPU is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// Its work, not waiting.
    Working,
    /// A wait of which at least one poll has failed.
    Waiting {
        /// The source line that waits.
        at: &'static Location<'static>,
        /// Polls that have failed since any CPU last did anything but poll. If
        /// none of them is zero where all that have not finished wait, nobody
        /// ever gets on.
        in_vain: usize,
    },
    /// Nothing any more: its work is done.
    Finished,
}

/// A CPU, and the address at which its stack begins, if it has begun.
#[derive(Clone, Copy, Debug)]
struct Cpu {
    doing: Doing,
    stack: Option<usize>,
}

std::thread_local! {
    static CPUS: RefCell<Vec<Cpu>> = const { RefCell::new(Vec::new()) };
}

/// What each CPU of the current execution is doing; of the last one, if it is over.
pub fn situation() -> Vec<Doing> {
    CPUS.with_borrow(|cpus| cpus.iter().map(|cpu| cpu.doing).collect())
}

/// The CPU on whose stack this is called; `None` if that is finished.
///
/// Unlike [`current_cpu`](crate::model::current_cpu), it may be called where a checker
/// raises a failure of its own. On a stack that is no CPU's (a scheduler's), the
/// answer means nothing.
pub fn interrupted_cpu() -> Option<usize> {
    let here = stack_address();
    // Stacks grow downwards and do not overlap, so no other begins between this
    // place and the beginning of the stack that it lies on.
    CPUS.with_borrow(|cpus| {
        let begun = cpus.iter().enumerate().filter_map(|(cpu, state)| {
            let stack = state.stack.filter(|&stack| stack >= here)?;
            Some((stack, cpu, state.doing))
        });
        let (_, cpu, doing) = begun.min_by_key(|&(stack, ..)| stack)?;
        (doing != Doing::Finished).then_some(cpu)
    })
}

/// An execution begins, with so many CPUs.
pub(crate) fn begin(cpus: usize) {
    let idle = Cpu {
        doing: Doing::Working,
        stack: None,
    };
    CPUS.set(vec![idle; cpus]);
}

/// `cpu` begins its work, on the stack that this is called on.
pub(crate) fn works(cpu: usize) {
    let stack = stack_address();
    update(cpu, |state| state.stack = Some(stack));
}

/// A poll of `cpu` has failed, at this place.
pub(crate) fn polled_in_vain(cpu: usize, place: &'static Location<'static>) {
    let known = update(cpu, |state| match &mut state.doing {
        Doing::Waiting { at, in_vain } if *at == place => {
            *in_vain += 1;
            true
        }
        doing => {
            *doing = Doing::Waiting {
                at: place,
                in_vain: 0,
            };
            false
        }
    });
    if known == Some(false) {
        all_may_go_on();
    }
}

/// The wait of `cpu` is over.
pub(crate) fn goes_on(cpu: usize) {
    update(cpu, |state| state.doing = Doing::Working);
    all_may_go_on();
}

/// `cpu` has done its work.
pub(crate) fn finished(cpu: usize) {
    update(cpu, |state| state.doing = Doing::Finished);
    all_may_go_on();
}

fn update<U>(cpu: usize, change: impl FnOnce(&mut Cpu) -> U) -> Option<U> {
    CPUS.with_borrow_mut(|cpus| cpus.get_mut(cpu).map(change))
}

/// Somebody has done something: what was polled in vain before counts no more.
fn all_may_go_on() {
    CPUS.with_borrow_mut(|cpus| {
        for cpu in cpus {
            if let Doing::Waiting { in_vain, .. } = &mut cpu.doing {
                *in_vain = 0;
            }
        }
    });
}

#[inline(never)]
fn stack_address() -> usize {
    let here = 0_u8;
    core::hint::black_box(&raw const here).addr()
}
