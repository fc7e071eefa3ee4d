//! What is right compiles: the cases beside this one fail for the reason that they name.

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

fn main() {
    // SAFETY: this thread has no other.
    let mut held = unsafe { Held::<Nothing>::new() };
    wake(&mut held);
    // What was borrowed is back.
    assert_eq!(*CONSOLE.lock(&mut held), 4);
    assert_eq!(*PROCESSES.lock(&mut held), 1);
    let driver: &dyn Driver = &Uart;
    driver.poll(held.down_to());
}
