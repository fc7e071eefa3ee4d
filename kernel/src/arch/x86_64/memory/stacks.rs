//! The stacks of every CPU, each above a page that stays unmapped.

use core::cell::UnsafeCell;
use core::mem::offset_of;
use latchwork_kernel_lib::MAX_CPUS;
use x86_64::VirtAddr;

const GUARD: usize = 4096;
/// What a CPU works on.
const WORK: usize = 64 << 10;
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

/// The boot code uses the first one.
pub(crate) static STACKS: [Stacks; MAX_CPUS] = [const { Stacks::new() }; MAX_CPUS];

/// From the start of [`STACKS`], where the boot CPU's stack begins.
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
    let offset = address.checked_sub(&raw const STACKS as u64)?;
    let cpu = offset as usize / size_of::<Stacks>();
    let places = STACKS.get(cpu)?.all();
    let place = places.into_iter().find(|place| place.guards(address))?;
    Some((cpu, place))
}
