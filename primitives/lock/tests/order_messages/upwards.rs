//! A lock of a level above the one that is held.

use latchwork_lock::lock_order;
use latchwork_lock::order::{Held, Nothing, OrderedMutex};

lock_order! { Processes > RunQueue > Console }

static PROCESSES: OrderedMutex<Processes, u32> = OrderedMutex::new(0);
static CONSOLE: OrderedMutex<Console, u32> = OrderedMutex::new(0);

fn main() {
    // SAFETY: this thread has no other.
    let mut held = unsafe { Held::<Nothing>::new() };
    let (_console, held) = CONSOLE.lock_and(&mut held);
    let _processes = PROCESSES.lock(held);
}
