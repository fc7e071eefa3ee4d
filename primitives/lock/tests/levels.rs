//! Locks that are taken in their order: it compiles, in each way that a kernel may need. What
//! does not is in `order_messages/`.
#![cfg(not(any(loom, shuttle, explore)))]

use latchwork_lock::lock_order;
use latchwork_lock::order::{Above, Held, Nothing, OrderedMutex};

lock_order! { Processes > RunQueue > Console }
lock_order! { (RunQueue) > Timer }

static PROCESSES: OrderedMutex<Processes, u32> = OrderedMutex::new(0);
static RUN_QUEUE: OrderedMutex<RunQueue, u32> = OrderedMutex::new(0);
static CONSOLE: OrderedMutex<Console, u32> = OrderedMutex::new(0);
static TIMER: OrderedMutex<Timer, u32> = OrderedMutex::new(0);

trait Driver {
    fn poll(&self, held: &mut Held<RunQueue>);
}

struct Uart;

impl Driver for Uart {
    fn poll(&self, held: &mut Held<RunQueue>) {
        *CONSOLE.lock(held) += 1;
        *TIMER.lock(held) += 1;
    }
}

fn log(held: &mut Held<impl Above<Console>>) {
    *CONSOLE.lock(held) += 1;
}

fn wake(held: &mut Held<impl Above<Processes>>) {
    log(held.down_to::<Processes>());
    let (mut processes, held) = PROCESSES.lock_and(held);
    {
        let (mut queue, held) = RUN_QUEUE.lock_and(held);
        *queue += 1;
        log(held);
        // Whoever does not wait may take any.
        assert!(PROCESSES.try_lock(held).is_none());
    }
    *processes += 1;
    log(held);
    Uart.poll(held.down_to());
}

/// Tests of one CPU at a time: no schedule of theirs differs from another.
mod one_cpu {
    use super::*;

    #[test]
    fn in_order() {
        // SAFETY: this thread has no other.
        let mut held = unsafe { Held::<Nothing>::new() };
        wake(&mut held);
        // What was borrowed is back.
        assert_eq!(*CONSOLE.lock(&mut held), 4);
        assert_eq!(*TIMER.lock(&mut held), 1);
        assert_eq!(*PROCESSES.lock(&mut held), 1);
        let driver: &dyn Driver = &Uart;
        driver.poll(held.down_to());
    }

    /// A guard that is dropped early gives the lock back; the proof stays where it is.
    #[test]
    fn released_early() {
        static OUTER: OrderedMutex<Processes, u32> = OrderedMutex::new(0);
        // SAFETY: what it is used for here is about a lock of its own.
        let mut held = unsafe { Held::<Nothing>::new() };
        let (outer, below) = OUTER.lock_and(&mut held);
        assert!(OUTER.is_locked());
        drop(outer);
        assert!(!OUTER.is_locked());
        assert!(OUTER.try_lock(below).is_some());
        assert!(OUTER.try_lock_and(&mut held).is_some());
    }

    #[test]
    fn a_level_is_shown_by_its_name() {
        // SAFETY: nothing is locked.
        let held = unsafe { Held::<Processes>::new() };
        assert_eq!(format!("{held:?}"), "Held(levels::Processes)");
        let mutex = OrderedMutex::<Console, u32>::default();
        assert_eq!(
            format!("{mutex:?}"),
            "OrderedMutex { level: levels::Console, locked: false, .. }"
        );
    }
}
