//! What a loader tells the kernel, whichever it is: its memory, its words, and what else
//! it has left there.

mod framebuffer;
mod info;
mod map;
mod uefi;

pub use framebuffer::{Channel, Framebuffer, FramebufferError};
pub use info::{BootInfo, Module, Text, TextError};
pub use map::{MapError, MemoryMap, PAGE, Region, Use};
pub use uefi::{FirmwareMapError, note_memory};
