//! The CPUs of a model, and how they interrupt each other.

use latchwork_atomic::model::interrupt::{Interrupt, Line};
use latchwork_atomic::{AtomicBool, Ordering, SpinHint, WaitUntil, model};
use latchwork_cpu::{Cpu, Nesting};
use latchwork_sched::SendInterrupt;
use latchwork_suite::lock::ModelCpu;
use std::sync::{Mutex, OnceLock, PoisonError};

/// A CPU of a model: its handler, which plays another, runs on it.
#[derive(Debug)]
pub(super) struct Physical<const CPUS: usize>;

// SAFETY: each thread of a model plays one CPU, with its handler; its interrupts are its own, and
// so is its nesting.
unsafe impl<const CPUS: usize> Cpu for Physical<CPUS> {
    fn index() -> usize {
        model::current_cpu() % CPUS
    }

    fn interrupts_off() -> bool {
        ModelCpu::interrupts_off()
    }

    unsafe fn interrupts_on() {
        // SAFETY: the caller's promise.
        unsafe { ModelCpu::interrupts_on() };
    }

    fn with_nesting<U>(look: impl FnOnce(&Nesting) -> U) -> U {
        ModelCpu::with_nesting(look)
    }
}

/// By CPU, how it is interrupted.
pub(super) struct Lines<const CPUS: usize> {
    lines: [OnceLock<Line>; CPUS],
    ready: [AtomicBool; CPUS],
    /// What a CPU notes when it sends its next interrupt, the latest last. Ghost state.
    announced: [Mutex<Vec<Note>>; CPUS],
}

/// Notes a call.
type Note = Box<dyn FnOnce() + Send>;

impl<const CPUS: usize> Lines<CPUS> {
    pub(super) fn new() -> Self {
        Self {
            lines: [const { OnceLock::new() }; CPUS],
            ready: core::array::from_fn(|_| AtomicBool::new(false)),
            announced: core::array::from_fn(|_| Mutex::default()),
        }
    }

    /// The calling CPU is going to make a call, which it notes when it does: until there is a slot
    /// it may serve others.
    pub(super) fn announce(&self, note: impl FnOnce() + Send + 'static) {
        self.announced().push(Box::new(note));
    }

    /// The calling CPU does not make the call that it has announced last.
    pub(super) fn withdraw(&self) {
        self.announced().pop();
    }

    /// The calling CPU makes the call that it has announced last, if it has not noted it.
    pub(super) fn note(&self) {
        let note = self.announced().pop();
        if let Some(note) = note {
            note();
        }
    }

    fn announced(&self) -> std::sync::MutexGuard<'_, Vec<Note>> {
        let announced = &self.announced[Physical::<CPUS>::index()];
        announced.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From here on CPU `cpu`, the calling one, is interrupted by what others send; waits until
    /// they are, too.
    pub(super) fn begin(&self, cpu: usize, handler: impl Fn() + 'static) {
        let handle = move || model::as_cpu(cpu + CPUS, &handler);
        let line = Interrupt::new("call", handle).when_raised();
        self.lines[cpu].set(line).expect("it begins once");
        // Release: pairs with the Acquire below; without it a line might be raised that is not
        // there.
        self.ready[cpu].store(true, Ordering::Release);
        for ready in &self.ready {
            // Acquire: pairs with the Release above.
            ready.wait_until::<SpinHint>(Ordering::Acquire, |ready| ready);
        }
    }
}

impl<const CPUS: usize> SendInterrupt for Lines<CPUS> {
    type Cpu = Physical<CPUS>;

    fn send_interrupt(&self, cpu: usize) {
        self.note();
        self.lines[cpu].get().expect("every CPU has begun").raise();
    }
}
