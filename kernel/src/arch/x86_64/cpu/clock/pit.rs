//! The programmable interval timer of every PC, or what stands for it.
//!
//! Channel 0 counts down again and again; where somebody listens, it interrupts each time
//! that it begins anew. Only one CPU at a time may use it.

use latchwork_kernel_lib::reference::Reference;
use x86_64::instructions::port::Port;

const COMMAND: u16 = 0x43;
const CHANNEL: u16 = 0x40;
/// The number of channel 0 among the ISA bus's interrupts.
pub(crate) const IRQ: u8 = 0;

const REFERENCE: Reference = Reference {
    name: "PIT",
    hz: 1_193_182,
    bits: 16,
    down: true,
};

/// The rate of the counter that `ticks` reads.
pub(super) fn rate(ticks: fn() -> u64) -> Option<(&'static str, u64)> {
    // 0 stands for 2^16.
    again_and_again(0);
    let rate = REFERENCE.measure(ticks, count)?;
    Some((REFERENCE.name, rate))
}

/// Whether there is one. Takes about 25 ms.
pub(crate) fn counts(ticks: fn() -> u64) -> bool {
    rate(ticks).is_some()
}

/// Has it begin anew so often in a second: at least 19 times.
pub(crate) fn every(hz: u16) {
    let count = REFERENCE.hz / u64::from(hz.max(19));
    again_and_again(count as u16);
}

/// Has it do nothing any more.
pub(crate) fn stop() {
    /// Channel 0, low byte then high byte, mode 0: it waits for a count.
    const ONE_SHOT: u8 = 0b0011_0000;
    write(COMMAND, ONE_SHOT);
}

fn again_and_again(count: u16) {
    /// Channel 0, low byte then high byte, mode 2.
    const RATE: u8 = 0b0011_0100;
    write(COMMAND, RATE);
    for byte in count.to_le_bytes() {
        write(CHANNEL, byte);
    }
}

/// What the channel has come to.
fn count() -> u64 {
    /// Channel 0: its count stays until it is read.
    const LATCH: u8 = 0;
    write(COMMAND, LATCH);
    let bytes = [(); 2].map(|()| {
        // SAFETY: reading changes nothing but which byte comes next.
        unsafe { Port::<u8>::new(CHANNEL).read() }
    });
    u16::from_le_bytes(bytes).into()
}

fn write(port: u16, value: u8) {
    // SAFETY: the port is the PIT's, or nobody's, and the PIT does not touch memory.
    unsafe { Port::new(port).write(value) };
}
