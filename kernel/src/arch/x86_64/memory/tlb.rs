//! The calling CPU's translation lookaside buffer.

use latchwork_kernel_lib::hardware::Tlb;
use x86_64::VirtAddr;
use x86_64::instructions::tlb;
use x86_64::registers::control::{Cr4, Cr4Flags};

/// What the calling CPU has kept of the page tables.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ThisTlb;

// SAFETY: `invlpg` forgets one page, a global one too, and what leads to it; that CR4.PGE changes
// forgets all. Both wait for what comes before, and nothing behind them is done before them.
unsafe impl Tlb for ThisTlb {
    fn forget(&self, page: u64) {
        tlb::flush(VirtAddr::new(page));
    }

    fn forget_all(&self) {
        let flags = Cr4::read();
        if flags.contains(Cr4Flags::PAGE_GLOBAL) {
            // SAFETY: global pages are switched off and on again; a handler that comes in
            // between finds every page where it was.
            unsafe { Cr4::write(flags - Cr4Flags::PAGE_GLOBAL) };
            // SAFETY: it is what it was.
            unsafe { Cr4::write(flags) };
        } else {
            // No page outlives this.
            tlb::flush_all();
        }
    }
}
