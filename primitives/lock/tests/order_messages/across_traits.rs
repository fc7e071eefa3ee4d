//! An implementation of a trait takes a lock above what its callers may hold.

use latchwork_lock::lock_order;
use latchwork_lock::order::{Held, Nothing, OrderedMutex};

lock_order! { Processes > RunQueue > Console }

static PROCESSES: OrderedMutex<Processes, u32> = OrderedMutex::new(0);
static CONSOLE: OrderedMutex<Console, u32> = OrderedMutex::new(0);

trait Driver {
    fn poll(&self, held: &mut Held<RunQueue>);
}

struct Uart;

impl Driver for Uart {
    fn poll(&self, held: &mut Held<RunQueue>) {
        *CONSOLE.lock(held) += 1;
        *PROCESSES.lock(held) += 1;
    }
}

fn main() {
    // SAFETY: this thread has no other.
    let mut held = unsafe { Held::<Nothing>::new() };
    let driver: &dyn Driver = &Uart;
    driver.poll(held.down_to());
}
