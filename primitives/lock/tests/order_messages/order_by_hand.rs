//! Safe code turns the order round.

use latchwork_lock::lock_order;
use latchwork_lock::order::{Above, Below};

lock_order! { Processes > Console }

impl Below<Console> for Processes {}

impl Above<Processes> for Console {}

fn main() {}
