//! Text on the screen that the loader has left on, if it has one.

use latchwork_atomic::{AtomicU32, Ordering};
use latchwork_kernel_lib::boot::{Framebuffer, FramebufferError};
use latchwork_kernel_lib::screen::{Cursor, Pixels, TextScreen};

use crate::cell::BootCell;

static SCREEN: BootCell<TextScreen<Memory>> = BootCell::new();

/// Where the next letter comes: its row, then its column.
static CURSOR: AtomicU32 = AtomicU32::new(0);

/// The screen's pixels, mapped for good.
struct Memory(*mut u8);

// SAFETY: the pixels are written on any CPU, and never read. Who writes at the same time as
// another draws another letter at worst.
unsafe impl Send for Memory {}
// SAFETY: they may be written on several CPUs at the same time.
unsafe impl Sync for Memory {}

impl Pixels for Memory {
    fn put(&self, at: usize, pixel: u32, bytes: u8) {
        // SAFETY: all bytes of the form are mapped, and this is within.
        let place = unsafe { self.0.add(at) };
        if bytes == 4 {
            // SAFETY: the pixel is mapped, aligned, and nothing to Rust.
            unsafe { place.cast::<u32>().write_volatile(pixel) };
            return;
        }
        let low = pixel.to_le_bytes().into_iter().take(usize::from(bytes));
        for (index, byte) in low.enumerate() {
            // SAFETY: these bytes are the pixel's.
            let place = unsafe { place.add(index) };
            // SAFETY: the pixel is mapped, and nothing to Rust.
            unsafe { place.write_volatile(byte) };
        }
    }
}

/// Makes a blank page of a screen of that form, on which [`write()`] writes from now on. Its
/// pixels are at `start`.
///
/// # Errors
///
/// If the form is none that can be; `start` is not used then.
///
/// # Safety
///
/// Called once. If the form can be, all its bytes are at `start`, mapped for good, aligned
/// as its address is, and nothing to Rust.
pub(crate) unsafe fn begin(form: Framebuffer, start: *mut u8) -> Result<(), FramebufferError> {
    let screen = TextScreen::new(form, Memory(start))?;
    screen.clear();
    // SAFETY: as the caller promises.
    unsafe { SCREEN.set(screen) };
    Ok(())
}

/// Writes `bytes` on the screen, if there is one. It waits for nobody, and may be called in
/// any context; lines of those who call it at the same time are mixed.
pub(crate) fn write(bytes: &[u8]) {
    let Some(screen) = SCREEN.get() else {
        return;
    };
    // Relaxed: nothing is handed on with the cursor; who reads an old one writes over what
    // another has written.
    let cursor = CURSOR.load(Ordering::Relaxed);
    let at = Cursor {
        row: (cursor >> 16) as u16,
        column: cursor as u16,
    };
    let Cursor { row, column } = screen.write(at, bytes);
    let next = u32::from(row) << 16 | u32::from(column);
    // Relaxed: what is drawn is read by people alone.
    CURSOR.store(next, Ordering::Relaxed);
}
