//! Another lock of the level that is held.

use latchwork_lock::lock_order;
use latchwork_lock::order::{Held, Nothing, OrderedMutex};

lock_order! { Processes > RunQueue > Console }

static PROCESSES: OrderedMutex<Processes, u32> = OrderedMutex::new(0);
static CONSOLE: OrderedMutex<Console, u32> = OrderedMutex::new(0);

fn both(one: &OrderedMutex<RunQueue, u32>, other: &OrderedMutex<RunQueue, u32>) {
    // SAFETY: this thread has no other.
    let mut held = unsafe { Held::<Nothing>::new() };
    let (_one, held) = one.lock_and(&mut held);
    let _other = other.lock(held);
}

fn main() {
    both(&OrderedMutex::new(0), &OrderedMutex::new(0));
    _ = (&PROCESSES, &CONSOLE);
}
