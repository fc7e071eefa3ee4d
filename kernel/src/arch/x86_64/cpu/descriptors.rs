//! Segments: flat ones, as long mode wants them, and the stacks for fatal
//! conditions.

use core::cell::UnsafeCell;
use crossbeam_utils::CachePadded;
use latchwork_kernel_lib::MAX_CPUS;
use latchwork_kernel_lib::hardware::PerCpu;
use x86_64::instructions::segmentation::{CS, DS, ES, SS, Segment};
use x86_64::instructions::tables::load_tss;
use x86_64::structures::gdt::{Descriptor, GlobalDescriptorTable};
use x86_64::structures::tss::TaskStateSegment;

use super::number::current_cpu;
use crate::arch::memory::stacks::STACKS;

/// A double fault has a stack of its own, since the usual one may be used up.
pub(crate) const DOUBLE_FAULT_STACK: u16 = 0;
/// An NMI has a stack of its own, since it comes at any time.
pub(crate) const NMI_STACK: u16 = 1;
/// A machine check has a stack of its own, since it comes at any time.
pub(crate) const MACHINE_CHECK_STACK: u16 = 2;

/// A CPU's descriptor table and task state.
struct Descriptors {
    gdt: UnsafeCell<GlobalDescriptorTable>,
    tss: UnsafeCell<TaskStateSegment>,
}

// SAFETY: only its own CPU uses it, in `load`.
unsafe impl Sync for Descriptors {}

impl Descriptors {
    const fn new() -> Self {
        Self {
            gdt: UnsafeCell::new(GlobalDescriptorTable::new()),
            tss: UnsafeCell::new(TaskStateSegment::new()),
        }
    }
}

static DESCRIPTORS: PerCpu<Descriptors> =
    PerCpu::new([const { CachePadded::new(Descriptors::new()) }; MAX_CPUS]);

/// Loads the calling CPU's segments.
///
/// # Safety
///
/// Called once on each CPU.
pub(crate) unsafe fn load() {
    let cpu = current_cpu();
    let descriptors = &DESCRIPTORS[cpu];
    // SAFETY: this CPU alone uses its task state, and here only.
    let tss = unsafe { &mut *descriptors.tss.get() };
    let stacks = &STACKS[cpu];
    tss.interrupt_stack_table[usize::from(DOUBLE_FAULT_STACK)] = stacks.double_fault().top();
    tss.interrupt_stack_table[usize::from(NMI_STACK)] = stacks.nmi().top();
    tss.interrupt_stack_table[usize::from(MACHINE_CHECK_STACK)] = stacks.machine_check().top();

    // SAFETY: this CPU alone uses its descriptor table, and here only.
    let gdt = unsafe { &mut *descriptors.gdt.get() };
    let code = gdt.append(Descriptor::kernel_code_segment());
    let data = gdt.append(Descriptor::kernel_data_segment());
    let task = gdt.append(Descriptor::tss_segment(tss));
    gdt.load();
    // SAFETY: the selector is that of a 64-bit code segment.
    unsafe { CS::set_reg(code) };
    // SAFETY: SS is not used in long mode, as long as it is valid.
    unsafe { SS::set_reg(data) };
    // SAFETY: DS is not used in long mode, as long as it is valid.
    unsafe { DS::set_reg(data) };
    // SAFETY: ES is not used in long mode, as long as it is valid.
    unsafe { ES::set_reg(data) };
    // SAFETY: the selector is that of this CPU's task state.
    unsafe { load_tss(task) };
}
