//! CPUs forget what they have kept of the page tables.

use core::cell::UnsafeCell;
use core::ptr;
use latchwork_atomic::{AtomicUsize, Ordering};
use latchwork_cpu::Cpu;
use latchwork_kernel_lib::Machine;
use latchwork_kernel_lib::hardware::{Mapping, Rights, TableError};
use latchwork_kernel_lib::selftest::{
    Failure, MachineTest, Protected, Remapped, Verdict, rights, translations,
};
use x86_64::VirtAddr;

use crate::arch::memory::layout::{TEST_PAGE, image_to_physical};
use crate::arch::trap::probe;
use crate::machine::ThisCpu;
use crate::space;

/// Each CPU comes to the frame that a page leads to, on whatever it was mapped to before: the one
/// that has changed that, which has forgotten it itself, and the others, which were made to. None can
/// write where the right was taken.
pub(super) const TEST: MachineTest = MachineTest {
    name: "translations",
    run,
};

/// Changes that all CPUs together see, and the least.
const SEEN: u64 = 400;
const LEAST: u64 = 10;
const READ_WRITE: Rights = Rights {
    write: true,
    execute: false,
};
const READ: Rights = Rights {
    write: false,
    execute: false,
};

/// Two frames, with a number in each.
static FRAMES: [Frame; 2] = [Frame::holding(17), Frame::holding(18)];

#[repr(C, align(4096))]
struct Frame(UnsafeCell<[u64; 512]>);

// SAFETY: it is reached through the page only, and nothing but its own number is written to it.
unsafe impl Sync for Frame {}

impl Frame {
    const fn holding(number: u64) -> Self {
        Self(UnsafeCell::new([number; 512]))
    }

    fn mapping(&self) -> Mapping {
        Mapping {
            frame: image_to_physical(VirtAddr::from_ptr(self)).as_u64(),
            rights: READ,
        }
    }
}

/// The page, with the number of the frame that it is mapped to.
struct Page(AtomicUsize);

impl Page {
    fn map(&self, frame: usize) -> Result<(), TableError> {
        // SAFETY: the frame is the self-test's, which reads it only, through this page.
        space::change(|tables| unsafe { tables.map(TEST_PAGE, FRAMES[frame].mapping()) })
    }

    fn unmap(&self) -> Result<Mapping, TableError> {
        // SAFETY: nobody uses the page, and its frame is used for nothing else.
        space::change(|tables| unsafe { tables.unmap(TEST_PAGE) })
    }
}

impl Remapped for Page {
    fn read(&self) -> u64 {
        // SAFETY: it is mapped whenever it is read.
        unsafe { ptr::with_exposed_provenance::<u64>(TEST_PAGE as usize).read_volatile() }
    }

    fn change(&self) -> u64 {
        // Relaxed, both: the boot CPU's only.
        let other = 1 - self.0.load(Ordering::Relaxed);
        self.unmap().expect("it is mapped");
        forget();
        self.map(other).expect("nothing is mapped there");
        self.0.store(other, Ordering::Relaxed);
        17 + other as u64
    }
}

impl Protected for Page {
    fn write(&self) -> bool {
        // SAFETY: it is the first frame's number, to which it has been mapped.
        unsafe { probe::write(TEST_PAGE, 17) }
    }

    fn change(&self, write: bool) {
        let rights = if write { READ_WRITE } else { READ };
        // SAFETY: who writes takes it that it may fail, and all forget the right.
        let former = space::change(|tables| unsafe { tables.protect(TEST_PAGE, rights) });
        former.expect("it is mapped");
        forget();
    }
}

fn run(machine: &dyn Machine) -> Verdict {
    let page = Page(AtomicUsize::new(0));
    let mapped = page.map(0);
    expect("mapping a page", mapped, Ok(()))?;
    expect("mapping it again", page.map(1), Err(TableError::Mapped))?;
    let rounds = LEAST.max(SEEN / machine.cpus() as u64);
    translations(machine, rounds, &page)?;
    page.unmap().expect("it is mapped");
    forget();
    page.map(0).expect("nothing is mapped there");
    rights(machine, rounds, &page)?;
    page.unmap().expect("it is mapped");
    let gone = page.unmap().map(drop);
    expect(
        "unmapping what is not mapped",
        gone,
        Err(TableError::NotMapped),
    )?;
    forget();
    Ok(())
}

/// Has all CPUs forget the page.
fn forget() {
    // SAFETY: the boot CPU is in no section with interrupts off.
    unsafe { ThisCpu::interrupts_on() };
    space::forget(TEST_PAGE);
    ThisCpu::interrupts_off();
}

fn expect(what: &str, answer: Result<(), TableError>, expected: Result<(), TableError>) -> Verdict {
    if answer == expected {
        return Ok(());
    }
    Err(Failure::new(format_args!(
        "{what} was answered by {answer:?}"
    )))
}
