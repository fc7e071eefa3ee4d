//! Interrupts and exceptions.

use crate::hardware::x86_64::vector::{SPURIOUS, TIMER};
use crate::hardware::x86_64::{apic, port};
use crate::hardware::{exit, number};
use crate::work;
use core::arch::{asm, global_asm};
use core::cell::UnsafeCell;

/// How many exceptions there are.
const EXCEPTIONS: usize = 32;

// A handler runs on the stack of what it interrupts, with interrupts off until it returns.
global_asm!(
    r#"
    .text
    .global timer_entry
timer_entry:
    .irp register, rax, rcx, rdx, rsi, rdi, r8, r9, r10, r11
    pushq %\register
    .endr
    cld
    call {timer}
    .irp register, r11, r10, r9, r8, rdi, rsi, rdx, rcx, rax
    popq %\register
    .endr
    .global spurious_entry
spurious_entry:
    iretq

    # One each 16 bytes. What is on the stack is not looked at.
    .balign 16
    .global exception_entries
exception_entries:
    .set .Lvector, 0
    .rept {EXCEPTIONS}
    .balign 16
    movl $.Lvector, %edi
    jmp 2f
    .set .Lvector, .Lvector + 1
    .endr
2:  movq %cr2, %rsi
    andq $-16, %rsp
    call {exception}
    ud2
    "#,
    EXCEPTIONS = const EXCEPTIONS,
    timer = sym timer,
    exception = sym exception,
    options(att_syntax),
);

unsafe extern "C" {
    static timer_entry: u8;
    static spurious_entry: u8;
    static exception_entries: u8;
}

/// A line of the table: an interrupt gate to an address.
#[derive(Clone, Copy)]
#[repr(C)]
struct Gate([u64; 2]);

impl Gate {
    const NONE: Self = Self([0; 2]);

    fn to(address: usize) -> Self {
        const CODE: u64 = 0x08 << 16;
        const PRESENT_INTERRUPT_GATE: u64 = 0x8e << 40;
        let address = address as u64;
        let low = address & 0xffff | CODE | PRESENT_INTERRUPT_GATE | (address >> 16 & 0xffff) << 48;
        Self([low, address >> 32])
    }
}

const GATES: usize = SPURIOUS as usize + 1;

struct Table(UnsafeCell<[Gate; GATES]>);

// SAFETY: it is written before other CPUs start, and read by the hardware.
unsafe impl Sync for Table {}

static TABLE: Table = Table(UnsafeCell::new([Gate::NONE; GATES]));

/// Fills the table, and silences the old interrupt controllers.
///
/// # Safety
///
/// On one CPU, before any has loaded the table.
pub unsafe fn prepare() {
    // SAFETY: nobody else uses it yet.
    let table = unsafe { &mut *TABLE.0.get() };
    for (vector, gate) in table[..EXCEPTIONS].iter_mut().enumerate() {
        *gate = Gate::to(&raw const exception_entries as usize + 16 * vector);
    }
    table[usize::from(TIMER)] = Gate::to(&raw const timer_entry as usize);
    table[usize::from(SPURIOUS)] = Gate::to(&raw const spurious_entry as usize);
    for mask in [0x21, 0xa1] {
        // SAFETY: to mask every interrupt of a controller is sound.
        unsafe { port::write(mask, 0xff) };
    }
}

/// Has interrupts of this CPU come here.
pub fn load() {
    #[repr(C, packed)]
    struct Pointer(u16, *mut [Gate; GATES]);
    let pointer = Pointer((size_of::<[Gate; GATES]>() - 1) as u16, TABLE.0.get());
    // SAFETY: the table is filled, and stays.
    unsafe { asm!("lidt [{}]", in(reg) &raw const pointer, options(nostack)) };
}

extern "C" fn timer() {
    work::tick(number());
    apic::end_of_interrupt();
}

extern "C" fn exception(vector: u32, cr2: usize) -> ! {
    console::println!("CPU {}: exception {vector}, cr2 {cr2:#x}", number());
    exit(false)
}
