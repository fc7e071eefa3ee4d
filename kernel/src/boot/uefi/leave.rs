//! From the firmware's call to its end.

use core::cell::UnsafeCell;
use core::fmt;

use latchwork_kernel_lib::boot::{BootInfo, FirmwareMapError, MemoryMap, PAGE, Text, note_memory};
use latchwork_kernel_lib::protocol::{CpuFeature, EXIT_PORT, Outcome};
use uefi_raw::table::boot::MemoryDescriptor;
use uefi_raw::table::system::SystemTable;
use uefi_raw::{Handle, Status};
use x86_64::instructions::port::Port;

use super::{console, firmware};
use crate::arch::cpu::feature;

/// What the entry for UEFI firmware calls it.
pub(in crate::boot) const UEFI: u32 = 3;

unsafe extern "C" {
    /// A page of the program, in which whoever makes it writes the command line.
    static uefi_command_line: [u8; PAGE as usize];
}

/// What the firmware has said, kept until it is [`read`].
struct Said(UnsafeCell<BootInfo>);

// SAFETY: `enter` writes it, and `read` reads it afterwards, both on the boot CPU.
unsafe impl Sync for Said {}

static SAID: Said = Said(UnsafeCell::new(BootInfo::new("UEFI")));

/// What the firmware has said.
///
/// # Safety
///
/// The firmware has been left.
pub(in crate::boot) unsafe fn read() -> BootInfo {
    // SAFETY: nobody writes it any more.
    unsafe { (*SAID.0.get()).clone() }
}

/// Notes what the firmware says, and leaves it; says how that went.
///
/// # Safety
///
/// Called once, by the entry, with the firmware's arguments.
pub(super) unsafe extern "sysv64" fn enter(program: Handle, table: *const SystemTable) -> usize {
    // SAFETY: the firmware's table stays as it is as long as the firmware is not left.
    let table = unsafe { &*table };
    // SAFETY: called once, and nobody reads it before the firmware is left.
    let info = unsafe { &mut *SAID.0.get() };
    // SAFETY: as the caller promises.
    let left = unsafe { leave(program, table, info) };
    let Err(why) = left else {
        return Status::SUCCESS.0;
    };
    // SAFETY: the firmware is there still, if its console is.
    unsafe { console::tell(table, &why) };
    let mut port = Port::<u32>::new(EXIT_PORT);
    // SAFETY: the port is QEMU's isa-debug-exit, or else nobody listens.
    unsafe { port.write(Outcome::Unfit.value()) };
    Status::UNSUPPORTED.0
}

/// Why the kernel does not run here.
enum Refusal {
    /// It needs more of a CPU.
    Lacks,
    /// The firmware does not do what it must: so it calls that, and so it has answered.
    Firmware(&'static str, Status),
    /// Its memory map is not to be read, in these words.
    Map(FirmwareMapError),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lacks => {
                f.write_str("the kernel needs a CPU with more features: this one lacks")?;
                let missing = CpuFeature::NEEDED.into_iter();
                let mut missing = missing.filter(|it| !feature::is_reported(*it));
                missing.try_for_each(|it| write!(f, " {}", it.name()))
            }
            Self::Firmware(what, status) => {
                write!(f, "the firmware gives no {what}: status {:#x}", status.0)
            }
            Self::Map(error) => write!(f, "the firmware's memory map: {error}"),
        }
    }
}

/// Room for the firmware's memory map: some 500 descriptors.
#[repr(align(8))]
struct Room(UnsafeCell<[u8; Room::BYTES]>);

impl Room {
    const BYTES: usize = 24 << 10;
}

// SAFETY: `leave` alone uses it, which is called once.
unsafe impl Sync for Room {}

/// The firmware's memory map.
static MAP: Room = Room(UnsafeCell::new([0; Room::BYTES]));

/// Writes what the firmware says into `info`, and leaves the firmware.
///
/// # Safety
///
/// Called once, with the firmware's arguments.
unsafe fn leave(program: Handle, table: &SystemTable, info: &mut BootInfo) -> Result<(), Refusal> {
    if !CpuFeature::NEEDED.into_iter().all(feature::is_reported) {
        return Err(Refusal::Lacks);
    }
    // SAFETY: the table is the firmware's.
    let services = unsafe { &*table.boot_services };
    // SAFETY: whoever has made the program has written it, and nobody does now.
    let line = unsafe { &uefi_command_line };
    info.command_line = Text::from_bytes(line.iter().copied());
    // SAFETY: the list is the firmware's.
    info.rsdp = unsafe { firmware::root_pointer(table) };
    // SAFETY: the services are the firmware's.
    info.framebuffer = unsafe { firmware::framebuffer(services) };

    // SAFETY: this is called once.
    let room = unsafe { &mut *MAP.0.get() };
    // The firmware's map changes as long as it runs; one that is not the last is refused.
    let mut status = Status::SUCCESS;
    for _ in 0..8 {
        let (mut size, mut key, mut stride, mut version) = (Room::BYTES, 0, 0, 0);
        // SAFETY: the room is aligned, and as large as is said.
        status = unsafe {
            (services.get_memory_map)(
                &mut size,
                room.as_mut_ptr().cast::<MemoryDescriptor>(),
                &mut key,
                &mut stride,
                &mut version,
            )
        };
        if status != Status::SUCCESS {
            return Err(Refusal::Firmware("memory map", status));
        }
        let mut memory = MemoryMap::new();
        let map = room.get(..size).unwrap_or_default();
        note_memory(&mut memory, map, stride).map_err(Refusal::Map)?;
        // SAFETY: nothing of the firmware's is used any more if it succeeds, but its tables
        // and its stack, which nothing writes to before they are left.
        status = unsafe { (services.exit_boot_services)(program, key) };
        if status == Status::SUCCESS {
            info.memory = memory;
            return Ok(());
        }
    }
    Err(Refusal::Firmware("way out", status))
}
