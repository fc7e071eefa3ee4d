//! The frames that page tables are made of.

use core::ops::Range;
use latchwork_kernel_lib::boot::{MemoryMap, PAGE, Use};
use latchwork_kernel_lib::protocol::Outcome;
use x86_64::PhysAddr;
use x86_64::structures::paging::{FrameAllocator, PhysFrame, Size4KiB};

use crate::console::println;
use crate::exit::exit;

/// Takes frames out of the memory map.
pub(super) struct TableFrames<'a> {
    memory: &'a mut MemoryMap,
    used: Use,
    within: &'a Range<u64>,
}

impl<'a> TableFrames<'a> {
    /// Frames of what is free in the range `within`, which are then used so.
    pub(super) fn new(memory: &'a mut MemoryMap, used: Use, within: &'a Range<u64>) -> Self {
        Self {
            memory,
            used,
            within,
        }
    }

    /// A frame. If none is left the machine has too little memory, and the run ends.
    pub(super) fn take(&mut self) -> PhysFrame {
        let page = self
            .memory
            .take(PAGE, PAGE, self.within.clone(), self.used)
            .unwrap_or_else(|error| {
                println!(
                    "the kernel needs more RAM for its {}: {error}",
                    self.used.name()
                );
                exit(Outcome::Unfit)
            });
        PhysFrame::containing_address(PhysAddr::new(page.start))
    }
}

// SAFETY: the frames are unused: they were free RAM, and the map gives each once.
unsafe impl FrameAllocator<Size4KiB> for TableFrames<'_> {
    fn allocate_frame(&mut self) -> Option<PhysFrame> {
        Some(self.take())
    }
}
