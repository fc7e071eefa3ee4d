//! Several CPUs, for tests: a checker's threads, or the host's.

#[cfg(explore)]
mod conditions;
#[cfg(not(any(loom, coherence)))]
pub mod interrupt;

#[cfg(loom)]
use crate::backend::first;
use crate::backend::thread;
use core::cell::Cell;
use std::sync::Arc;
#[cfg(loom)]
use std::sync::atomic::{AtomicUsize, Ordering::AcqRel};

#[cfg(any(loom, explore))]
pub use crate::reduction::{Pruning, Reduction, set_reduction};
#[cfg(any(loom, shuttle))]
use crate::situation;
#[cfg(any(loom, shuttle))]
pub use crate::situation::{Doing, LastRead, interrupted_cpu, situation};

#[cfg(explore)]
pub(crate) use conditions::Conditions;
#[cfg(explore)]
pub use conditions::leaves_a_trace;

thread::thread_local! {
    // Not `const { … }`: the checkers' macros do not take it.
    #[allow(clippy::missing_const_for_thread_local)]
    static CPU: Cell<Option<usize>> = Cell::new(None);
    // The CPU that it is from the beginning: see `as_cpu`.
    #[cfg(any(loom, shuttle, explore))]
    #[allow(clippy::missing_const_for_thread_local)]
    static THREAD: Cell<Option<usize>> = Cell::new(None);
    #[allow(clippy::missing_const_for_thread_local)]
    static FAILED_POLLS: Cell<usize> = Cell::new(0);
}

/// A variable of which each thread of a model has one of its own, in each execution: the
/// backend's `thread_local!`.
pub use crate::backend::thread::thread_local;

/// The CPU that this thread plays.
///
/// # Panics
///
/// Outside the work of [`run`].
pub fn current_cpu() -> usize {
    #[cfg(coherence)]
    if latchwork_coherence::is_running() {
        return latchwork_coherence::cpu();
    }
    CPU.with(Cell::get)
        .expect("only a model has CPUs: call this from model::run")
}

/// The CPU that this thread plays, if it plays one.
#[cfg(any(loom, shuttle, explore))]
pub(crate) fn cpu() -> Option<usize> {
    CPU.try_with(Cell::get).ok().flatten()
}

/// Where in an execution this is: the thread, and how many events of it came
/// before, as the checker counts them. `None` if it does not.
#[cfg(any(loom, shuttle))]
pub fn position() -> Option<(usize, usize)> {
    None
}

/// Where in an execution this is: the thread, and how many events of it came
/// before, as the checker counts them.
#[cfg(explore)]
pub fn position() -> Option<(usize, usize)> {
    use latchwork_explore::thread;
    Some((thread::current_id(), thread::steps()))
}

/// How many polls of waits have failed on this CPU so far. Only checkers count;
/// under the explorer, which does not poll, a wait that had to wait counts one.
pub fn failed_polls() -> usize {
    FAILED_POLLS.with(Cell::get) + waited()
}

#[cfg(explore)]
fn waited() -> usize {
    latchwork_explore::thread::waits()
}

#[cfg(not(explore))]
fn waited() -> usize {
    0
}

/// A poll of a wait at `at` has failed on this CPU.
#[cfg(any(loom, shuttle))]
pub(crate) fn poll_failed(at: &'static core::panic::Location<'static>) {
    FAILED_POLLS.with(|polls| polls.set(polls.get() + 1));
    if let Some(thread) = THREAD.with(Cell::get) {
        situation::polled_in_vain(thread, at);
    }
}

/// A poll has failed on this CPU.
#[cfg(explore)]
pub(crate) fn poll_failed() {
    FAILED_POLLS.with(|polls| polls.set(polls.get() + 1));
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

#[cfg(explore)]
fn plays(cpu: Option<usize>) {
    if let (Some(_), Some(cpu)) = (THREAD.with(Cell::get), cpu) {
        latchwork_explore::thread::plays(cpu);
    }
}

#[cfg(not(any(loom, shuttle, explore)))]
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
///
/// # Panics
///
/// If the work of one of the CPUs panics.
pub fn run(
    cpus: usize,
    work: impl Fn(usize) + Send + Sync + 'static,
    then: impl Fn() + Send + Sync + 'static,
) {
    // The threads are compiled once, and not for each program.
    run_boxed(cpus, Box::new(work), Box::new(then));
}

/// What each CPU does.
type Work = Box<dyn Fn(usize) + Send + Sync>;

/// What is done once all have finished.
type Then = Box<dyn Fn() + Send + Sync>;

#[cfg(loom)]
fn run_boxed(cpus: usize, work: Work, then: Then) {
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

#[cfg(not(loom))]
fn run_boxed(cpus: usize, work: Work, then: Then) {
    #[cfg(shuttle)]
    situation::begin(cpus);
    #[cfg(not(coherence))]
    let running = interrupt::Running::begin(cpus);
    let on_cpu = Arc::new(move |cpu| {
        begin(cpu);
        #[cfg(not(coherence))]
        let working = running.works();
        work(cpu);
        #[cfg(not(coherence))]
        working.finish();
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
    #[cfg(any(loom, shuttle, explore))]
    THREAD.with(|current| current.set(Some(cpu)));
    #[cfg(any(loom, shuttle))]
    situation::works(cpu);
}
