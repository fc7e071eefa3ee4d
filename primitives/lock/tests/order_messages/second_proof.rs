//! Safe code makes a proof of its own.

use latchwork_lock::lock_order;
use latchwork_lock::order::{Held, Nothing, OrderedMutex};

lock_order! { Processes > RunQueue > Console }

static PROCESSES: OrderedMutex<Processes, u32> = OrderedMutex::new(0);
static CONSOLE: OrderedMutex<Console, u32> = OrderedMutex::new(0);

fn main() {
    let mut held = Held::<Nothing>::new();
    *PROCESSES.lock(&mut held) += *CONSOLE.lock(&mut Held::<Nothing>::new());
}
