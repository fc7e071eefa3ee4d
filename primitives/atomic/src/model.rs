//! Several CPUs, for tests: loom's or shuttle's threads, or the host's.

#[cfg(loom)]
use crate::backend::first;
use crate::backend::thread;
use core::cell::Cell;
use std::sync::Arc;
#[cfg(loom)]
use std::sync::atomic::{AtomicUsize, Ordering::AcqRel};
#[cfg(loom)]
use std::sync::{Mutex, PoisonError};

#[cfg(any(loom, shuttle))]
use crate::situation;
#[cfg(any(loom, shuttle))]
pub use crate::situation::{Doing, interrupted_cpu, situation};

thread::thread_local! {
    // Not `const { … }`: loom's macro does not take it.
    #[allow(clippy::missing_const_for_thread_local)]
    static CPU: Cell<Option<usize>> = Cell::new(None);
    // The CPU that it is from the beginning: see `as_cpu`.
    #[cfg(any(loom, shuttle))]
    #[allow(clippy::missing_const_for_thread_local)]
    static THREAD: Cell<Option<usize>> = Cell::new(None);
    #[allow(clippy::missing_const_for_thread_local)]
    static FAILED_POLLS: Cell<usize> = Cell::new(0);
}

/// The CPU that this thread plays.
///
/// # Panics
///
/// Outside the work of [`run`].
pub fn current_cpu() -> usize {
    CPU.with(Cell::get)
        .expect("only a model has CPUs: call this from model::run")
}

/// The CPU that this thread plays, if it plays one.
#[cfg(any(loom, shuttle))]
pub(crate) fn cpu() -> Option<usize> {
    CPU.try_with(Cell::get).ok().flatten()
}

/// How many polls of waits have failed on this CPU so far. Only checkers count.
pub fn failed_polls() -> usize {
    FAILED_POLLS.with(Cell::get)
}

/// A poll of a wait at `at` has failed on this CPU.
#[cfg(any(loom, shuttle))]
pub(crate) fn poll_failed(at: &'static core::panic::Location<'static>) {
    FAILED_POLLS.with(|polls| polls.set(polls.get() + 1));
    if let Some(thread) = THREAD.with(Cell::get) {
        situation::polled_in_vain(thread, at);
    }
}

/// This CPU may be blocked at `at`, and is, if it `waits`.
#[cfg(any(loom, shuttle))]
pub(crate) fn blocks(at: &'static core::panic::Location<'static>, waits: bool) {
    if waits {
        FAILED_POLLS.with(|polls| polls.set(polls.get() + 1));
    }
    if let Some(thread) = THREAD.with(Cell::get) {
        situation::polled_in_vain(thread, at);
    }
}

/// A wait of which polls had failed is over.
#[cfg(any(loom, shuttle))]
pub(crate) fn wait_over() {
    if let Some(thread) = THREAD.with(Cell::get) {
        situation::goes_on(thread);
    }
}

/// Does `work` in the name of `cpu`: one thread of a model may play several CPUs
/// in turn.
pub fn as_cpu<U>(cpu: usize, work: impl FnOnce() -> U) -> U {
    let own = CPU.with(|current| current.replace(Some(cpu)));
    plays(Some(cpu));
    let result = work();
    CPU.with(|current| current.set(own));
    plays(own);
    result
}

#[cfg(any(loom, shuttle))]
fn plays(cpu: Option<usize>) {
    if let (Some(thread), Some(cpu)) = (THREAD.with(Cell::get), cpu) {
        situation::plays(thread, cpu);
    }
}

#[cfg(not(any(loom, shuttle)))]
fn plays(_cpu: Option<usize>) {}

/// Lets the other CPUs run.
pub fn yield_now() {
    thread::yield_now();
}

