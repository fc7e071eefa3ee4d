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
            // mutant (state.len() == self.capacity): by the invariant there are never more.
            QueueEvent::Enqueue(_) if state.len() >= self.capacity => {
                Err(Stuck::because("the queue is full"))
            }
            QueueEvent::Enqueue(value) => {
                state.push_back(value.clone());
                Ok(())
            }
            // mutant (state.len() != self.capacity): by the invariant there are never more.
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

// Miri would find nothing: one thread, and no unsafe code.
#[cfg(all(test, not(miri)))]
mod tests {
    use super::*;
    use QueueEvent::{Dequeue, Enqueue, FindEmpty, Refuse};

    fn run(capacity: usize, events: &[QueueEvent<u32>]) -> Result<Vec<u32>, String> {
        let spec = QueueSpec::new(capacity);
        let mut state = spec.initial();
        for event in events {
            spec.step(&mut state, 0, event).map_err(|stuck| stuck.0)?;
        }
        Ok(state.into())
    }

    #[test]
    fn first_in_first_out() {
        let events = [
            FindEmpty,
            Enqueue(1),
            Enqueue(2),
            Refuse(3),
            Dequeue(1),
            Enqueue(3),
        ];
        assert_eq!(run(2, &events), Ok(vec![2, 3]));
        let emptied = [Dequeue(2), Dequeue(3), FindEmpty, FindEmpty];
        assert_eq!(run(2, &[&events[..], &emptied].concat()), Ok(vec![]));
    }

    #[test]
    fn what_is_not_so_is_stuck() {
        for (capacity, events, why) in [
            (2, &[Enqueue(1), Enqueue(2), Dequeue(2)][..], "1 is first"),
            (2, &[Dequeue(1)], "the queue is empty"),
            (
                2,
                &[Enqueue(1), Dequeue(1), Dequeue(1)],
                "the queue is empty",
            ),
            (2, &[Enqueue(1), FindEmpty], "1 is first"),
            (2, &[Enqueue(1), Enqueue(2), FindEmpty], "1 is first"),
            (2, &[Refuse(1)], "there is a place"),
            (2, &[Enqueue(1), Refuse(2)], "there is a place"),
            (
                2,
                &[Enqueue(1), Enqueue(2), Enqueue(3)],
                "the queue is full",
            ),
            (0, &[Enqueue(1)], "the queue is full"),
        ] {
            assert_eq!(run(capacity, events), Err(why.to_owned()), "{events:?}");
        }
    }

    /// What the table of [`QueueSpec`] says of `event` after `events`, read off the events.
    fn as_the_table_says(
        capacity: usize,
        events: &[QueueEvent<u32>],
        event: QueueEvent<u32>,
    ) -> bool {
        let put = |event: &QueueEvent<u32>| match event {
            Enqueue(value) => Some(*value),
            _ => None,
        };
        let taken = events.iter().filter(|it| matches!(it, Dequeue(_))).count();
        let values: Vec<u32> = events.iter().filter_map(put).skip(taken).collect();
        match event {
            Enqueue(_) => values.len() < capacity,
            Refuse(_) => values.len() == capacity,
            Dequeue(value) => values.first() == Some(&value),
            FindEmpty => values.is_empty(),
        }
    }

    fn judge(capacity: usize, events: &mut Vec<QueueEvent<u32>>) -> usize {
        let before = run(capacity, events).expect("it is as the table says");
        let spec = QueueSpec::<u32>::new(capacity);
        assert_eq!(spec.invariant(&before.into()), Ok(()));
        if events.len() == 6 {
            return 1;
        }
        let with = |value| [Enqueue(value), Refuse(value), Dequeue(value)];
        let mut logs = 1;
        for event in [&with(1)[..], &with(2), &[FindEmpty]].concat() {
            let allowed = as_the_table_says(capacity, events, event);
            events.push(event);
            assert_eq!(run(capacity, events).is_ok(), allowed, "{events:?}");
            if allowed {
                logs += judge(capacity, events);
            }
            events.pop();
        }
        logs
    }

    #[test]
    fn every_short_log_is_judged_as_the_table_says() {
        let logs = [0, 1, 2, 3].map(|capacity| judge(capacity, &mut Vec::new()));
        assert!(logs.iter().all(|logs| *logs > 500), "{logs:?}");
    }

    #[test]
    fn it_holds_no_more_than_it_has_places_for() {
        let spec = QueueSpec::new(2);
        assert_eq!(spec.invariant(&VecDeque::from([1, 2])), Ok(()));
        let why = Stuck::because("it holds more than it has places for");
        assert_eq!(spec.invariant(&VecDeque::from([1, 2, 3])), Err(why));
    }
}
