//! One run of a program on a machine.

use crate::access::{Running, UnderWay, begins};
use crate::fiber::{Back, Fiber};
use crate::machine::{Counts, LONGEST, Machine, Next};
use crate::parameters::{Parameters, Placement};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use std::cell::{Cell, RefCell};
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::ops::Range;
use std::rc::Rc;

/// A program to be run on some CPUs of a machine.
#[derive(Clone, Debug)]
pub struct Simulation {
    parameters: Parameters,
    places: Vec<usize>,
    starts: Vec<u64>,
    watched: Vec<Range<usize>>,
    limit: u64,
}

/// Why there is no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// The machine has fewer CPUs than are asked for, or none is.
    Cpus {
        /// How many are asked for.
        asked: usize,
        /// How many there are.
        has: usize,
    },
    /// Nothing happens any more: these CPUs wait for what nobody does.
    Stuck(Vec<usize>),
    /// The run is not over after so many cycles: [`Simulation::limit`].
    TooLong(u64),
}

impl Display for Stopped {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cpus { asked, has } => {
                write!(f, "{asked} CPUs are asked for: the machine has 1 to {has}")
            }
            Self::Stuck(cpus) => write!(f, "the CPUs {cpus:?} wait for what nobody does"),
            Self::TooLong(limit) => write!(f, "it is not over after {limit} cycles"),
        }
    }
}

impl Error for Stopped {}

impl Simulation {
    /// The first `cpus` CPUs of `machine`, as `placement` has it. They begin at once.
    ///
    /// # Errors
    ///
    /// If the machine has not so many CPUs, or `cpus` is 0.
    pub fn new(machine: &Parameters, placement: Placement, cpus: usize) -> Result<Self, Stopped> {
        let has = machine.cpus();
        if cpus == 0 || cpus > has {
            return Err(Stopped::Cpus { asked: cpus, has });
        }
        Ok(Self {
            parameters: machine.clone(),
            places: (0..cpus)
                .map(|index| machine.place(placement, index))
                .collect(),
            starts: vec![0; cpus],
            watched: Vec::new(),
            limit: 10_000_000_000_000,
        })
    }

    /// The CPUs begin one cycle after another, in an order that `seed` shuffles: a lock
    /// that serves in the order of arrival remembers it.
    #[must_use]
    pub fn shuffled(mut self, seed: u64) -> Self {
        let mut order: Vec<u64> = (0..self.starts.len() as u64).collect();
        order.shuffle(&mut rand_pcg::Pcg64Mcg::seed_from_u64(seed));
        self.starts = order;
        self
    }

    /// The transfers of the lines of `object` are counted apart. It must have lines to
    /// itself.
    #[must_use]
    pub fn watch<T>(mut self, object: &T) -> Self {
        let first = std::ptr::from_ref(object).addr();
        self.watched.push(first..first + size_of::<T>());
        self
    }

    /// A run that is not over after so many cycles is given up; without this it is 10<sup>13</sup>.
    /// More than 2<sup>63</sup> are not counted. A program that makes no accesses is not
    /// stopped.
    #[must_use]
    pub fn limit(mut self, cycles: u64) -> Self {
        self.limit = cycles.min(LONGEST);
        self
    }

    /// Runs `work(cpu)` on each CPU.
    ///
    /// The programs of all CPUs run on the host's thread that calls this. A thread of the
    /// host that a program starts is no CPU: its accesses are core's, and cost nothing.
    ///
    /// # Errors
    ///
    /// If CPUs wait for ever, or it takes too [long](Self::limit). What the programs hold
    /// that are not over is then leaked.
    ///
    /// # Panics
    ///
    /// If `work` does, or the condition of a wait, or if it is called by `work`. What the
    /// programs of the other CPUs hold is then leaked.
    ///
    /// # Aborts
    ///
    /// If a program that unwinds from a panic accesses an atomic, in a destructor for
    /// instance: the host's program ends, with a message.
    pub fn run(&self, work: impl Fn(usize) + 'static) -> Result<Counts, Stopped> {
        let cpus = self.places.len();
        let mut machine = Machine::new(&self.parameters, self.places.clone());
        machine.watched.clone_from(&self.watched);
        machine.limit = self.limit;
        for (cpu, &start) in self.starts.iter().enumerate() {
            machine.wake(cpu, start);
        }
        let running = Running {
            machine: RefCell::new(machine),
            cpu: Cell::new(0),
            back: (0..cpus).map(|_| Cell::new(std::ptr::null())).collect(),
        };
        let under_way = UnderWay::new(&running);
        let program: Rc<dyn Fn(usize, *const Back)> = Rc::new(move |cpu, back| {
            begins(cpu, back);
            work(cpu);
        });
        let mut fibers: Vec<Fiber> = (0..cpus)
            .map(|cpu| Fiber::new(cpu, Rc::clone(&program)))
            .collect();
        drop(program);
        let over = loop {
            // It is borrowed for the step alone.
            let next = running.machine.borrow_mut().step();
            let Next::GoesOn(cpu) = next else {
                break next == Next::Nothing;
            };
            running.cpu.set(cpu);
            if fibers[cpu].resume() {
                running.machine.borrow_mut().cpus[cpu].finished = true;
            }
        };
        drop(under_way);
        let machine = running.machine.borrow();
        let stuck = machine.stuck();
        match (over, stuck.is_empty()) {
            (false, _) => Err(Stopped::TooLong(self.limit)),
            (true, false) => Err(Stopped::Stuck(stuck)),
            (true, true) => Ok(machine.counts.clone()),
        }
    }
}
