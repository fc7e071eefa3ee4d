//! What the firmware says of the machine, but for its memory.

use core::ffi::c_void;
use core::{ptr, slice};

use latchwork_kernel_lib::boot::{Channel, Framebuffer};
use uefi_raw::protocol::console::{GraphicsOutputProtocol, GraphicsPixelFormat};
use uefi_raw::table::boot::BootServices;
use uefi_raw::table::configuration::ConfigurationTable;
use uefi_raw::table::system::SystemTable;
use uefi_raw::{Guid, Status, guid};

/// Where the ACPI tables are, in the firmware's list: since version 2, and before.
const ACPI: [Guid; 2] = [
    guid!("8868e871-e4f1-11d3-bc22-0080c73c8881"),
    guid!("eb9d2d30-2d88-11d3-9a16-0090273fc14d"),
];

/// Where the ACPI tables are, in the firmware's list.
///
/// # Safety
///
/// The table is the firmware's.
pub(super) unsafe fn root_pointer(table: &SystemTable) -> Option<u64> {
    let count = table.number_of_configuration_table_entries;
    if count == 0 {
        return None;
    }
    // SAFETY: as the caller promises.
    let list: &[ConfigurationTable] =
        unsafe { slice::from_raw_parts(table.configuration_table, count) };
    let find = |guid: Guid| list.iter().find(|it| it.vendor_guid == guid);
    let found = ACPI.into_iter().find_map(find)?;
    Some(found.vendor_table as u64)
}

/// The first screen that has pixels in memory.
///
/// # Safety
///
/// The services are the firmware's.
pub(super) unsafe fn framebuffer(services: &BootServices) -> Option<Framebuffer> {
    let mut found: *mut c_void = ptr::null_mut();
    // SAFETY: as the caller promises.
    let status = unsafe {
        (services.locate_protocol)(&GraphicsOutputProtocol::GUID, ptr::null_mut(), &mut found)
    };
    if status != Status::SUCCESS {
        return None;
    }
    // SAFETY: it is the protocol that was asked for.
    let output = unsafe { &*found.cast::<GraphicsOutputProtocol>() };
    // SAFETY: the protocol says in which mode it is.
    let mode = unsafe { output.mode.as_ref() }?;
    // SAFETY: the mode says what it is like.
    let info = unsafe { mode.info.as_ref() }?;
    let masks = info.pixel_information;
    let [red, green, blue] = match info.pixel_format {
        GraphicsPixelFormat::PIXEL_RED_GREEN_BLUE_RESERVED_8_BIT_PER_COLOR => {
            [0xff, 0xff00, 0xff_0000]
        }
        GraphicsPixelFormat::PIXEL_BLUE_GREEN_RED_RESERVED_8_BIT_PER_COLOR => {
            [0xff_0000, 0xff00, 0xff]
        }
        GraphicsPixelFormat::PIXEL_BIT_MASK => [masks.red, masks.green, masks.blue],
        _ => return None,
    };
    Some(Framebuffer {
        address: mode.frame_buffer_base,
        width: info.horizontal_resolution,
        height: info.vertical_resolution,
        pitch: info.pixels_per_scan_line.saturating_mul(4),
        pixel: 4,
        red: Channel::of_mask(red)?,
        green: Channel::of_mask(green)?,
        blue: Channel::of_mask(blue)?,
    })
}
