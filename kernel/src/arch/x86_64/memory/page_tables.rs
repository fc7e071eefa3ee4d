//! Page tables, as the kernel library sees them.

use latchwork_kernel_lib::boot::Use;
use latchwork_kernel_lib::hardware::{Mapping, PageTables, Rights, TableError};
use x86_64::structures::paging::mapper::{
    FlagUpdateError, MapToError, TranslateResult, UnmapError,
};
use x86_64::structures::paging::{Mapper, Page, PageTableFlags, PhysFrame, Size4KiB};
use x86_64::{PhysAddr, VirtAddr};

use super::paging::{AddressSpace, READ, READ_EXECUTE, READ_WRITE};
use super::tables::TableFrames;

/// Pages of 4 KiB. A table that is missing is taken from the memory map; if there is no memory
/// left for it the run ends.
impl PageTables for AddressSpace {
    unsafe fn map(&mut self, page: u64, mapping: Mapping) -> Result<(), TableError> {
        let flags = flags(mapping.rights)?;
        let frame = PhysFrame::containing_address(PhysAddr::new(mapping.frame));
        // What a page may be is said where it is mapped: the tables above allow it all.
        let above = PageTableFlags::PRESENT | PageTableFlags::WRITABLE;
        let (tables, memory, within) = self.parts();
        let mut frames = TableFrames::new(memory, Use::Tables, within);
        // SAFETY: the caller's promise.
        let mapped =
            unsafe { tables.map_to_with_table_flags(at(page), frame, flags, above, &mut frames) };
        match mapped {
            Ok(flush) => {
                // Absence is not kept.
                flush.ignore();
                Ok(())
            }
            Err(MapToError::FrameAllocationFailed) => Err(TableError::NoMemory),
            Err(MapToError::ParentEntryHugePage | MapToError::PageAlreadyMapped(_)) => {
                Err(TableError::Mapped)
            }
        }
    }

    unsafe fn unmap(&mut self, page: u64) -> Result<Mapping, TableError> {
        let former = self.look_up(page).ok_or(TableError::NotMapped)?;
        let (_, flush) = self
            .parts()
            .0
            .unmap(at(page))
            .map_err(|error| match error {
                UnmapError::ParentEntryHugePage
                | UnmapError::PageNotMapped
                | UnmapError::InvalidFrameAddress(_) => TableError::NotMapped,
            })?;
        // The caller has it forgotten.
        flush.ignore();
        Ok(former)
    }

    unsafe fn protect(&mut self, page: u64, rights: Rights) -> Result<Rights, TableError> {
        let flags = flags(rights)?;
        let former = self.look_up(page).ok_or(TableError::NotMapped)?;
        // SAFETY: the caller's promise.
        let updated = unsafe { self.parts().0.update_flags(at(page), flags) };
        match updated {
            Ok(flush) => {
                // The caller has it forgotten.
                flush.ignore();
                Ok(former.rights)
            }
            Err(FlagUpdateError::PageNotMapped | FlagUpdateError::ParentEntryHugePage) => {
                Err(TableError::NotMapped)
            }
        }
    }

    fn look_up(&self, page: u64) -> Option<Mapping> {
        match self.translate(VirtAddr::new(page)) {
            TranslateResult::Mapped {
                frame,
                offset,
                flags,
            } => Some(Mapping {
                frame: frame.start_address().as_u64() + offset,
                rights: Rights {
                    write: flags.contains(PageTableFlags::WRITABLE),
                    execute: !flags.contains(PageTableFlags::NO_EXECUTE),
                },
            }),
            TranslateResult::NotMapped | TranslateResult::InvalidFrameAddress(_) => None,
        }
    }
}

fn at(page: u64) -> Page<Size4KiB> {
    Page::containing_address(VirtAddr::new(page))
}

fn flags(rights: Rights) -> Result<PageTableFlags, TableError> {
    match (rights.write, rights.execute) {
        (true, true) => Err(TableError::WriteAndExecute),
        (true, false) => Ok(READ_WRITE),
        (false, true) => Ok(READ_EXECUTE),
        (false, false) => Ok(READ),
    }
}
