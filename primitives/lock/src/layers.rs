//! The layers that locks are about: they stand on the hardware, and so does what is noted of
//! their order.

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
        specification: "latchwork_lock::author::LockSpec",
        rely: "whoever holds the lock releases it within k events, and neither waits for it nor acquires it before; nobody acquires while another holds, or out of turn",
        guarantee: "the same, of this CPU",
    }],
    rests_on: &[&HARDWARE],
};

/// The order in which locks are taken.
pub static LOCK_ORDER: Layer = Layer {
    name: "lock order",
    objects: &[Object {
        name: "graph of lock orders",
        specification: "latchwork_lock::order::graph",
        rely: "each CPU tells what it waits for before it does, and what it holds before it waits again",
        guarantee: "of CPUs whose orders are a circle together, one reports it, with each order; nothing else is reported",
    }],
    rests_on: &[&HARDWARE],
};
