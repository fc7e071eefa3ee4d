//! Deliberate failures.

use core::fmt::{self, Display, Formatter};

/// A failure that the kernel brings about if its command line asks for it: whoever
/// watches the machine must notice each of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provocation {
    /// A panic.
    Panic,
    /// A read from an address where nothing is mapped.
    PageFault,
    /// A division by zero.
    Divide,
    /// A stack overflow: the page fault has no stack to be delivered on.
    DoubleFault,
    /// An interrupt that nobody handles: vector 0x80.
    UnexpectedInterrupt,
    /// An exception without a handler: the CPU shuts down and the machine resets.
    TripleFault,
    /// An interrupt handler that waits for the lock that the code it interrupted holds.
    HandlerDeadlock,
    /// A CPU that waits, with interrupts off, for a ticket lock that it holds.
    SelfDeadlock,
    /// A panic while every other CPU spins with interrupts off, one of them in the middle of a
    /// line on the console.
    PanicAmongSpinners,
    /// Lines that handlers tear.
    TornLines,
    /// A CPU that never finishes, with interrupts on.
    Hang,
}

impl Provocation {
    /// Every provocation.
    pub const ALL: [Self; 11] = [
        Self::Panic,
        Self::PageFault,
        Self::Divide,
        Self::DoubleFault,
        Self::UnexpectedInterrupt,
        Self::TripleFault,
        Self::HandlerDeadlock,
        Self::SelfDeadlock,
        Self::PanicAmongSpinners,
        Self::TornLines,
        Self::Hang,
    ];

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Panic => "panic",
            Self::PageFault => "page-fault",
            Self::Divide => "divide",
            Self::DoubleFault => "double-fault",
            Self::UnexpectedInterrupt => "unexpected-interrupt",
            Self::TripleFault => "triple-fault",
            Self::HandlerDeadlock => "handler-deadlock",
            Self::SelfDeadlock => "self-deadlock",
            Self::PanicAmongSpinners => "panic-among-spinners",
            Self::TornLines => "torn-lines",
            Self::Hang => "hang",
        }
    }

    /// The provocation of this name, if there is one.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
}

impl Display for Provocation {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
