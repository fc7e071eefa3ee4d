//! A contest.

use super::draw::Draw;
use super::figures::{self, Acquisition, Window};
use super::point::{Measured, Point};
use crate::access::{counts, now, work};
use crate::parameters::Parameters;
use crate::simulation::{Simulation, Stopped};
use crate::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// A lock, as a contest uses it.
pub trait Contended {
    /// Acquires, does what is to be done `inside`, and releases.
    fn hold(&self, inside: impl FnOnce());
}

/// Something that shares no line with anything else, on any machine.
#[repr(align(4096))]
#[derive(Default)]
struct Alone<T>(T);

/// What the CPUs share.
struct Shared<L> {
    lock: Box<Alone<L>>,
    /// What the lock protects.
    lines: Box<[Alone<AtomicU64>]>,
    acquisitions: RefCell<Vec<Acquisition>>,
    acquired: Cell<usize>,
    window: RefCell<Window>,
}

/// Has the CPUs of `machine` contend for a lock, which `lock` makes, as `point` says.
///
/// # Errors
///
/// If the machine has not so many CPUs, if they wait for ever, or if it takes too
/// [long](Simulation::limit).
///
/// # Panics
///
/// If the point has a [mistake](Point::mistake).
pub fn contest<L: Contended + 'static>(
    machine: &Parameters,
    point: &Point,
    lock: impl FnOnce() -> L,
) -> Result<Measured, Stopped> {
    if let Some(mistake) = point.mistake() {
        panic!("{mistake}");
    }
    let all = point.warm_up + point.acquisitions;
    let shared = Rc::new(Shared {
        lock: Box::new(Alone(lock())),
        lines: (0..point.lines).map(|_| Alone::default()).collect(),
        acquisitions: RefCell::new(Vec::with_capacity(all + point.cpus)),
        acquired: Cell::new(0),
        window: RefCell::default(),
    });
    let simulation = Simulation::new(machine, point.placement, point.cpus)?
        .shuffled(point.seed)
        .watch(&*shared.lock);
    let (on_cpus, what) = (Rc::clone(&shared), point.clone());
    simulation.run(move |cpu| contend(&on_cpus, &what, cpu))?;
    let shared = Rc::try_unwrap(shared).ok().expect("the CPUs are done");
    Ok(figures::of(
        machine,
        point,
        shared.acquisitions.into_inner(),
        shared.window.into_inner(),
    ))
}

/// What a CPU does until the acquisition that ends the window.
fn contend<L: Contended>(shared: &Shared<L>, point: &Point, cpu: usize) {
    let mut draw = Draw::new(point.seed, cpu);
    let all = point.warm_up + point.acquisitions;
    while shared.acquired.get() <= all {
        let called = now();
        shared.lock.0.hold(|| inside(shared, point, cpu, called));
        work(draw.time(point.outside, point.spread));
    }
}

/// What a holder does that called at `called`.
fn inside<L>(shared: &Shared<L>, point: &Point, cpu: usize, called: u64) {
    let acquired = now();
    count(shared, point);
    shared.acquisitions.borrow_mut().push(Acquisition {
        cpu,
        called,
        acquired,
    });
    for line in &shared.lines {
        // Relaxed: the lock orders it.
        line.0.store(acquired, Relaxed);
    }
    work(point.critical_section);
}

/// One more has acquired.
fn count<L>(shared: &Shared<L>, point: &Point) {
    let acquired = shared.acquired.get();
    if acquired == point.warm_up {
        shared.window.borrow_mut().before = counts();
    }
    if acquired == point.warm_up + point.acquisitions {
        shared.window.borrow_mut().after = counts();
    }
    shared.acquired.set(acquired + 1);
}
