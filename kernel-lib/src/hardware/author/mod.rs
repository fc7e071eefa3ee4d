//! What is built on the hardware layer's traits, as a layer of the checks.

mod post;
mod translation;

use latchwork_layer::{Layer, Object};
use latchwork_lock::author::HARDWARE;
pub use post::{PostEvent, PostSpec};
pub use translation::{TranslationEvent, TranslationSpec};

/// Waiting for interrupts, and what CPUs keep of page tables.
pub static MACHINE: Layer = Layer {
    name: "machine",
    objects: &[
        Object {
            name: "halt",
            specification: "latchwork_kernel_lib::hardware::author::PostSpec",
            rely: "whoever makes the condition true then interrupts the CPU that may be halted",
            guarantee: "a CPU looks and halts in one step, and looks again after each interrupt",
        },
        Object {
            name: "translation",
            specification: "latchwork_kernel_lib::hardware::author::TranslationSpec",
            rely: "CPUs that are online take interrupts, and answer",
            guarantee: "a frame is used otherwise when no CPU has kept the way to it",
        },
    ],
    rests_on: &[&HARDWARE],
};
