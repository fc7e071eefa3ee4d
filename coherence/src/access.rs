//! The accesses of the program that runs, and what it can ask the machine.

use crate::fiber::Back;
use crate::machine::{Ahead, Change, Counts, Machine, Outcome, Request};
use crate::pace::{Pace, Pacing};
use crate::place::Place;
use std::cell::{Cell, Ref, RefCell, RefMut};
use std::marker::PhantomData;

/// The most CPUs with which a wait of [opaque](Pace::Opaque) pace runs: each of its polls
/// is made, and at 256 CPUs there are a million an acquisition.
pub const OPAQUE: usize = 16;

/// What is under way on a thread of the host.
pub(crate) struct Running {
    pub(crate) machine: RefCell<Machine>,
    /// The CPU whose program runs.
    pub(crate) cpu: Cell<usize>,
    /// How each program comes back.
    pub(crate) back: Box<[Cell<*const Back>]>,
}

std::thread_local! {
    static RUNNING: Cell<*const Running> = const { Cell::new(std::ptr::null()) };
}

/// While it lives, what it was made of is under way.
pub(crate) struct UnderWay<'a>(PhantomData<&'a Running>);

impl<'a> UnderWay<'a> {
    /// # Panics
    ///
    /// If something is under way already.
    pub(crate) fn new(running: &'a Running) -> Self {
        assert!(
            !is_running(),
            "a program of a machine runs no other machine"
        );
        RUNNING.set(running);
        Self(PhantomData)
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        RUNNING.set(std::ptr::null());
    }
}

/// What is under way, if anything is.
pub(crate) fn running<'a>() -> Option<&'a Running> {
    // SAFETY: what is under way is borrowed until it is so no more; and whoever calls this
    // is a program of it, which is suspended or over by then, or no program, which keeps
    // the reference for one call.
    unsafe { RUNNING.get().as_ref() }
}

/// The program of `cpu` begins, and comes back by `back`.
pub(crate) fn begins(cpu: usize, back: *const Back) {
    running().expect("it is run").back[cpu].set(back);
}

/// Whether a simulation is under way on this thread of the host.
pub fn is_running() -> bool {
    !RUNNING.get().is_null()
}

/// The number of the CPU that calls this, from 0 in the order in which they are used.
///
/// # Panics
///
/// Outside a simulation, or in the condition of a wait.
pub fn cpu() -> usize {
    let running = running().expect("only a simulation has CPUs");
    let _in_no_condition = running.asks();
    running.cpu.get()
}

/// The node of CPU `cpu`, numbered as by [`cpu`].
///
/// # Panics
///
/// Outside a simulation, in the condition of a wait, or if it has no such CPU.
pub fn node(cpu: usize) -> usize {
    running()
        .expect("only a simulation has nodes")
        .asks()
        .node(cpu)
}

/// The clock of the CPU that calls this, in cycles since the beginning.
///
/// # Panics
///
/// Outside a simulation, or in the condition of a wait.
pub fn now() -> u64 {
    let running = running().expect("only a simulation has clocks");
    running.asks().cpus[running.cpu.get()].clock
}

/// The CPU that calls this does something else for so many cycles. Outside a simulation it
/// is nothing.
///
/// # Panics
///
/// In the condition of a wait.
pub fn work(cycles: u64) {
    if let Some(running) = running() {
        running.passes(|_| cycles);
    }
}

/// What has been counted so far.
///
/// # Panics
///
/// Outside a simulation, or in the condition of a wait.
pub fn counts() -> Counts {
    let running = running().expect("only a simulation counts");
    running.asks().counts.clone()
}

/// A spin hint: the CPU that calls this does nothing for a few cycles. Outside a
/// simulation it is [`core::hint::spin_loop`].
///
/// # Panics
///
/// In the condition of a wait.
pub fn spin_loop() {
    match running() {
        Some(running) => running.passes(|machine| machine.parameters.spin_hint),
        None => core::hint::spin_loop(),
    }
}

