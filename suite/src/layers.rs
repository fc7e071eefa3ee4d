//! Latchwork's layers, bottom to top.

use latchwork_layer::{Layer, Object};

/// What the checkers take for granted, each in its own model.
pub static HARDWARE: Layer = Layer {
    name: "hardware",
    objects: &[Object {
        name: "atomics and cells",
        specification: "latchwork_atomic",
        rely: "CPUs go on: each takes its next step at some time",
        guarantee: "accesses are those of the checker's memory model: the explorer's RC11, loom's acquire and release, shuttle's sequential consistency",
    }],
    rests_on: &[],
};

/// Locks: one specification, whatever the algorithm.
pub static LOCK: Layer = Layer {
    name: "lock",
    objects: &[Object {
        name: "lock",
        specification: "latchwork_lock::LockSpec",
        rely: "whoever holds the lock releases it within k events, and neither waits for it nor acquires it before; nobody acquires while another holds, or out of turn",
        guarantee: "the same, of this CPU",
    }],
    rests_on: &[&HARDWARE],
};

/// Queues that CPUs share.
pub static QUEUE: Layer = Layer {
    name: "queue",
    objects: &[Object {
        name: "shared queue",
        specification: "latchwork_sched::queue::QueueSpec",
        rely: "nobody touches the ring without holding its lock",
        guarantee: "each operation holds the lock once, and leaves the ring in order",
    }],
    rests_on: &[&LOCK],
};

/// All of them.
pub fn all() -> [&'static Layer; 3] {
    [&HARDWARE, &LOCK, &QUEUE]
}

#[cfg(test)]
mod tests {
    use super::*;
    use latchwork_layer::bottom_up;

    #[test]
    fn they_stand_on_each_other() {
        let order = bottom_up(&all()).unwrap();
        let names: Vec<_> = order.iter().map(|layer| layer.name).collect();
        assert_eq!(names, ["hardware", "lock", "queue"]);
    }
}
