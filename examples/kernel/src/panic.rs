//! A panic ends the run, which has failed.

use crate::hardware;
use core::panic::PanicInfo;

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    console::println!("CPU {}: {info}", hardware::number());
    hardware::exit(false)
}
