//! The frames that the kernel's page tables are made of.

use core::cell::UnsafeCell;
use x86_64::VirtAddr;
use x86_64::structures::paging::{FrameAllocator, PageTable, PhysFrame, Size4KiB};

use super::layout;

/// Enough for the image (9), RAM below 4 GiB (5), the edges of its regions and
/// of the image, firmware tables and devices.
const TABLES: usize = 64;

#[repr(transparent)]
struct Table(UnsafeCell<PageTable>);

// SAFETY: each table is handed out once, by the one `TableFrames`.
unsafe impl Sync for Table {}

static POOL: [Table; TABLES] = [const { Table(UnsafeCell::new(PageTable::new())) }; TABLES];

/// Hands out the pool's tables, each empty and once.
#[derive(Debug)]
pub(super) struct TableFrames {
    used: usize,
}

impl TableFrames {
    /// # Safety
    ///
    /// Called once.
    pub(super) unsafe fn new() -> Self {
        Self { used: 0 }
    }

    pub(super) fn take(&mut self) -> Option<&'static mut PageTable> {
        let table = POOL.get(self.used)?;
        self.used += 1;
        // SAFETY: the index is never used again, so the reference is unique.
        Some(unsafe { &mut *table.0.get() })
    }
}

// SAFETY: the frames are unused: they belong to the pool, and `take` gives each
// of them once.
unsafe impl FrameAllocator<Size4KiB> for TableFrames {
    fn allocate_frame(&mut self) -> Option<PhysFrame> {
        let table = VirtAddr::from_ptr(self.take()?);
        Some(PhysFrame::containing_address(layout::image_to_physical(
            table,
        )))
    }
}
