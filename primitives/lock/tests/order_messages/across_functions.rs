//! A function is called that takes a lock above the one that is held.

use latchwork_lock::lock_order;
use latchwork_lock::order::{Above, Held, Nothing, OrderedMutex};

lock_order! { Processes > RunQueue > Console }

static PROCESSES: OrderedMutex<Processes, u32> = OrderedMutex::new(0);
static CONSOLE: OrderedMutex<Console, u32> = OrderedMutex::new(0);

fn exit(held: &mut Held<impl Above<Processes>>) {
    *PROCESSES.lock(held) -= 1;
}

fn print(held: &mut Held<impl Above<Console>>) {
    let (mut console, held) = CONSOLE.lock_and(held);
    *console += 1;
    exit(held);
}

fn main() {
    // SAFETY: this thread has no other.
    print(&mut unsafe { Held::<Nothing>::new() });
}
