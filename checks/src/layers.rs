//! Latchwork's layers, bottom to top.

use latchwork_layer::{Layer, Object};
pub use latchwork_suite::layers::{HARDWARE, LOCK};

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

/// Every layer.
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
