//! What happens on a panic.

use core::fmt::Write;
use core::panic::PanicInfo;
use latchwork_kernel_lib::protocol::Outcome;

use super::{backtrace, failure};
use crate::arch::cpu::number::current_cpu;

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    let frame = backtrace::own_frame();
    failure::fail(Outcome::Crashed, |console| {
        writeln!(
            console,
            "PANIC on CPU {}: {}",
            current_cpu(),
            info.message()
        )?;
        if let Some(location) = info.location() {
            writeln!(console, "  at {location}")?;
        }
        backtrace::print(console, None, frame)
    })
}
