//! Going on with another thread. Declared here; its use comes with threads.

/// How a CPU leaves a thread and goes on with another.
///
/// # Safety
///
/// Whoever implements it promises what the functions say.
pub unsafe trait Switch {
    /// What is kept of a thread that does not run: where its stack ends, and on it what the
    /// calling convention has a callee keep.
    type Context: Send;

    /// The context of a thread that has not run: it begins by calling `entry(argument)` on the
    /// stack below `top`, with interrupts as they are on the CPU that switches to it.
    ///
    /// # Safety
    ///
    /// Below `top`, which is aligned as the architecture has it, is a stack that nothing else
    /// uses, until the thread is gone.
    unsafe fn begin(
        top: *mut u8,
        entry: extern "C" fn(usize) -> !,
        argument: usize,
    ) -> Self::Context;

    /// Leaves the thread that runs, keeps of it in `from` what it needs to go on, and goes on
    /// with the thread of `to`. It returns when somebody switches to `from`, on whatever CPU that
    /// is.
    ///
    /// When the other thread goes on, `from` is complete, and nobody is on the stack that was
    /// left: whoever is to take that thread up on another CPU is told after this, by the thread
    /// that goes on.
    ///
    /// # Safety
    ///
    /// Interrupts are off on this CPU, and one section with interrupts off is entered, which is
    /// handed over ([`Nesting::swap_were_on`](latchwork_cpu::Nesting::swap_were_on)). `to` was made by
    /// [`begin`](Switch::begin) or by a switch, nobody has switched to it since, and its stack is
    /// there. Nobody else uses either.
    unsafe fn switch(from: *mut Self::Context, to: *const Self::Context);
}
