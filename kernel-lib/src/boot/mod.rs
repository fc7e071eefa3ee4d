//! What a loader tells the kernel, whichever it is: its memory, its words, and what else
//! it has left there.

mod info;
mod map;

pub use info::{BootInfo, Channel, Framebuffer, Module, Text, TextError};
pub use map::{MapError, MemoryMap, PAGE, Region, Use};
