//! Two orders that would be a circle together.

use latchwork_lock::lock_order;

lock_order! { (Second) > First }
lock_order! { (First) > Second }

fn main() {}
