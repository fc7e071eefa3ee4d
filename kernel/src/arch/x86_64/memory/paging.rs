//! The page tables that every CPU runs on.
//!
//! No page is both writable and executable. The kernel's stacks have an unmapped
//! page below them.

use core::ops::Range;
use x86_64::registers::control::{Cr3, Cr3Flags};
use x86_64::structures::paging::mapper::{MapToError, Translate};
use x86_64::structures::paging::page::PageSize;
use x86_64::structures::paging::{
    Mapper, OffsetPageTable, Page, PageTableFlags, PhysFrame, Size2MiB, Size4KiB,
};
use x86_64::{PhysAddr, VirtAddr};

use super::tables::TableFrames;
use super::{layout, stacks};

/// In every address space, so it stays in the translation caches when another is entered:
/// a change takes `invlpg`. A CPU without such pages ignores it.
const PRESENT: PageTableFlags = PageTableFlags::PRESENT.union(PageTableFlags::GLOBAL);
const READ: PageTableFlags = PRESENT.union(PageTableFlags::NO_EXECUTE);
const READ_WRITE: PageTableFlags = READ.union(PageTableFlags::WRITABLE);
const READ_EXECUTE: PageTableFlags = PRESENT;
const DEVICE: PageTableFlags = READ_WRITE
    .union(PageTableFlags::NO_CACHE)
    .union(PageTableFlags::WRITE_THROUGH);

/// Makes the calling CPU use the tables with that root.
///
/// # Safety
///
/// They are an [`AddressSpace`]'s. The CPU runs in the image and on one of its
/// stacks, and uses nothing that is mapped elsewhere.
pub(crate) unsafe fn switch_to(root: PhysAddr) {
    let root = PhysFrame::containing_address(root);
    // SAFETY: the image is mapped as it was, so execution goes on; the caller
    // answers for the rest.
    unsafe { Cr3::write(root, Cr3Flags::empty()) };
}

/// What every CPU sees.
pub(crate) struct AddressSpace {
    root: PhysAddr,
    tables: OffsetPageTable<'static>,
    frames: TableFrames,
}

impl AddressSpace {
    /// Maps the image, and the `ram` below [`layout::DIRECT_LIMIT`].
    ///
    /// # Safety
    ///
    /// Called once. `ram` is RAM, and image.ld's promise holds: the image lies
    /// contiguously at its offset from physical memory.
    pub(crate) unsafe fn new(ram: impl Iterator<Item = Range<u64>>) -> Self {
        // SAFETY: the caller calls this once.
        let mut frames = unsafe { TableFrames::new() };
        let level_4 = frames.take().expect("the pool of page tables is not empty");
        let root = layout::image_to_physical(VirtAddr::from_ptr(level_4));
        // SAFETY: all tables come from the pool, which is part of the image and
        // mapped at the image's offset.
        let tables = unsafe { OffsetPageTable::new(level_4, layout::image_offset()) };
        let mut space = Self {
            root,
            tables,
            frames,
        };
        space.map_image(layout::text(), READ_EXECUTE);
        space.map_image(layout::rodata(), READ);
        space.map_image(layout::data(), READ_WRITE);
        ram.for_each(|region| space.map_ram(region));
        space
    }

    /// Where its root table is.
    pub(crate) fn root(&self) -> PhysAddr {
        self.root
    }

    /// Whether the page at a physical address is mapped.
    pub(crate) fn maps(&self, address: PhysAddr) -> bool {
        let virt = layout::direct(address);
        self.tables.translate_addr(virt).is_some()
    }

    /// Makes physical memory readable, and says where it is.
    ///
    /// # Safety
    ///
    /// Reading there has no side effects.
    pub(crate) unsafe fn readable(&mut self, start: u64, length: u64) -> VirtAddr {
        self.map_missing(start, length, READ)
    }

    /// Makes a device's registers accessible, and says where they are.
    ///
    /// # Safety
    ///
    /// They are a device's, not RAM.
    pub(crate) unsafe fn device(&mut self, start: u64, length: u64) -> VirtAddr {
        self.map_missing(start, length, DEVICE)
    }

    fn map_image(&mut self, part: Range<VirtAddr>, flags: PageTableFlags) {
        let pages = Page::<Size4KiB>::range(
            Page::containing_address(part.start),
            Page::containing_address(part.end),
        );
        for page in pages {
            let start = page.start_address();
            if stacks::guarded(start.as_u64()).is_none() {
                self.map::<Size4KiB>(start, layout::image_to_physical(start), flags);
            }
        }
    }

    /// Maps whole pages of RAM, the image's code and constants read-only.
    fn map_ram(&mut self, region: Range<u64>) {
        let constant = layout::image_to_physical(layout::text().start).as_u64()
            ..layout::image_to_physical(layout::rodata().end).as_u64();
        let below = region.start..region.end.min(constant.start);
        let within = region.start.max(constant.start)..region.end.min(constant.end);
        let above = region.start.max(constant.end)..region.end.min(layout::DIRECT_LIMIT);
        self.map_direct(below, READ_WRITE);
        self.map_direct(within, READ);
        self.map_direct(above, READ_WRITE);
    }

    fn map_direct(&mut self, range: Range<u64>, flags: PageTableFlags) {
        let mut start = PhysAddr::new(range.start).align_up(Size4KiB::SIZE);
        let end = PhysAddr::new(range.end.max(range.start)).align_down(Size4KiB::SIZE);
        while start < end {
            let large = start.is_aligned(Size2MiB::SIZE) && end - start >= Size2MiB::SIZE;
            let virt = layout::direct(start);
            start += if large {
                self.map::<Size2MiB>(virt, start, flags);
                Size2MiB::SIZE
            } else {
                self.map::<Size4KiB>(virt, start, flags);
                Size4KiB::SIZE
            };
        }
    }

    fn map_missing(&mut self, start: u64, length: u64, flags: PageTableFlags) -> VirtAddr {
        let first = PhysAddr::new(start).align_down(Size4KiB::SIZE);
        let end = PhysAddr::new(start + length);
        let mut frame = first;
        while frame < end {
            if !self.maps(frame) {
                self.map::<Size4KiB>(layout::direct(frame), frame, flags);
            }
            frame += Size4KiB::SIZE;
        }
        layout::direct(PhysAddr::new(start))
    }

    fn map<S: PageSize + core::fmt::Debug>(
        &mut self,
        virt: VirtAddr,
        physical: PhysAddr,
        flags: PageTableFlags,
    ) where
        OffsetPageTable<'static>: Mapper<S>,
    {
        let page = Page::<S>::containing_address(virt);
        let frame = PhysFrame::containing_address(physical);
        // SAFETY: the image is mapped with the rights its parts need; the direct
        // map is only used for memory that Rust does not know, through pointers.
        let mapped = unsafe { self.tables.map_to(page, frame, flags, &mut self.frames) };
        match mapped {
            // Every CPU that could know the address still has to be started, and
            // absence is not cached.
            Ok(flush) => flush.ignore(),
            Err(MapToError::FrameAllocationFailed) => {
                panic!("no page tables are left to map {physical:?} at {virt:?}")
            }
            Err(error) => panic!("cannot map {physical:?} at {virt:?}: {error:?}"),
        }
    }
}
