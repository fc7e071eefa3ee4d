//! Calls of the firmware.

use core::arch::asm;

/// Starts `hart` at `entry`, with `argument` in `a1`.
///
/// # Panics
///
/// If there is no such hart.
pub fn start(hart: usize, entry: usize, argument: usize) {
    const HART_STATE_MANAGEMENT: usize = 0x48_534d;
    // SAFETY: the entry expects what is passed.
    let error = unsafe { call(HART_STATE_MANAGEMENT, [hart, entry, argument]) };
    assert!(
        error == 0,
        "the firmware cannot start hart {hart}: error {error}"
    );
}

/// Has the timer of this hart interrupt it at `time`, and not before.
pub fn set_timer(time: usize) {
    const TIME: usize = 0x5449_4d45;
    // SAFETY: a timer can break no promise of Rust's.
    let error = unsafe { call(TIME, [time, 0, 0]) };
    assert!(error == 0, "the firmware has no timer: error {error}");
}

/// Calls function 0 of an extension; its error, or 0.
///
/// # Safety
///
/// What the function does is sound.
unsafe fn call(extension: usize, arguments: [usize; 3]) -> isize {
    let error;
    // SAFETY: the caller's promise. The firmware keeps all other registers.
    unsafe {
        asm!(
            "ecall",
            inlateout("a0") arguments[0] => error,
            inlateout("a1") arguments[1] => _,
            in("a2") arguments[2],
            in("a6") 0,
            in("a7") extension,
            options(nostack),
        );
    }
    error
}