/// Refuses a wait of unknown pace on many CPUs.
pub(crate) fn refuse_opaque() {
    let cpus = running().map_or(0, |it| it.asks().cpus.len());
    assert!(
        cpus <= OPAQUE,
        "a wait does not say how long it relaxes between polls, so each is made, and with {cpus} \
         CPUs there are too many: say it by `Relax::PACE`, or use at most {OPAQUE} CPUs"
    );
}

/// What a program says that does what only a program may.
const IN_A_CONDITION: &str = "the condition of a wait was asked by the machine, and is no \
    program: it accesses no atomic, has no CPU, no clock and no work";

impl Running {
    /// The machine, for a program that asks about it.
    fn asks(&self) -> Ref<'_, Machine> {
        let machine = self.machine.try_borrow();
        machine.unwrap_or_else(|_| panic!("{IN_A_CONDITION}"))
    }

    /// The machine, for a program that does something.
    fn does(&self) -> RefMut<'_, Machine> {
        let machine = self.machine.try_borrow_mut();
        machine.unwrap_or_else(|_| panic!("{IN_A_CONDITION}"))
    }

    /// Time passes for the CPU whose program runs.
    fn passes(&self, cycles: impl FnOnce(&Machine) -> u64) {
        let mut machine = self.does();
        let cycles = cycles(&machine);
        let clock = &mut machine.cpus[self.cpu.get()].clock;
        *clock = clock.saturating_add(cycles);
    }

    /// The CPU whose program runs asks, and comes back with its answer.
    fn ask(&self, request: Request) -> u64 {
        if std::thread::panicking() {
            refuse_unwinding();
        }
        let cpu = self.cpu.get();
        let answered = {
            let mut machine = self.does();
            machine.cpus[cpu].request = Some(request);
            if machine.is_next(cpu) {
                machine.issue(cpu) == Outcome::Done
            } else {
                let at = machine.cpus[cpu].clock;
                machine.wake(cpu, at);
                false
            }
        };
        if !answered {
            let back = self.back[cpu].get();
            // SAFETY: it is on the stack of this CPU's program, which runs.
            unsafe { (*back).suspend(()) };
        }
        self.machine.borrow().cpus[cpu].answer
    }

    pub(crate) fn load(&self, place: Place) -> u64 {
        self.ask(Request::Load(place))
    }

    pub(crate) fn store(&self, place: Place, bits: u64) {
        self.ask(Request::Store(place, bits));
    }

    pub(crate) fn update(&self, place: Place, change: &mut dyn FnMut(u64) -> Option<u64>) -> u64 {
        let change: *mut (dyn FnMut(u64) -> Option<u64> + '_) = change;
        // SAFETY: it is used while this call waits for its answer, and no longer.
        let change = unsafe {
            std::mem::transmute::<*mut (dyn FnMut(u64) -> Option<u64> + '_), Change>(change)
        };
        self.ask(Request::Update(place, change))
    }

    pub(crate) fn fence(&self) {
        self.ask(Request::Fence);
    }

    /// Waits until nobody is `ahead`, which the word says.
    pub(crate) fn poll(&self, place: Place, pace: Pace, ahead: &mut dyn FnMut(u64) -> u32) -> u64 {
        let ahead: *mut (dyn FnMut(u64) -> u32 + '_) = ahead;
        // SAFETY: it is used while this call waits for its answer, and no longer.
        let ahead =
            unsafe { std::mem::transmute::<*mut (dyn FnMut(u64) -> u32 + '_), Ahead>(ahead) };
        self.ask(Request::Poll {
            place,
            ahead,
            pacing: Pacing::begin(pace),
        })
    }
}

/// Ends the host's program: to wait while a panic unwinds would let the others run on a
/// thread that panics, and lose the panic if nobody ends the wait.
#[cold]
fn refuse_unwinding() -> ! {
    eprintln!(
        "a program of a simulated machine accessed an atomic while it unwound from a panic: \
         nobody can wait for it"
    );
    std::process::abort()
}
