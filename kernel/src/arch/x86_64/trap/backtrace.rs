//! Who called whom, from the frame pointers.

use core::arch::asm;
use core::fmt::{self, Write};
use core::iter;

use crate::arch::cpu::number::current_cpu;
use crate::arch::memory::layout;
use crate::arch::memory::stacks::STACKS;

/// At most this many calls are shown.
const DEPTH: usize = 24;

/// The caller's frame pointer.
#[inline(always)]
pub(super) fn own_frame() -> u64 {
    let frame;
    // SAFETY: a register is read.
    unsafe { asm!("mov {}, rbp", out(reg) frame, options(nomem, nostack, preserves_flags)) };
    frame
}

/// Prints the calls that led to the frame at `frame`, innermost first, and the
/// command that turns their addresses into lines. `innermost` is the instruction
/// that was under way, if that is known.
pub(super) fn print(console: &mut impl Write, innermost: Option<u64>, frame: u64) -> fmt::Result {
    let calls = || runs(innermost.into_iter().chain(Calls { frame }));
    writeln!(console, "backtrace:")?;
    for (index, (address, times)) in calls().take(DEPTH).enumerate() {
        write!(console, "  {index:2}: {address:#018x}")?;
        if times > 1 {
            write!(console, " ({times} times)")?;
        }
        writeln!(console)?;
    }
    if calls().nth(DEPTH).is_some() {
        writeln!(console, "  and so on")?;
    }
    write!(
        console,
        "resolve with: addr2line -Cfipe {}",
        env!("LATCHWORK_IMAGE")
    )?;
    for (address, _) in calls().take(DEPTH) {
        write!(console, " {address:#x}")?;
    }
    writeln!(console)
}

/// Each address once, with how often it comes in a row: a recursion is short.
fn runs(calls: impl Iterator<Item = u64>) -> impl Iterator<Item = (u64, usize)> {
    let mut calls = calls.peekable();
    iter::from_fn(move || {
        let address = calls.next()?;
        let mut times = 1;
        while calls.next_if_eq(&address).is_some() {
            times += 1;
        }
        Some((address, times))
    })
}

/// The calls on the calling CPU's stacks. It ends at the first frame that does
/// not lie there, above the one before, and at the boot code.
struct Calls {
    frame: u64,
}

impl Iterator for Calls {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        let stacks = STACKS[current_cpu()].all();
        let place = stacks.iter().find(|place| place.contains(self.frame, 16))?;
        let frame = self.frame as *const [u64; 2];
        if !frame.is_aligned() {
            return None;
        }
        // SAFETY: both words are on a stack of this CPU.
        let [caller, back] = unsafe { frame.read_volatile() };
        let further = caller > self.frame && place.contains(caller, 16);
        self.frame = if further { caller } else { 0 };
        // A call is the instruction before the one it returns to.
        let call = back.checked_sub(1)?;
        let text = layout::text();
        (text.start.as_u64()..text.end.as_u64())
            .contains(&call)
            .then_some(call)
    }
}
