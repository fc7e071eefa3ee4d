//! A closure that is called under a lock takes another by a proof from outside.

use latchwork_lock::lock_order;
use latchwork_lock::order::{Held, Nothing, OrderedMutex};

lock_order! { Processes > RunQueue > Console }

static PROCESSES: OrderedMutex<Processes, u32> = OrderedMutex::new(0);
static CONSOLE: OrderedMutex<Console, u32> = OrderedMutex::new(0);

fn under_the_lock(held: &mut Held<Nothing>, work: impl FnOnce()) {
    let _console = CONSOLE.lock(held);
    work();
}

fn main() {
    // SAFETY: this thread has no other.
    let mut held = unsafe { Held::<Nothing>::new() };
    let held = &mut held;
    under_the_lock(held, || *PROCESSES.lock(held) += 1);
}
