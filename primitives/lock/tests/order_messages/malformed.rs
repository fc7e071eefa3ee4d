//! The list of an order is not one.

use latchwork_lock::lock_order;

lock_order! { Processes > RunQueue, Console }

fn main() {}
