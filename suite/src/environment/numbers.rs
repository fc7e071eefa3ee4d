//! One CPU against its environment at an object that is no lock: a dispenser of numbers.

use super::{Context, Environment, Protocol, check_composition, contexts, explore_alone};
use crate::explore::Limits;
use crate::module::{Calls, Event, Module, Program, explore_observed};
use crate::observe::{Logs, Observer, Seen};
use crate::{Check, Found, Property, Run};
use latchwork_atomic::AtomicUsize;
use latchwork_atomic::Ordering::Relaxed;
use latchwork_layer::{Entry, Log, Refinement, RelyGuarantee, Spec, Stuck};
use latchwork_lock::author::{HARDWARE, LOCK};

/// Numbers from 0 on, each of which is given once.
#[derive(Clone)]
struct Numbers;

impl Spec for Numbers {
    type State = usize;
    type Event = usize;

    fn initial(&self) -> usize {
        0
    }

    fn step(&self, next: &mut usize, _cpu: usize, number: &usize) -> Result<(), Stuck> {
        if number != next {
            return Err(Stuck::because(format!("the next number is {next}")));
        }
        *next += 1;
        Ok(())
    }

    fn invariant(&self, _next: &usize) -> Result<(), Stuck> {
        Ok(())
    }
}

/// The most numbers that anything here gives.
const MOST: usize = 4;

/// Each CPU takes the next number, and relies on nobody else's taking its own.
impl RelyGuarantee for Numbers {
    type Event = usize;

    fn events(&self) -> Vec<usize> {
        (0..MOST).collect()
    }

    fn guarantee(&self, cpu: usize, log: &[(usize, usize)]) -> Result<(), Stuck> {
        let mut wrong = log.iter().enumerate();
        match wrong.find(|&(index, &(by, number))| by == cpu && number != index) {
            Some((index, _)) => Err(Stuck::because(format!("the next number is {index}"))),
            None => Ok(()),
        }
    }

    fn rely(&self, cpu: usize, log: &[(usize, usize)]) -> Result<(), Stuck> {
        let own = |number| log.contains(&(cpu, number));
        match log.iter().find(|&&(by, number)| by != cpu && own(number)) {
            Some((by, _)) => Err(Stuck::because(format!("CPU {by} takes its number"))),
            None => Ok(()),
        }
    }
}

/// Gives numbers.
struct Dispenser {
    next: AtomicUsize,
    log: Log<usize>,
}

impl Dispenser {
    /// Takes a number, and leaves out those up to `step` numbers later.
    fn take(&self, step: usize) -> usize {
        // Relaxed: the numbers are the only data.
        let number = self.next.fetch_add(step, Relaxed);
        self.log.append(number);
        number
    }
}

impl Module for Dispenser {
    type Spec = Numbers;

    fn new() -> Self {
        Self {
            next: AtomicUsize::new(0),
            log: Log::new(),
        }
    }

    fn spec() -> Numbers {
        Numbers
    }

    fn log(&self) -> &Log<Event<Self>> {
        &self.log
    }
}

impl Protocol for Dispenser {
    type Conditions = Numbers;
    type Deed = ();
    type Kept = ();

    fn appends((): ()) -> Vec<Vec<usize>> {
        (0..MOST).map(|number| vec![number]).collect()
    }

    fn play(&self, _cpu: usize, (): (), (): &mut ()) {
        self.take(1);
    }
}

fn claim() -> Refinement<'static> {
    Refinement::new(&HARDWARE, "Dispenser", &LOCK)
}

/// One of 64 CPUs does `operation` twice, while others take two numbers.
fn alone(operation: fn(&Dispenser, usize, usize, &Calls<usize>)) -> Check {
    let program = Program {
        name: "take",
        cpus: 64,
        operations: 2,
        operation,
    };
    let environment = Environment {
        name: ("2".to_owned(), "two numbers of others".to_owned()),
        conditions: Numbers,
        contexts: Box::new(|| contexts::<Dispenser>(&Numbers, &[()], 64, 2)),
        observers: Box::new(|| vec![Box::new(Logs::default())]),
    };
    explore_alone(claim(), program, environment, 1)
}

#[test]
fn contexts_are_numbered_as_cpus_appear() {
    let found = contexts::<Dispenser>(&Numbers, &[()], 64, 2);
    let by = |cpus: [usize; 2]| Context(cpus.map(|cpu| (cpu, ())).to_vec());
    assert_eq!(found, [by([1, 1]), by([1, 2])]);
}

#[test]
fn one_cpu_keeps_its_guarantee_in_every_context() {
    let check = alone(|dispenser, _, _, calls| calls.note(dispenser.take(1)));
    assert_eq!(check.description.id, "Dispenser/environment/64x2+2/take");
    let found = (check.run)(&Run::default());
    let detail = |Found { detail, .. }| detail;
    let expected = "2 contexts, two numbers of others; 12 logs";
    assert_eq!(found.map(detail).as_deref(), Ok(expected));
}

#[test]
#[cfg(explore)]
fn one_that_leaves_out_a_number_breaks_it() {
    let skips = alone(|dispenser, _, _, calls| calls.note(dispenser.take(2)));
    let failure = (skips.run)(&Run::default()).expect_err("a number is left out");
    assert_eq!(failure.property, Property::RelyGuarantee);
}

#[test]
fn guarantees_imply_what_each_relies_on() {
    let composed = check_composition(claim(), Numbers, Numbers, 3, MOST);
    assert!((composed.run)(&Run::default()).is_ok());
}

#[test]
fn any_object_can_be_looked_at() {
    let explored = |is_one: fn(&Entry<usize>) -> bool| {
        let program = Program::<Dispenser> {
            name: "take",
            cpus: 2,
            operations: 2,
            operation: |dispenser, _, _, calls| calls.note(dispenser.take(1)),
        };
        let seen = move || -> Vec<Box<dyn Observer<usize>>> {
            vec![Box::new(Seen::new("nobody took it", is_one))]
        };
        let check = explore_observed(claim(), program, Limits::None, Box::new(seen), 1);
        (check.run)(&Run::default()).map_err(|failure| failure.property)
    };
    assert!(explored(|entry| entry.event == 3).is_ok());
    assert_eq!(
        explored(|entry| entry.event == 4),
        Err(Property::Contention)
    );
}
