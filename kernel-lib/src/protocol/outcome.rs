//! How a run ends.

/// The port of QEMU's `isa-debug-exit`.
pub const EXIT_PORT: u16 = 0xf4;

/// How a run of the kernel has ended.
///
/// Its value is written to [`EXIT_PORT`]. QEMU then exits with
/// [`status`](Self::status), which is neither 0 nor 1: the former is what a triple
/// fault gives under `-no-reboot`, the latter is a failure of QEMU itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Outcome {
    /// All that was asked has been done.
    Passed = 0x10,
    /// A self-test has failed.
    TestsFailed = 0x11,
    /// A panic or an exception.
    Crashed = 0x12,
    /// The command line is not understood.
    BadCommandLine = 0x13,
    /// The machine lacks something that the kernel cannot do without: a
    /// [`CpuFeature`](super::CpuFeature), or memory.
    Unfit = 0x14,
    /// The watchdog has found a CPU that does not get on.
    Stuck = 0x15,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 6] = [
        Self::Passed,
        Self::TestsFailed,
        Self::Crashed,
        Self::BadCommandLine,
        Self::Unfit,
        Self::Stuck,
    ];

    /// What the kernel writes to [`EXIT_PORT`].
    pub const fn value(self) -> u32 {
        self as u32
    }

    /// QEMU's exit status: 2 × value + 1.
    pub const fn status(self) -> i32 {
        2 * self as i32 + 1
    }

    /// The outcome that gives QEMU this exit status, if one does.
    pub fn of_status(status: i32) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.status() == status)
    }
}
