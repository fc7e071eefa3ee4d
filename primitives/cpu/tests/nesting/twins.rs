//! Known-bad twins: nestings that do one thing in the other order.

use super::Sections;
use latchwork_atomic::Ordering::Relaxed;
use latchwork_atomic::model::{self, interrupt};
use latchwork_atomic::{AtomicBool, AtomicU32};

/// What a nesting has.
struct Twin {
    depth: AtomicU32,
    were_on: AtomicBool,
}

model::thread_local! {
    // Not `const { … }`: the checkers' macros do not take it.
    #[allow(clippy::missing_const_for_thread_local)]
    static TWIN: Twin = Twin {
        depth: AtomicU32::new(0),
        were_on: AtomicBool::new(false),
    };
}

/// Keeps the flag before it counts.
pub(super) struct FlagFirst;

impl Sections for FlagFirst {
    fn enter() {
        let were_on = interrupt::off();
        TWIN.with(|twin| {
            // Relaxed, all: the CPU's own.
            let depth = twin.depth.load(Relaxed);
            if depth == 0 {
                // The mistake: a handler that comes now is in no section.
                twin.were_on.store(were_on, Relaxed);
            }
            twin.depth.store(depth + 1, Relaxed);
        });
    }

    fn leave() {
        let restored = TWIN.with(|twin| {
            // Relaxed, all: the CPU's own.
            let depth = twin.depth.load(Relaxed);
            let were_on = depth == 1 && twin.were_on.load(Relaxed);
            twin.depth.store(depth - 1, Relaxed);
            were_on
        });
        if restored {
            interrupt::on();
        }
    }
}

/// Counts down before it reads the flag.
pub(super) struct CountFirst;

impl Sections for CountFirst {
    fn enter() {
        let were_on = interrupt::off();
        TWIN.with(|twin| {
            // Relaxed, all: the CPU's own.
            let depth = twin.depth.load(Relaxed);
            twin.depth.store(depth + 1, Relaxed);
            if depth == 0 {
                twin.were_on.store(were_on, Relaxed);
            }
        });
    }

    fn leave() {
        let restored = TWIN.with(|twin| {
            // Relaxed, all: the CPU's own.
            let depth = twin.depth.load(Relaxed);
            // The mistake: a handler that comes behind this is in no section.
            twin.depth.store(depth - 1, Relaxed);
            depth == 1 && twin.were_on.load(Relaxed)
        });
        if restored {
            interrupt::on();
        }
    }
}
