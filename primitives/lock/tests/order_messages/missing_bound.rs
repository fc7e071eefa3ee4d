//! A function that is generic in the level held calls one whose bound it does not have.

use latchwork_lock::lock_order;
use latchwork_lock::order::{Above, Held, Nothing, OrderedMutex};

lock_order! { Processes > RunQueue > Console }

static PROCESSES: OrderedMutex<Processes, u32> = OrderedMutex::new(0);
static CONSOLE: OrderedMutex<Console, u32> = OrderedMutex::new(0);

fn log(held: &mut Held<impl Above<Console>>) {
    *CONSOLE.lock(held) += 1;
}

fn wake(held: &mut Held<impl Above<Processes>>) {
    log(held);
    *PROCESSES.lock(held) += 1;
}

fn main() {
    // SAFETY: this thread has no other.
    wake(&mut unsafe { Held::<Nothing>::new() });
}
