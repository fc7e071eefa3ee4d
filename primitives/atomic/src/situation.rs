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

/// What a CPU has read, and where.
#[derive(Clone, Copy, Debug)]
pub struct LastRead {
    /// The source line that reads.
    pub at: &'static Location<'static>,
    bits: u64,
    show: fn(u64) -> String,
}

impl LastRead {
    /// `bits`, which `show` writes down.
    #[cfg(loom)]
    pub(crate) fn new(at: &'static Location<'static>, bits: u64, show: fn(u64) -> String) -> Self {
        Self { at, bits, show }
    }

    /// The value, as it is written in Rust.
    pub fn value(&self) -> String {
        (self.show)(self.bits)
    }
}

/// A thread of the model: the CPU that it plays, what it has read last, and the address
/// at which its stack begins, if it has begun.
#[derive(Clone, Copy, Debug)]
struct Thread {
    cpu: usize,
    doing: Doing,
    last_read: Option<LastRead>,
    stack: Option<usize>,
}

std::thread_local! {
    static THREADS: RefCell<Vec<Thread>> = const { RefCell::new(Vec::new()) };
}

/// What each thread of the current execution is doing, as which CPU, and what it has
/// read last, if the checker says; of the last execution, if it is over.
pub fn situation() -> Vec<(usize, Doing, Option<LastRead>)> {
    let of = |it: &Thread| (it.cpu, it.doing, it.last_read);
    THREADS.with_borrow(|threads| threads.iter().map(of).collect())
}

/// The CPU on whose stack this is called; `None` if that is finished.
///
/// Unlike [`current_cpu`](crate::model::current_cpu), it may be called where a checker
/// raises a failure of its own. On a stack that is no CPU's (a scheduler's), the
/// answer means nothing.
pub fn interrupted_cpu() -> Option<usize> {
    let here = stack_address();
    THREADS.with_borrow(|threads| {
        let thread = threads[on_stack(here, threads)?];
        (thread.doing != Doing::Finished).then_some(thread.cpu)
    })
}

/// The thread on whose stack the address lies.
fn on_stack(address: usize, threads: &[Thread]) -> Option<usize> {
    // Stacks grow downwards and do not overlap, so no other begins between this
    // place and the beginning of the stack that it lies on.
    let begun = threads.iter().enumerate().filter_map(|(number, thread)| {
        let stack = thread.stack.filter(|&stack| stack >= address)?;
        Some((stack, number))
    });
    begun.min().map(|(_, number)| number)
}

/// An execution begins, with so many CPUs.
pub(crate) fn begin(cpus: usize) {
    let idle = |cpu| Thread {
        cpu,
        doing: Doing::Working,
        last_read: None,
        stack: None,
    };
    THREADS.set((0..cpus).map(idle).collect());
}

/// `thread` begins its work, on the stack that this is called on.
pub(crate) fn works(thread: usize) {
    let stack = stack_address();
    update(thread, |state| state.stack = Some(stack));
}

/// `thread` plays this CPU from now on.
pub(crate) fn plays(thread: usize, cpu: usize) {
    update(thread, |state| state.cpu = cpu);
}

/// The thread on whose stack this is called has read something.
#[cfg(loom)]
pub(crate) fn reads(read: LastRead) {
    let here = stack_address();
    THREADS.with_borrow_mut(|threads| {
        if let Some(thread) = on_stack(here, threads) {
            threads[thread].last_read = Some(read);
        }
    });
}

/// A poll of `thread` has failed, at this place.
pub(crate) fn polled_in_vain(thread: usize, place: &'static Location<'static>) {
    let known = update(thread, |state| match &mut state.doing {
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

/// The wait of `thread` is over.
pub(crate) fn goes_on(thread: usize) {
    update(thread, |state| state.doing = Doing::Working);
    all_may_go_on();
}

/// `thread` has done its work.
pub(crate) fn finished(thread: usize) {
    update(thread, |state| state.doing = Doing::Finished);
    all_may_go_on();
}

fn update<U>(thread: usize, change: impl FnOnce(&mut Thread) -> U) -> Option<U> {
    THREADS.with_borrow_mut(|threads| threads.get_mut(thread).map(change))
}

/// Somebody has done something: what was polled in vain before counts no more.
fn all_may_go_on() {
    THREADS.with_borrow_mut(|threads| {
        for thread in threads {
            if let Doing::Waiting { in_vain, .. } = &mut thread.doing {
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
