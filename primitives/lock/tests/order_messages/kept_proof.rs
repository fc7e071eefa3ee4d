//! A proof outlives the one that it was made by.

use latchwork_lock::lock_order;
use latchwork_lock::order::{Held, Nothing, OrderedMutex};

lock_order! { Processes > RunQueue > Console }

static PROCESSES: OrderedMutex<Processes, u32> = OrderedMutex::new(0);
static CONSOLE: OrderedMutex<Console, u32> = OrderedMutex::new(0);

fn main() {
    // SAFETY: this thread has no other.
    let mut held = unsafe { Held::<Nothing>::new() };
    let kept = {
        let (_console, below) = CONSOLE.lock_and(&mut held);
        below
    };
    let _processes = PROCESSES.lock(&mut held);
    let _kept: &mut Held<Console> = kept;
}
