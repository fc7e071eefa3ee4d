//! Another CPU gets the proof of what this one holds.

use latchwork_lock::lock_order;
use latchwork_lock::order::{Held, Nothing, OrderedMutex};

lock_order! { Processes > RunQueue > Console }

static PROCESSES: OrderedMutex<Processes, u32> = OrderedMutex::new(0);
static CONSOLE: OrderedMutex<Console, u32> = OrderedMutex::new(0);

fn main() {
    // SAFETY: this thread has no other.
    let mut held = unsafe { Held::<Nothing>::new() };
    std::thread::scope(|scope| {
        scope.spawn(|| *PROCESSES.lock(&mut held) += 1);
    });
    _ = &CONSOLE;
}
