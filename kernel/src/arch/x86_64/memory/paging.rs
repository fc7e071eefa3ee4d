//! The page tables that every CPU runs on.
//!
//! No page is both writable and executable. The kernel's stacks have an unmapped
//! page below them.

use core::ops::Range;
use latchwork_kernel_lib::boot::{MemoryMap, Use};
use x86_64::registers::control::{Cr3, Cr3Flags};
use x86_64::structures::paging::mapper::{Translate, TranslateResult};
use x86_64::structures::paging::page::PageSize;
use x86_64::structures::paging::{
    Mapper, OffsetPageTable, Page, PageTable, PageTableFlags, PhysFrame, Size1GiB, Size2MiB,
    Size4KiB,
};
use x86_64::{PhysAddr, VirtAddr};

use super::layout;
use super::stacks::{self, STACKS};
use super::tables::TableFrames;

/// In every address space, so it stays in the translation caches when another is entered:
/// a change takes `invlpg`. A CPU without such pages ignores it.
const PRESENT: PageTableFlags = PageTableFlags::PRESENT.union(PageTableFlags::GLOBAL);
pub(super) const READ: PageTableFlags = PRESENT.union(PageTableFlags::NO_EXECUTE);
pub(super) const READ_WRITE: PageTableFlags = READ.union(PageTableFlags::WRITABLE);
pub(super) const READ_EXECUTE: PageTableFlags = PRESENT;
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

/// What every CPU sees, and the memory that it is made of.
pub(crate) struct AddressSpace {
    root: PhysFrame,
    tables: OffsetPageTable<'static>,
    memory: &'static mut MemoryMap,
    /// Where its tables are taken from.
    within: Range<u64>,
    /// Whether pages of 1 GiB may be used.
    huge: bool,
}

impl AddressSpace {
    /// Maps the image, and all RAM below [`layout::DIRECT_LIMIT`], and enters it: the boot
    /// code's tables are not used any more. If `huge`, in pages of 1 GiB too.
    ///
    /// # Safety
    ///
    /// Called once, on the boot code's tables, and nothing refers to what they alone map.
    /// In `memory` all is claimed that is still needed, and image.ld's promise holds: the
    /// image lies contiguously at its offset from physical memory. If `huge`, the CPU has
    /// such pages.
    pub(crate) unsafe fn enter(memory: &'static mut MemoryMap, huge: bool) -> Self {
        let within = layout::LOW_LIMIT..layout::BOOT_LIMIT;
        let root = TableFrames::new(memory, Use::Tables, &within).take();
        // SAFETY: the frame is unused RAM, and as all frames there it is mapped at its
        // physical address.
        let tables = unsafe { new_root(root, VirtAddr::zero(), None) };
        let mut space = Self {
            root,
            tables,
            memory,
            within,
            huge,
        };
        space.map_image(layout::text(), READ_EXECUTE);
        space.map_image(layout::rodata(), READ);
        space.map_image(layout::data(), READ_WRITE);
        // Tables are taken from what is RAM, but RAM it stays.
        let mut mapped = 0;
        while let Some(region) = space.memory.ram_from(mapped) {
            mapped = region.end;
            space.map_ram(region);
        }
        // SAFETY: the space is complete; the caller answers for the rest.
        unsafe { switch_to(space.root()) };
        // SAFETY: the frames are mapped there from now on, and the way to the tables that
        // is given up here is not used again.
        space.tables = unsafe { root_at(root, layout::direct_offset()) };
        space.within.end = layout::DIRECT_LIMIT;
        space
    }

    /// Where its root table is.
    pub(crate) fn root(&self) -> PhysAddr {
        self.root.start_address()
    }

    /// What memory is used for.
    pub(crate) fn memory(&mut self) -> &mut MemoryMap {
        self.memory
    }

    /// Gives the CPU of that number, not the boot CPU, its stacks.
    pub(crate) fn map_stacks(&mut self, cpu: usize) {
        let pages = STACKS[cpu].pages();
        for start in pages.step_by(Size4KiB::SIZE as usize) {
            if stacks::guarded(start).is_none() {
                let frame = TableFrames::new(self.memory, Use::Cpus, &self.within).take();
                let start = VirtAddr::new(start);
                self.map::<Size4KiB>(start, frame.start_address(), READ_WRITE);
            }
        }
    }

