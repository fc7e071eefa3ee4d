//! The vectors of interrupts.

/// The timer's.
pub const TIMER: u8 = 32;

/// That of an interrupt which was withdrawn.
pub const SPURIOUS: u8 = 47;
