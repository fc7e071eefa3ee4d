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
    /// By caller, what it posts, and what that is told.
    posted: [OnceLock<Posted>; CPUS],
    told_by_post: [UnsafeCell<usize>; CPUS],
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
            told_by_post: from_fn(|_| UnsafeCell::new(0)),
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
        // SAFETY: it is there until every CPU has done its work, and has been served.
        let machine = unsafe { &*self.0 };
        // SAFETY: they are there until every CPU has done its work, and has been served.
        let notes = unsafe { &*self.1 };
        use_them(machine, notes);
    }
}

impl<T: AnyCrossCalls<CPUS>, const CPUS: usize> Machine<T, CPUS> {
    /// The calling CPU, `cpu`, takes part: it is interrupted from here on.
    pub(super) fn begin(&self, cpu: usize, round: usize, notes: &Notes<CPUS>) {
        if round > 0 {
            return;
        }
        let later = Later(self, notes);
        let posted = later.clone();
        let posted = Box::new(move |_| posted.with(|machine, notes| machine.receive(cpu, notes)));
        assert!(self.posted[cpu].set(posted).is_ok(), "it begins once");
        // SAFETY: nobody has been called.
        self.told_by_post[cpu].with_mut(|told| unsafe { *told = 1 });
        self.calls
            .lines()
            .begin(cpu, move || later.with(|machine, _| machine.calls.serve()));
    }

    /// CPU `cpu` is going to tell something new.
    fn tell(&self, cpu: usize) -> usize {
        self.told[cpu].with_mut(|told| {
            // SAFETY: nobody whom it has called is still reading.
            let told = unsafe { &mut *told };
            *told += 1;
            *told
        })
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

    /// What `from` posts.
    fn receive(&self, from: usize, notes: &Notes<CPUS>) {
        notes.note(CrossCallEvent::Start(from));
        // SAFETY: it was written before anybody was called.
        let told = self.told_by_post[from].with(|told| unsafe { *told });
        assert_eq!(told, 1, "CPU {from} has told nothing");
        notes.note(CrossCallEvent::Finish(from));
    }

    /// The calling CPU notes the call that it is going to make.
    fn announce(&self, event: CrossCallEvent<CPUS>, notes: &Notes<CPUS>) {
        let later = Later(self, notes);
        let note = move || later.with(|_, notes| notes.note(event));
        self.calls.lines().announce(note);
    }

    /// CPU `cpu` calls others, and looks at what they answer.
    pub(super) fn call(&self, cpu: usize, cpus: CpuSet<CPUS>, notes: &Notes<CPUS>) {
        let told = self.tell(cpu);
        self.announce(CrossCallEvent::Call(cpus), notes);
        self.calls.call(&cpus, &|on| self.answer(cpu, on, notes));
        notes.note(CrossCallEvent::Return);
        for on in cpus.iter() {
            // SAFETY: it has answered.
            let answer = self.answers[cpu][on].with(|answer| unsafe { *answer });
            assert_eq!(answer, told, "CPU {on} has not answered CPU {cpu}");
        }
    }

    /// CPU `cpu` posts to others.
    pub(super) fn post(&self, cpu: usize, cpus: CpuSet<CPUS>, notes: &Notes<CPUS>) {
        let posted = self.posted[cpu].get().expect("it has begun");
        // SAFETY: it is there until every CPU has done its work, and has been served.
        let posted = unsafe {
            core::mem::transmute::<&(dyn Fn(usize) + Sync), &'static (dyn Fn(usize) + Sync)>(
                &**posted,
            )
        };
        self.announce(CrossCallEvent::Post(cpus), notes);
        if !self.calls.post(&cpus, posted) {
            self.calls.lines().withdraw();
            notes.note(CrossCallEvent::Refuse(cpus));
        }
    }

    /// CPU `cpu` calls all others, each of which does `back` before it has finished.
    pub(super) fn call_back(&self, cpu: usize, notes: &Notes<CPUS>, back: Back<T, CPUS>) {
        let others = CpuSet::first(CPUS).without(cpu);
        self.announce(CrossCallEvent::Call(others), notes);
        self.calls.call(&others, &|on| {
            notes.note(CrossCallEvent::Start(cpu));
            back(self, on, CpuSet::none().with(cpu), notes);
            notes.note(CrossCallEvent::Finish(cpu));
        });
        notes.note(CrossCallEvent::Return);
    }
}

/// What a CPU that was called does in return.
pub(super) type Back<T, const CPUS: usize> =
    fn(&Machine<T, CPUS>, usize, CpuSet<CPUS>, &Notes<CPUS>);
