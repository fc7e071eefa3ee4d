//! The accesses of the program that runs, and what it can ask the machine.

use crate::fiber::Back;
use crate::machine::{Ahead, Change, Counts, Machine, Outcome, Request};
use crate::pace::{Pace, Pacing};
use crate::place::Place;
use std::cell::{Cell, RefCell};
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
fn running<'a>() -> Option<&'a Running> {
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
/// Outside a simulation.
pub fn cpu() -> usize {
    running().expect("only a simulation has CPUs").cpu.get()
}

/// The node of CPU `cpu`, numbered as by [`cpu`].
///
/// # Panics
///
/// Outside a simulation, or if it has no such CPU.
pub fn node(cpu: usize) -> usize {
    let running = running().expect("only a simulation has nodes");
    running.machine.borrow().node(cpu)
}

/// The clock of the CPU that calls this, in cycles since the beginning.
///
/// # Panics
///
/// Outside a simulation.
pub fn now() -> u64 {
    let running = running().expect("only a simulation has clocks");
    running.machine.borrow().cpus[running.cpu.get()].clock
}

/// The CPU that calls this does something else for so many cycles. Outside a simulation it
/// is nothing.
pub fn work(cycles: u64) {
    if let Some(running) = running() {
        running.machine.borrow_mut().cpus[running.cpu.get()].clock += cycles;
    }
}

/// What has been counted so far.
///
/// # Panics
///
/// Outside a simulation.
pub fn counts() -> Counts {
    let running = running().expect("only a simulation counts");
    running.machine.borrow().counts.clone()
}

/// A spin hint: the CPU that calls this does nothing for a few cycles. Outside a
/// simulation it is [`core::hint::spin_loop`].
pub fn spin_loop() {
    match running() {
        Some(running) => {
            let mut machine = running.machine.borrow_mut();
            let cycles = machine.parameters.spin_hint;
            machine.cpus[running.cpu.get()].clock += cycles;
        }
        None => core::hint::spin_loop(),
    }
}

/// Refuses a wait of unknown pace on many CPUs.
pub(crate) fn refuse_opaque() {
    let cpus = running().map_or(0, |it| it.machine.borrow().cpus.len());
    assert!(
        cpus <= OPAQUE,
        "a wait does not say how long it relaxes between polls, so each is made, and with {cpus} \
         CPUs there are too many: say it by `Relax::PACE`, or use at most {OPAQUE} CPUs"
    );
}

impl Running {
    /// The CPU whose program runs asks, and comes back with its answer.
    fn ask(&self, request: Request) -> u64 {
        let cpu = self.cpu.get();
        let answered = {
            let mut machine = self
                .machine
                .try_borrow_mut()
                .expect("the condition of a wait, or the change of an update, accesses memory");
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
}

pub(crate) fn load(place: Place) -> u64 {
    match running() {
        Some(running) => running.ask(Request::Load(place)),
        None => place.load(),
    }
}

pub(crate) fn store(place: Place, bits: u64) {
    match running() {
        Some(running) => drop(running.ask(Request::Store(place, bits))),
        None => place.store(bits),
    }
}

pub(crate) fn update(place: Place, change: &mut dyn FnMut(u64) -> Option<u64>) -> u64 {
    match running() {
        Some(running) => {
            let change: *mut (dyn FnMut(u64) -> Option<u64> + '_) = change;
            // SAFETY: it is used while this call waits for its answer, and no longer.
            let change = unsafe {
                std::mem::transmute::<*mut (dyn FnMut(u64) -> Option<u64> + '_), Change>(change)
            };
            running.ask(Request::Update(place, change))
        }
        None => place.update(change),
    }
}

pub(crate) fn fence() {
    match running() {
        Some(running) => drop(running.ask(Request::Fence)),
        None => core::sync::atomic::fence(core::sync::atomic::Ordering::SeqCst),
    }
}

/// Waits until nobody is `ahead`, which the word says; only a simulation does.
pub(crate) fn poll(place: Place, pace: Pace, ahead: &mut dyn FnMut(u64) -> u32) -> u64 {
    let running = running().expect("the caller has looked");
    let ahead: *mut (dyn FnMut(u64) -> u32 + '_) = ahead;
    // SAFETY: it is used while this call waits for its answer, and no longer.
    let ahead = unsafe { std::mem::transmute::<*mut (dyn FnMut(u64) -> u32 + '_), Ahead>(ahead) };
    running.ask(Request::Poll {
        place,
        ahead,
        pacing: Pacing::begin(pace),
    })
}
