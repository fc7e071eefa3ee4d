//! The queue that CPUs share.

use super::QueueEvent;
use super::ring::Ring;
use core::fmt::{self, Debug, Formatter};
use latchwork_atomic::{const_fn, impl_initial};
use latchwork_layer::Log;
use latchwork_lock::author::Initial;
use latchwork_lock::{Mutex, MutexGuard, RawLock, TicketLock};

/// A queue of at most `CAPACITY` values behind a lock of type `R`.
///
/// - **Order:** first in, first out, over all CPUs.
/// - **Waiting:** for the lock only: whoever finds the queue full or empty is
///   told so at once.
/// - **Cost:** of each operation, one acquisition of the lock, and a constant
///   number of steps inside.
/// - **Limit:** at most `usize::MAX / 2` values; a larger `CAPACITY` does not compile, even
///   if they take no room:
///
///   ```compile_fail,E0080
///   use core::convert::Infallible;
///
///   let queue = latchwork_sched::Queue::<Infallible, { usize::MAX }>::new();
///   ```
/// - **Interrupts:** what the lock says of `lock`: every operation takes it.
/// - **Panics:** where the lock's `lock` does. The panic names the line that calls.
///
/// It refines `QueueSpec`, whatever lock it stands on; mC2 (Gu et al., OSDI
/// 2016) has them as its shared queues.
///
/// ```
/// use latchwork_sched::{Full, Queue};
///
/// static READY: Queue<u32, 2> = Queue::new();
///
/// assert_eq!(READY.enqueue(7), Ok(()));
/// assert_eq!(READY.enqueue(8), Ok(()));
/// assert_eq!(READY.enqueue(9), Err(Full(9)));
/// assert_eq!(READY.dequeue(), Some(7));
/// ```
pub struct Queue<T, const CAPACITY: usize, R = TicketLock> {
    ring: Mutex<Ring<T, CAPACITY>, R>,
    log: Log<QueueEvent<T>>,
}

/// The queue is full; here is the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Full<T>(pub T);

impl<T: Copy, const CAPACITY: usize, R: Initial> Queue<T, CAPACITY, R> {
    const_fn! {
        /// An empty queue.
        pub fn new() -> Self {
            Self {
                ring: Mutex::checked(Ring::new()),
                log: Log::new(),
            }
        }
    }
}

impl_initial! { impl[T: Copy, const CAPACITY: usize, R: Initial] Queue<T, CAPACITY, R> = Self::new() }

impl<T: Copy, const CAPACITY: usize, R: RawLock> Queue<T, CAPACITY, R> {
    /// Puts `value` at the end.
    ///
    /// # Errors
    ///
    /// [`Full`], with the value, if all places are taken.
    #[track_caller]
    pub fn enqueue(&self, value: T) -> Result<(), Full<T>> {
        self.put(self.ring.lock(), value)
    }

    // Beside `enqueue`, which passes its caller's line on: the log names this one.
    fn put(&self, mut ring: MutexGuard<'_, Ring<T, CAPACITY>, R>, value: T) -> Result<(), Full<T>> {
        let accepted = ring.push(value);
        self.log.append(match accepted {
            true => QueueEvent::Enqueue(value),
            false => QueueEvent::Refuse(value),
        });
        drop(ring);
        if accepted { Ok(()) } else { Err(Full(value)) }
    }

    /// Takes the value at the front; `None` if there is none.
    #[track_caller]
    pub fn dequeue(&self) -> Option<T> {
        self.take(self.ring.lock())
    }

    fn take(&self, mut ring: MutexGuard<'_, Ring<T, CAPACITY>, R>) -> Option<T> {
        let value = ring.pop();
        self.log
            .append(value.map_or(QueueEvent::FindEmpty, QueueEvent::Dequeue));
        value
    }

    /// How many values there are; by the time the caller looks at it there may
    /// be more or fewer.
    #[track_caller]
    pub fn len(&self) -> usize {
        self.ring.lock().len()
    }

    /// Whether there are none. By the time the caller looks at the answer there may be some.
    #[track_caller]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The queue's events; empty except in builds for a checker.
    pub fn log(&self) -> &Log<QueueEvent<T>> {
        &self.log
    }
}

impl<T: Copy, const CAPACITY: usize, R: Initial> Default for Queue<T, CAPACITY, R> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Debug, const CAPACITY: usize, R: RawLock> Debug for Queue<T, CAPACITY, R> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Queue").field("ring", &self.ring).finish()
    }
}

#[cfg(all(test, not(any(loom, shuttle, explore))))]
mod one_cpu {
    use super::*;

    #[test]
    fn it_says_how_many_values_there_are() {
        let queue: Queue<u8, 3> = Queue::new();
        assert_eq!((queue.len(), queue.is_empty()), (0, true));
        for round in 0..4 {
            for put in 1..=3 {
                assert_eq!(queue.enqueue(put), Ok(()));
                assert_eq!((queue.len(), queue.is_empty()), (usize::from(put), false));
            }
            assert_eq!(queue.enqueue(9), Err(Full(9)));
            assert_eq!((queue.len(), queue.is_empty()), (3, false));
            for taken in 1..=3 {
                assert_eq!(queue.dequeue(), Some(taken));
                let left = usize::from(3 - taken);
                assert_eq!((queue.len(), queue.is_empty()), (left, left == 0));
            }
            assert_eq!((queue.dequeue(), queue.len()), (None, 0), "{round}");
            // The next round begins one place further on.
            assert_eq!((queue.enqueue(0), queue.dequeue()), (Ok(()), Some(0)));
        }
    }

    #[test]
    fn a_queue_without_places_is_full_and_empty() {
        let queue: Queue<u8, 0> = Queue::default();
        assert_eq!(queue.enqueue(1), Err(Full(1)));
        assert_eq!((queue.dequeue(), queue.len()), (None, 0));
        assert!(queue.is_empty());
    }
}
