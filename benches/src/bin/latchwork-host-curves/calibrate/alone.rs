//! What a core does by itself.

use super::ring::{Line, Ring, overhead, settled};
use crate::cores::pin;
use crate::quartiles::{Quartiles, SAMPLES};
use core_affinity::CoreId;
use serde::Serialize;
use std::hint::spin_loop;
use std::thread;

/// Rounds of a walk over lines that are at hand.
const ROUNDS: usize = 20;

/// Spin hints that are timed at once.
const HINTS: usize = 1000;

/// The cycles of what a core does by itself.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Alone {
    /// A load that hits the first-level cache.
    pub(crate) l1: Quartiles,
    /// A read-modify-write of a line that the core owns.
    pub(crate) rmw_owned: Quartiles,
    /// A spin hint.
    pub(crate) spin_hint: Quartiles,
    /// A load of a line that no cache has; nothing, where a line cannot be taken out.
    pub(crate) memory: Option<Quartiles>,
}

/// Measures `core`.
pub(super) fn measure(core: CoreId) -> Alone {
    let measured = thread::scope(|scope| {
        let thread = scope.spawn(|| {
            pin(core);
            on_this()
        });
        thread.join()
    });
    measured.expect("the thread does not panic")
}

fn on_this() -> Alone {
    let (ring, once) = (Ring::new(), overhead());
    let rounds = once / ROUNDS as f64;
    let samples = |of: &dyn Fn() -> f64| {
        let each: Vec<f64> = (0..SAMPLES).map(|_| of()).collect();
        Quartiles::of(&each).expect("there are samples")
    };
    let l1 = samples(&|| ring.timed(ROUNDS, Line::load) - rounds);
    Alone {
        l1,
        rmw_owned: samples(&|| ring.timed(ROUNDS, Line::update) - rounds),
        spin_hint: samples(&hint),
        memory: ring.flush().then(|| {
            samples(&|| {
                ring.flush();
                ring.timed(1, Line::load) - once
            })
        }),
    }
}

fn hint() -> f64 {
    let begun = settled();
    for _ in 0..HINTS {
        spin_loop();
    }
    (settled() - begun) as f64 / HINTS as f64
}
