//! CPUs that call each other, and what they tell each other.

use super::any::AnyCrossCalls;
use super::cpu::Physical;
use core::array::from_fn;
use latchwork_atomic::{UnsafeCell, initial};
use latchwork_layer::{Log, Spec, Stuck};
use latchwork_lock::{InterruptsOff, Mutex, TicketLock};
use latchwork_sched::CpuSet;
use latchwork_sched::cross_call::{CrossCallEvent, CrossCallSpec, CrossCallState};
use latchwork_suite::module::{Calls, Module};
use std::sync::OnceLock;

/// What the programs note.
pub(super) type Notes<const CPUS: usize> = Calls<CrossCallEvent<CPUS>>;

/// CPUs that call each other.
pub(super) struct Machine<T, const CPUS: usize> {
    pub(super) calls: T,
    /// By caller, what it tells whom it calls.
    told: [UnsafeCell<usize>; CPUS],
    /// By caller and who was called, what was answered.
    answers: [[UnsafeCell<usize>; CPUS]; CPUS],
    /// By caller, what it posts.
    posted: [OnceLock<Posted>; CPUS],
    /// What handlers take, too.
    pub(super) lock: Mutex<(), TicketLock, InterruptsOff<Physical<CPUS>>>,
}

/// A function that is there as long as the machine.
type Posted = Box<dyn Fn(usize) + Send + Sync>;

// SAFETY: `told` and `answers` are its users', who order their accesses by calls: that they do is
// what is checked.
unsafe impl<T: Sync, const CPUS: usize> Sync for Machine<T, CPUS> {}

/// The specification, by CPU and not by who is logged: a handler has the number of its CPU, and
/// `CPUS` more.
#[derive(Debug)]
pub(super) struct ByCpu<const CPUS: usize>(CrossCallSpec<CPUS>);

impl<const CPUS: usize> Spec for ByCpu<CPUS> {
    type State = CrossCallState<CPUS>;
    type Event = CrossCallEvent<CPUS>;

    fn initial(&self) -> Self::State {
        self.0.initial()
    }

    fn step(&self, state: &mut Self::State, cpu: usize, event: &Self::Event) -> Result<(), Stuck> {
        self.0.step(state, cpu % CPUS, event)
    }

    fn invariant(&self, state: &Self::State) -> Result<(), Stuck> {
        self.0.invariant(state)
    }

    fn show(&self, state: &Self::State) -> String {
        self.0.show(state)
    }

    fn at_rest(&self, state: &Self::State) -> bool {
        self.0.at_rest(state)
    }
}

impl<T: AnyCrossCalls<CPUS>, const CPUS: usize> Module for Machine<T, CPUS> {
    type Spec = ByCpu<CPUS>;

    const RESTS: bool = true;

    fn new() -> Self {
        Self {
            calls: T::make(),
            told: from_fn(|_| UnsafeCell::new(0)),
            answers: from_fn(|_| from_fn(|_| UnsafeCell::new(0))),
            posted: [const { OnceLock::new() }; CPUS],
            lock: Mutex::from_raw(initial!(TicketLock), ()),
        }
    }

    fn spec() -> ByCpu<CPUS> {
        ByCpu(CrossCallSpec::new(T::SLOTS))
    }

    fn log(&self) -> &Log<CrossCallEvent<CPUS>> {
        self.calls.log()
    }
}

/// The machine and the notes, for what is run later.
struct Later<T, const CPUS: usize>(*const Machine<T, CPUS>, *const Notes<CPUS>);

impl<T, const CPUS: usize> Clone for Later<T, CPUS> {
    fn clone(&self) -> Self {
        Self(self.0, self.1)
    }
}

// SAFETY: both are there until every CPU has done its work, and has been served.
unsafe impl<T: Sync, const CPUS: usize> Send for Later<T, CPUS> {}
// SAFETY: both may be shared.
unsafe impl<T: Sync, const CPUS: usize> Sync for Later<T, CPUS> {}

