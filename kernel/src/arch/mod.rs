//! What depends on the processor.

mod x86_64;

pub(crate) use self::x86_64::{cpu, memory, smp, trap};
