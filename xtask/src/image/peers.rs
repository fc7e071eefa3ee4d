//! What the paths of other kernels take, counted in the same way.

/// A path of another kernel.
pub(super) struct Peer {
    /// The kernel.
    pub(super) kernel: &'static str,
    /// What is called.
    pub(super) path: &'static str,
    /// How many instructions it executes.
    pub(super) instructions: u64,
}

const fn peer(kernel: &'static str, path: &'static str, instructions: u64) -> Peer {
    Peer {
        kernel,
        path,
        instructions,
    }
}

/// Each was measured as this image is: QEMU 7.2, `-icount shift=0,sleep=off`, one virtual CPU,
/// the most frequent of 41 samples or more. They are paths of system calls: what a kernel
/// takes and releases its locks within.
pub(super) const PEERS: [Peer; 8] = [
    peer("seL4 16, fast path", "call and reply", 419),
    peer("seL4 16, fast path", "yield, alone", 279),
    peer("seL4 16, fast path", "signal, nobody waits", 379),
    peer("Linux 6.1", "getpid", 314),
    peer("Linux 6.1", "sched_yield, alone", 801),
    peer("xv6, 32 bits", "getpid", 1_393),
    peer("mCertiKOS, 32 bits", "null trap", 323),
    peer("mCertiKOS, 32 bits", "sys_yield, alone", 711),
];
