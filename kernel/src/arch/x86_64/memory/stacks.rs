//! The stacks of every CPU, each above a page that stays unmapped.

use core::cell::UnsafeCell;
use core::mem::offset_of;
use core::ops::{Index, Range};
use core::ptr;
use latchwork_kernel_lib::MAX_CPUS;
use x86_64::VirtAddr;

use super::layout;

const GUARD: usize = 4096;
/// What a CPU works on. Self-tests keep locks there that have a place for each CPU, which
/// took 138 KiB in a debug build.
const WORK: usize = 256 << 10;
/// What it handles a fatal condition on.
const FAULT: usize = 16 << 10;

#[repr(C, align(4096))]
struct Stack<const SIZE: usize> {
    guard: [u8; GUARD],
    space: [u8; SIZE],
}

/// A CPU's stacks. They are only ever used through the stack pointer.
#[repr(C, align(4096))]
pub(crate) struct Stacks {
    work: UnsafeCell<Stack<WORK>>,
    double_fault: UnsafeCell<Stack<FAULT>>,
    nmi: UnsafeCell<Stack<FAULT>>,
    machine_check: UnsafeCell<Stack<FAULT>>,
}

// SAFETY: no reference to a stack's contents is ever made.
unsafe impl Sync for Stacks {}

/// The boot CPU's, which the boot code uses.
pub(crate) static BOOT_STACKS: Stacks = Stacks::new();

/// Every CPU's stacks, by its number: those of the boot CPU are in the image, and the
/// others' one after another from [`STACKS_BASE`](layout::STACKS_BASE) on, as far as they
/// are mapped.
pub(crate) const STACKS: Every = Every;

/// See [`STACKS`].
pub(crate) struct Every;

impl Index<usize> for Every {
    type Output = Stacks;

    fn index(&self, cpu: usize) -> &Stacks {
        assert!(cpu < MAX_CPUS, "CPU {cpu} has no stacks");
        if cpu == 0 {
            return &BOOT_STACKS;
        }
        let place = layout::STACKS_BASE as usize + cpu * size_of::<Stacks>();
        // SAFETY: the place is kept for this, and aligned. What is there is neither read
        // nor written through the reference, which only says where it is.
        unsafe { &*ptr::with_exposed_provenance::<Stacks>(place) }
    }
}

/// From the start of [`BOOT_STACKS`], where the boot CPU's stack begins.
pub(crate) const BOOT_STACK_TOP: usize = offset_of!(Stacks, work) + GUARD + WORK;

impl<const SIZE: usize> Stack<SIZE> {
    const fn new() -> Self {
        Self {
            guard: [0; GUARD],
            space: [0; SIZE],
        }
    }
}

/// A stack's place: its guard page, then its space.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// What it is for.
    pub(crate) name: &'static str,
    guard: u64,
    bottom: u64,
    top: u64,
}

impl Place {
    fn of<const SIZE: usize>(name: &'static str, stack: &UnsafeCell<Stack<SIZE>>) -> Self {
        let guard = stack.get() as u64;
        Self {
            name,
            guard,
            bottom: guard + offset_of!(Stack<SIZE>, space) as u64,
            top: guard + size_of::<Stack<SIZE>>() as u64,
        }
    }

    /// Where it begins: one past its highest byte.
    pub(crate) fn top(&self) -> VirtAddr {
        VirtAddr::new(self.top)
    }

    /// Whether `length` bytes at `address` are on it.
    pub(crate) fn contains(&self, address: u64, length: u64) -> bool {
        (self.bottom..self.top).contains(&address) && length <= self.top - address
    }

    /// Whether `address` is just below it.
    pub(crate) fn guards(&self, address: u64) -> bool {
        (self.guard..self.bottom).contains(&address)
    }
}

impl Stacks {
    const fn new() -> Self {
        Self {
            work: UnsafeCell::new(Stack::new()),
            double_fault: UnsafeCell::new(Stack::new()),
            nmi: UnsafeCell::new(Stack::new()),
            machine_check: UnsafeCell::new(Stack::new()),
        }
    }

    /// All pages of the stacks, the unmapped ones too.
    pub(crate) fn pages(&self) -> Range<u64> {
        let start = ptr::from_ref(self) as u64;
        start..start + size_of::<Self>() as u64
    }

    pub(crate) fn work(&self) -> Place {
        Place::of("stack", &self.work)
    }

    pub(crate) fn double_fault(&self) -> Place {
        Place::of("double-fault stack", &self.double_fault)
    }

    pub(crate) fn nmi(&self) -> Place {
        Place::of("NMI stack", &self.nmi)
    }

    pub(crate) fn machine_check(&self) -> Place {
        Place::of("machine-check stack", &self.machine_check)
    }

    pub(crate) fn all(&self) -> [Place; 4] {
        [
            self.work(),
            self.double_fault(),
            self.nmi(),
            self.machine_check(),
        ]
    }
}

/// The stack, and its CPU, that has `address` in its guard page.
pub(crate) fn guarded(address: u64) -> Option<(usize, Place)> {
    let size = size_of::<Stacks>() as u64;
    let cpu = if BOOT_STACKS.pages().contains(&address) {
        0
    } else {
        address.checked_sub(layout::STACKS_BASE)? / size
    };
    let cpu = Some(cpu as usize).filter(|cpu| *cpu < MAX_CPUS)?;
    let places = STACKS[cpu].all();
    let place = places.into_iter().find(|place| place.guards(address))?;
    Some((cpu, place))
}
