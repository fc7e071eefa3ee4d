//! Interprocessor interrupts.

/// Interrupts CPUs: one kind of interrupt, which has one handler that the machine knows.
///
/// Sending it twice before the handler has begun may be as sending it once: it says that there is
/// something to do, and memory says what.
pub trait SendInterrupt: Sync {
    /// Interrupts CPU `cpu`, which is online; it may be the calling one.
    ///
    /// - The handler runs on that CPU, at least once after this call, as soon as interrupts are
    ///   on there and no handler runs. It ends a [halt](super::Halt) of that CPU.
    /// - What the caller did before happens before what the handler does.
    /// - It returns without waiting for that.
    ///
    /// Any CPU may call it, with interrupts on or off, in a handler too, but not in that of an
    /// unmaskable interrupt.
    fn send(&self, cpu: usize);
}
