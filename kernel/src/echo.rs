//! A line is read, and written back.

use core::cell::RefCell;
use latchwork_kernel_lib::protocol::{HEARD, TYPE};
use latchwork_kernel_lib::{Shown, Typed};

use crate::arch::cpu::time;
use crate::console::{self, print, println};

/// How long the line is at most.
const LENGTH: usize = 128;
/// How long it is awaited.
const PATIENCE_US: u64 = 10_000_000;

/// Asks for a line, shows it as it is typed, and says what it heard. Returns whether anybody
/// typed one.
pub(crate) fn echo() -> bool {
    println!("{TYPE}");
    let line = RefCell::new(Typed::<LENGTH>::new());
    let came = time::within_us(PATIENCE_US, || {
        console::read_byte().is_some_and(|byte| show(line.borrow_mut().take(byte)))
    });
    if came {
        println!("{HEARD}{}", line.into_inner().as_str());
    } else {
        println!("nobody typed a line");
    }
    came
}

/// Shows it; returns whether the line has ended.
fn show(shown: Shown) -> bool {
    match shown {
        Shown::Nothing => {}
        Shown::Character(character) => print(format_args!("{character}")),
        Shown::Erased => print(format_args!("\x08 \x08")),
        Shown::End => print(format_args!("\n")),
    }
    shown == Shown::End
}