/// Runs `work(cpu)` on the CPUs `0..cpus` (the caller is CPU 0), and `then` once
/// all of them have finished it.
///
/// Under loom `then` is run by whichever CPU finishes last, and must not touch
/// what the model's atomics and cells hold: nobody is joined, because each join
/// would be a scheduling point that every execution is multiplied with. It may
/// look at ghost state, and at values that `work` took out.
#[cfg(loom)]
pub fn run(
    cpus: usize,
    work: impl Fn(usize) + Send + Sync + 'static,
    then: impl Fn() + Send + Sync + 'static,
) {
    situation::begin(cpus);
    let running = AtomicUsize::new(cpus);
    let wrote = first::Wrote::default();
    let on_cpu = Arc::new(move |cpu| {
        begin(cpu);
        first::begin(cpu, Arc::clone(&wrote));
        work(cpu);
        first::end_beginning();
        situation::finished(cpu);
        // AcqRel: the last to finish sees what the others have recorded.
        if running.fetch_sub(1, AcqRel) == 1 {
            then();
        }
    });
    for cpu in 1..cpus {
        let on_cpu = Arc::clone(&on_cpu);
        thread::spawn(move || on_cpu(cpu));
    }
    on_cpu(0);
}

/// Runs `work(cpu)` on the CPUs `0..cpus` (the caller is CPU 0), and `then` once
/// all of them have finished it.
///
/// # Panics
///
/// If the work of one of the CPUs panics.
#[cfg(not(loom))]
pub fn run(
    cpus: usize,
    work: impl Fn(usize) + Send + Sync + 'static,
    then: impl Fn() + Send + Sync + 'static,
) {
    #[cfg(shuttle)]
    situation::begin(cpus);
    let on_cpu = Arc::new(move |cpu| {
        begin(cpu);
        work(cpu);
        #[cfg(shuttle)]
        situation::finished(cpu);
        CPU.with(|current| current.set(None));
    });
    let others: Vec<thread::JoinHandle<()>> = (1..cpus)
        .map(|cpu| {
            let on_cpu = Arc::clone(&on_cpu);
            thread::spawn(move || on_cpu(cpu))
        })
        .collect();
    on_cpu(0);
    for other in others {
        if let Err(panic) = other.join() {
            std::panic::resume_unwind(panic);
        }
    }
    then();
}

/// The current thread plays `cpu`.
fn begin(cpu: usize) {
    CPU.with(|current| current.set(Some(cpu)));
    #[cfg(any(loom, shuttle))]
    {
        THREAD.with(|current| current.set(Some(cpu)));
        situation::works(cpu);
    }
}

/// How loom treats a wait whose poll failed.
#[cfg(loom)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pruning {
    /// Explore `.0` failed polls of each wait, and prune at the next.
    After(usize),
    /// Explore every failed poll.
    Never,
}

/// What loom leaves out because nothing new comes of it (docs/pruning.md and
/// docs/fewer-executions.md).
#[cfg(loom)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reduction {
    /// How waits are pruned.
    pub waits: Pruning,
    /// Whether a CPU's beginning and its first access are one step.
    pub joined_starts: bool,
    /// The CPUs from this one on can be renamed: they run the same program, and
    /// what they use does not tell them apart. Of executions that differ by
    /// their names only the one is explored in which they write for the first
    /// time in the order of their numbers. `None` if no CPUs can be.
    pub alike_from: Option<usize>,
}

#[cfg(loom)]
impl Reduction {
    /// Nothing is left out.
    pub const NONE: Self = Self {
        waits: Pruning::Never,
        joined_starts: false,
        alike_from: None,
    };

    /// What can be left out whatever the program is: waits are pruned at the
    /// first failed poll, and starts are joined.
    pub const ANY_PROGRAM: Self = Self {
        waits: Pruning::After(0),
        joined_starts: true,
        alike_from: None,
    };
}

#[cfg(loom)]
static REDUCTION: Mutex<Reduction> = Mutex::new(Reduction::ANY_PROGRAM);

/// Sets what is left out in the models that run from now on, in this process.
/// At first it is [`Reduction::ANY_PROGRAM`].
#[cfg(loom)]
pub fn set_reduction(reduction: Reduction) {
    *REDUCTION.lock().unwrap_or_else(PoisonError::into_inner) = reduction;
}

/// What is left out.
#[cfg(loom)]
pub(crate) fn reduction() -> Reduction {
    *REDUCTION.lock().unwrap_or_else(PoisonError::into_inner)
}