impl<T: AnyCrossCalls<CPUS>, const CPUS: usize> Later<T, CPUS> {
    fn with(&self, use_them: impl FnOnce(&Machine<T, CPUS>, &Notes<CPUS>)) {
        // SAFETY: both are there until every CPU has done its work, and has been served.
        let (machine, notes) = unsafe { (&*self.0, &*self.1) };
        use_them(machine, notes);
    }
}

impl<T: AnyCrossCalls<CPUS>, const CPUS: usize> Machine<T, CPUS> {
    /// Every CPU but `cpu`.
    pub(super) fn others(cpu: usize) -> CpuSet<CPUS> {
        CpuSet::first(CPUS).without(cpu)
    }

    /// The calling CPU, `cpu`, takes part: it is interrupted from here on.
    pub(super) fn begin(&self, cpu: usize, round: usize, notes: &Notes<CPUS>) {
        if round > 0 {
            return;
        }
        let later = Later(self, notes);
        let posted = later.clone();
        let posted = Box::new(move |on| posted.with(|machine, notes| machine.answer(cpu, on, notes)));
        assert!(self.posted[cpu].set(posted).is_ok(), "it begins once");
        self.tell(cpu);
        self.calls
            .lines()
            .begin(cpu, move || later.with(|machine, _| machine.calls.serve()));
    }

    /// CPU `cpu` is going to tell something new.
    fn tell(&self, cpu: usize) {
        // SAFETY: nobody whom it has called is still reading.
        self.told[cpu].with_mut(|told| unsafe { *told += 1 });
    }

    /// The function of `from`, run on `on`: answers what it was told.
    fn answer(&self, from: usize, on: usize, notes: &Notes<CPUS>) {
        notes.note(CrossCallEvent::Start(from));
        // SAFETY: the caller does not write while it is waiting.
        let told = self.told[from].with(|told| unsafe { *told });
        // SAFETY: this CPU's, until it has answered.
        self.answers[from][on].with_mut(|answer| unsafe { *answer = told });
        notes.note(CrossCallEvent::Finish(from));
    }

    /// CPU `cpu` calls all others, and looks at what they answer.
    pub(super) fn call(&self, cpu: usize, notes: &Notes<CPUS>) {
        self.tell(cpu);
        let others = Self::others(cpu);
        notes.note(CrossCallEvent::Call(others));
        self.calls
            .call(&others, &|on| self.answer(cpu, on, notes));
        notes.note(CrossCallEvent::Return);
        // SAFETY: this CPU's.
        let told = self.told[cpu].with(|told| unsafe { *told });
        for other in others.iter() {
            // SAFETY: it has answered.
            let answer = self.answers[cpu][other].with(|answer| unsafe { *answer });
            assert_eq!(answer, told, "CPU {other} has not answered CPU {cpu}");
        }
    }

    /// CPU `cpu` posts to all others.
    pub(super) fn post(&self, cpu: usize, notes: &Notes<CPUS>) {
        let others = Self::others(cpu);
        let posted = self.posted[cpu].get().expect("it has begun");
        // SAFETY: it is there until every CPU has done its work, and has been served.
        let posted = unsafe {
            core::mem::transmute::<&(dyn Fn(usize) + Sync), &'static (dyn Fn(usize) + Sync)>(
                &**posted,
            )
        };
        notes.note(match self.calls.post(&others, posted) {
            true => CrossCallEvent::Post(others),
            false => CrossCallEvent::Refuse(others),
        });
    }

    /// CPU `cpu` calls all others, and each calls it back.
    pub(super) fn call_back(&self, cpu: usize, notes: &Notes<CPUS>) {
        let others = Self::others(cpu);
        notes.note(CrossCallEvent::Call(others));
        self.calls.call(&others, &|on| {
            notes.note(CrossCallEvent::Start(cpu));
            let back = CpuSet::none().with(cpu);
            notes.note(CrossCallEvent::Call(back));
            self.calls.call(&back, &|_| {
                notes.note(CrossCallEvent::Start(on));
                notes.note(CrossCallEvent::Finish(on));
            });
            notes.note(CrossCallEvent::Return);
            notes.note(CrossCallEvent::Finish(cpu));
        });
        notes.note(CrossCallEvent::Return);
    }
}
