//! The screen that the loader has left on.

use latchwork_kernel_lib::boot::{Framebuffer, FramebufferError};

use crate::arch::memory::layout::DIRECT_LIMIT;
use crate::arch::memory::paging::AddressSpace;
use crate::screen;

/// Has the console write on it, too.
///
/// # Errors
///
/// If what the loader says of it cannot be true.
///
/// # Safety
///
/// Called once. What the loader says is what it has said, and the space's memory map has
/// all RAM.
pub(super) unsafe fn begin(
    space: &mut AddressSpace,
    form: Framebuffer,
) -> Result<(), FramebufferError> {
    let end = form.address + form.bytes()?;
    if end > DIRECT_LIMIT {
        return Err(FramebufferError::Address(form.address));
    }
    let ram = space.memory().ram_from(form.address);
    if ram.is_some_and(|ram| ram.start < end) {
        return Err(FramebufferError::Ram);
    }
    // SAFETY: the loader says that pixels are there, and no RAM is.
    let start = unsafe { space.device(form.address, end - form.address) };
    // SAFETY: once; all the form's bytes have just been mapped, and no RAM is there.
    unsafe { screen::begin(form, start.as_mut_ptr()) }
}
