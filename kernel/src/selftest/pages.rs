//! No page may be more than it must.

use core::fmt::{self, Display, Formatter};
use latchwork_kernel_lib::Machine;
use latchwork_kernel_lib::selftest::{MachineTest, Verdict, nothing_is};
use x86_64::PhysAddr;
use x86_64::registers::control::Cr3;
use x86_64::structures::paging::{PageTable, PageTableFlags};

use crate::arch::memory::layout;

/// In the page tables that are in use no page is both writable and executable, code is
/// writable nowhere, no page is user mode's, and nothing is mapped in the lower half, where
/// the boot code's tables and the trampoline's were.
pub(super) const TEST: MachineTest = MachineTest {
    name: "pages",
    run: pages,
};

fn pages(_machine: &dyn Machine) -> Verdict {
    let both = |page: &Page| page.writable && page.executable;
    nothing_is("writable and executable", first(both))?;
    let code = layout::code();
    let overwritten =
        |page: &Page| page.writable && page.start < code.end && code.start < page.start + page.size;
    nothing_is("writable code", first(overwritten))?;
    nothing_is("of user mode", first(|page| page.user))?;
    nothing_is("in the lower half", first(|page| page.address >> 47 == 0))
}

/// A page that is mapped.
struct Page {
    /// Where.
    address: u64,
    /// Its first physical address.
    start: u64,
    size: u64,
    writable: bool,
    executable: bool,
    user: bool,
}

impl Display for Page {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the page of {:#x} bytes at {:#x}",
            self.size, self.address
        )
    }
}

/// The first page that is so.
fn first(is: impl Fn(&Page) -> bool) -> Option<Page> {
    let root = Cr3::read().0.start_address();
    let every = PageTableFlags::WRITABLE | PageTableFlags::USER_ACCESSIBLE;
    below(root, 4, 0, every, &is)
}

/// The first page that is so of those to which the table at `table` leads. It is of this
/// `level`, and what it maps begins at `address`; the tables above it allow this much.
fn below(
    table: PhysAddr,
    level: u32,
    address: u64,
    allowed: PageTableFlags,
    is: &impl Fn(&Page) -> bool,
) -> Option<Page> {
    const SIGN: u64 = 0xffff << 48;
    // SAFETY: it is a table in use, in RAM, and no CPU changes it while self-tests run.
    let table = unsafe { &*layout::direct(table).as_ptr::<PageTable>() };
    let size = 1 << (12 + 9 * (level - 1));
    table.iter().enumerate().find_map(|(index, entry)| {
        let flags = entry.flags();
        if !flags.contains(PageTableFlags::PRESENT) {
            return None;
        }
        let address = address + index as u64 * size;
        // A right counts if all tables give it, a prohibition if one does.
        let given = flags & allowed | (flags | allowed) & PageTableFlags::NO_EXECUTE;
        if level > 1 && !flags.contains(PageTableFlags::HUGE_PAGE) {
            return below(entry.addr(), level - 1, address, given, is);
        }
        let page = Page {
            address: if address >> 47 == 0 {
                address
            } else {
                address | SIGN
            },
            start: entry.addr().as_u64() & !(size - 1),
            size,
            writable: given.contains(PageTableFlags::WRITABLE),
            executable: !given.contains(PageTableFlags::NO_EXECUTE),
            user: given.contains(PageTableFlags::USER_ACCESSIBLE),
        };
        is(&page).then_some(page)
    })
}