    /// The root of other tables, for CPUs that start: beside what this space maps, they
    /// map the page at `page` at its address, to be executed. Their memory counts as the
    /// trampoline's.
    pub(crate) fn for_startup(&mut self, page: PhysAddr) -> PhysAddr {
        let within = layout::LOW_LIMIT..layout::STARTUP_LIMIT;
        let mut frames = TableFrames::new(self.memory, Use::Trampoline, &within);
        let root = frames.take();
        let level_4 = Some(self.tables.level_4_table());
        // SAFETY: the frame is unused RAM, and mapped there.
        let mut tables = unsafe { new_root(root, layout::direct_offset(), level_4) };
        let page = PhysFrame::<Size4KiB>::containing_address(page);
        // Not global: it vanishes when the CPU goes on to the space itself.
        let flags = PageTableFlags::PRESENT;
        // SAFETY: no CPU uses the tables yet, and nothing but this is mapped in the lower
        // half of addresses.
        let mapped = unsafe { tables.identity_map(page, flags, &mut frames) };
        mapped.expect("the lower half is empty").ignore();
        root.start_address()
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

    /// The tables, and what others are made of: the memory, and the range of it.
    pub(super) fn parts(&mut self) -> (&mut OffsetPageTable<'static>, &mut MemoryMap, &Range<u64>) {
        (&mut self.tables, self.memory, &self.within)
    }

    /// What the tables say of an address.
    pub(super) fn translate(&self, address: VirtAddr) -> TranslateResult {
        self.tables.translate(address)
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

    /// Maps RAM in the largest pages that fit it.
    fn map_direct(&mut self, range: Range<u64>, flags: PageTableFlags) {
        let mut start = PhysAddr::new(range.start);
        let end = PhysAddr::new(range.end.max(range.start));
        while start < end {
            let fits = |size| start.is_aligned(size) && end - start >= size;
            let virt = layout::direct(start);
            start += if self.huge && fits(Size1GiB::SIZE) {
                self.map::<Size1GiB>(virt, start, flags);
                Size1GiB::SIZE
            } else if fits(Size2MiB::SIZE) {
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

    fn maps(&self, address: PhysAddr) -> bool {
        let virt = layout::direct(address);
        self.tables.translate_addr(virt).is_some()
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
        let mut frames = TableFrames::new(self.memory, Use::Tables, &self.within);
        // SAFETY: the image is mapped with the rights its parts need; the direct
        // map is only used for memory that Rust does not know, through pointers.
        let mapped = unsafe { self.tables.map_to(page, frame, flags, &mut frames) };
        match mapped {
            // Every CPU that could know the address still has to be started, and
            // absence is not cached.
            Ok(flush) => flush.ignore(),
            Err(error) => panic!("cannot map {physical:?} at {virt:?}: {error:?}"),
        }
    }
}

/// Tables whose root is in the frame `root`, which is made a copy of `level_4`, or empty.
///
/// # Safety
///
/// As [`root_at`], but the frame is unused.
unsafe fn new_root(
    root: PhysFrame,
    offset: VirtAddr,
    level_4: Option<&PageTable>,
) -> OffsetPageTable<'static> {
    let place = (offset + root.start_address().as_u64()).as_mut_ptr::<PageTable>();
    // SAFETY: the frame is mapped there, aligned, and ours.
    unsafe { place.write_bytes(0, 1) };
    if let Some(level_4) = level_4 {
        // SAFETY: it is, and what is copied is elsewhere.
        unsafe { place.copy_from_nonoverlapping(level_4, 1) };
    }
    // SAFETY: the caller's promise, and the root has been written.
    unsafe { root_at(root, offset) }
}

/// The tables whose root is in the frame `root`.
///
/// # Safety
///
/// It is a root, to which nothing else refers. It is mapped so far above its address, and
/// so are the tables that it leads to.
unsafe fn root_at(root: PhysFrame, offset: VirtAddr) -> OffsetPageTable<'static> {
    let place = (offset + root.start_address().as_u64()).as_mut_ptr::<PageTable>();
    // SAFETY: the caller's promise.
    let level_4 = unsafe { &mut *place };
    // SAFETY: the caller's promise.
    unsafe { OffsetPageTable::new(level_4, offset) }
}
