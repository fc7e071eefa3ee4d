//! A proof is kept where each CPU gets at it.

use latchwork_lock::order::{Held, Nothing};
use std::sync::Mutex;

// SAFETY: it is the only one.
static HELD: Mutex<Held<Nothing>> = Mutex::new(unsafe { Held::new() });

fn main() {
    drop(HELD.lock());
}
