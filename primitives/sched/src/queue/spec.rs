//! The atomic queue object.

use super::QueueEvent;
use core::fmt::Debug;
use core::marker::PhantomData;
use latchwork_layer::{Layer, Object, Spec, Stuck};
use latchwork_lock::author::LOCK;
use std::collections::VecDeque;

/// Queues that CPUs share.
pub static QUEUE: Layer = Layer {
    name: "queue",
    objects: &[Object {
        name: "shared queue",
        specification: "latchwork_sched::queue::QueueSpec",
        rely: "nobody touches the ring without holding its lock",
        guarantee: "each operation holds the lock once, and leaves the ring in order",
    }],
    rests_on: &[&LOCK],
};

/// A queue of at most `capacity` values, first in, first out.
///
/// | event | allowed if | then |
/// |---|---|---|
/// | `Enqueue(v)` | there is a place | v is last |
/// | `Refuse(v)` | there is none | |
/// | `Dequeue(v)` | v is first | v is gone |
/// | `FindEmpty` | there is no value | |
#[derive(Clone, Copy, Debug)]
pub struct QueueSpec<T> {
    capacity: usize,
    values: PhantomData<fn() -> T>,
}

impl<T> QueueSpec<T> {
    /// The specification of a queue with so many places.
    pub fn new(capacity: usize) -> Self {
        Self {
            capacity,
            values: PhantomData,
        }
    }
}

impl<T: Clone + Debug + PartialEq> Spec for QueueSpec<T> {
    type State = VecDeque<T>;
    type Event = QueueEvent<T>;

    fn initial(&self) -> VecDeque<T> {
        VecDeque::new()
    }

    fn step(
        &self,
        state: &mut VecDeque<T>,
        _cpu: usize,
        event: &QueueEvent<T>,
    ) -> Result<(), Stuck> {
        match event {
            QueueEvent::Enqueue(_) if state.len() >= self.capacity => {
                Err(Stuck::because("the queue is full"))
            }
            QueueEvent::Enqueue(value) => {
                state.push_back(value.clone());
                Ok(())
            }
            QueueEvent::Refuse(_) if state.len() < self.capacity => {
                Err(Stuck::because("there is a place"))
            }
            QueueEvent::Refuse(_) => Ok(()),
            QueueEvent::Dequeue(value) => match state.pop_front() {
                Some(first) if first == *value => Ok(()),
                Some(first) => Err(Stuck::because(format!("{first:?} is first"))),
                None => Err(Stuck::because("the queue is empty")),
            },
            QueueEvent::FindEmpty if !state.is_empty() => {
                Err(Stuck::because(format!("{:?} is first", state[0])))
            }
            QueueEvent::FindEmpty => Ok(()),
        }
    }

    fn invariant(&self, state: &VecDeque<T>) -> Result<(), Stuck> {
        match state.len() > self.capacity {
            true => Err(Stuck::because("it holds more than it has places for")),
            false => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use QueueEvent::{Dequeue, Enqueue, FindEmpty, Refuse};

    fn run(events: &[QueueEvent<u32>]) -> Result<VecDeque<u32>, Stuck> {
        let spec = QueueSpec::new(2);
        let mut state = spec.initial();
        for event in events {
            spec.step(&mut state, 0, event)?;
        }
        Ok(state)
    }

    #[test]
    fn first_in_first_out() {
        let events = [Enqueue(1), Enqueue(2), Refuse(3), Dequeue(1)];
        assert_eq!(run(&events), Ok(VecDeque::from([2])));
    }

    #[test]
    fn what_is_not_so_is_stuck() {
        for events in [
            &[Enqueue(1), Enqueue(2), Dequeue(2)][..],
            &[Dequeue(1)],
            &[Enqueue(1), FindEmpty],
            &[Refuse(1)],
            &[Enqueue(1), Enqueue(2), Enqueue(3)],
        ] {
            assert!(run(events).is_err(), "{events:?}");
        }
    }

    #[test]
    fn it_holds_no_more_than_it_has_places_for() {
        let spec = QueueSpec::new(2);
        assert_eq!(spec.invariant(&VecDeque::from([1, 2])), Ok(()));
        assert!(spec.invariant(&VecDeque::from([1, 2, 3])).is_err());
    }
}
