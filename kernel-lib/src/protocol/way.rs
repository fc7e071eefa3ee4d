//! How a machine is ended that has no `isa-debug-exit`, or that is to reset.

use core::fmt::{self, Display, Formatter};

/// A way to end the machine. The kernel says which one it tries, in a line that begins with
/// [`Way::SAID`]: the last line that it says names the one that has ended it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// ACPI switches it off: a run that went well ends so where nothing listens to
    /// [`EXIT_PORT`](super::EXIT_PORT).
    PowerOff,
    /// ACPI's reset register, the first thing that is tried where a reset is asked for.
    ResetRegister,
    /// The keyboard controller, which has a wire to the CPU's reset.
    KeyboardController,
    /// An exception that has no handler, on a CPU that has no handlers.
    TripleFault,
}

impl Way {
    /// What the line begins with.
    pub const SAID: &'static str = "the machine ends: ";

    /// Every way.
    pub const ALL: [Self; 4] = [
        Self::PowerOff,
        Self::ResetRegister,
        Self::KeyboardController,
        Self::TripleFault,
    ];

    /// Its name, for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PowerOff => "switched off by ACPI",
            Self::ResetRegister => "reset by ACPI's register",
            Self::KeyboardController => "reset by the keyboard controller",
            Self::TripleFault => "reset by a triple fault",
        }
    }
}

/// The line.
impl Display for Way {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", Self::SAID, self.name())
    }
}
