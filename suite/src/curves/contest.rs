//! CPUs of a simulated machine contend for a lock.

use super::draw::Draw;
use super::figures::{self, Acquisition, Window};
use super::point::{Measured, Point};
use latchwork_atomic::{AtomicU64, Initial, Ordering::Relaxed, initial};
use latchwork_coherence::{Parameters, Simulation, Stopped, counts, now, work};
use latchwork_lock::RawLock;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// Something that shares no line with anything else, on any machine.
#[repr(align(4096))]
#[derive(Default)]
struct Alone<T>(T);

/// What the CPUs share.
struct Shared<R> {
    lock: Box<Alone<R>>,
    /// What the lock protects.
    lines: Box<[Alone<AtomicU64>]>,
    acquisitions: RefCell<Vec<Acquisition>>,
    acquired: Cell<usize>,
    window: RefCell<Window>,
}

/// Has the CPUs of `machine` contend for a lock of the kind `R` as `point` says.
///
/// # Errors
///
/// If the machine has not so many CPUs, or if they wait for ever.
pub(super) fn contest<R>(machine: &Parameters, point: &Point) -> Result<Measured, Stopped>
where
    R: RawLock + Initial + 'static,
{
    let all = point.warm_up + point.acquisitions;
    let shared = Rc::new(Shared {
        lock: Box::new(Alone(initial!(R))),
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
fn contend<R: RawLock>(shared: &Shared<R>, point: &Point, cpu: usize) {
    let mut draw = Draw::new(point.seed, cpu);
    let all = point.warm_up + point.acquisitions;
    let lock = &shared.lock.0;
    while shared.acquired.get() <= all {
        let called = now();
        let token = lock.lock();
        let acquired = now();
        count(shared, point);
        for line in &shared.lines {
            // Relaxed: the lock orders it.
            line.0.store(acquired, Relaxed);
        }
        work(point.critical_section);
        shared.acquisitions.borrow_mut().push(Acquisition {
            cpu,
            called,
            acquired,
        });
        // SAFETY: the token comes from this lock.
        unsafe { lock.unlock(token) };
        work(draw.time(point.outside, point.spread));
    }
}

/// One more has acquired.
fn count<R>(shared: &Shared<R>, point: &Point) {
    let acquired = shared.acquired.get();
    if acquired == point.warm_up {
        shared.window.borrow_mut().before = counts();
    }
    if acquired == point.warm_up + point.acquisitions {
        shared.window.borrow_mut().after = counts();
    }
    shared.acquired.set(acquired + 1);
}
