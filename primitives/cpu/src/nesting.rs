//! How deep a CPU is in sections.
//!
//! An unmaskable interrupt can come anywhere, between any two of these accesses, too. Its
//! handler enters and leaves sections of its own on the very count that it interrupts:
//!
//! ```text
//!     what is interrupted                     its handler           depth  were on
//!                                                                   0      ?
//!     enter: interrupts were on
//!       depth := 1                                                  1      ?
//!                                             enter: they are off
//!                                               depth := 2          2      ?
//!                                             leave: depth := 1     1      ?
//!       were_on := true                                             1      true
//! ```
//!
//! In the other order, the flag first, the handler would find a depth of 0, overwrite the
//! flag with its own, and leave interrupts off for ever (the known-bad twin `FlagFirst` in
//! this crate's tests). For the mirrored reason the end of a section reads the flag before it
//! counts down (the twin `CountFirst`).

use crossbeam_utils::CachePadded;
use latchwork_atomic::Ordering::{Relaxed, Release};
use latchwork_atomic::{AtomicBool, AtomicU32, array, const_fn};

/// How deep a CPU is in sections with interrupts off and with preemption off, and whether
/// interrupts were on before the first.
///
/// 12 bytes. A CPU uses its own only: the accesses are plain loads and stores, and atomics
/// because its handlers use it, too.
///
/// Counts do not come round: a section that is never left (its guard was forgotten) counts
/// for ever, and with 2³² − 1 of them the count stays where it is, with interrupts off.
#[derive(Debug)]
pub struct Nesting {
    /// How many sections with interrupts off are entered.
    depth: AtomicU32,
    /// Whether interrupts were on when the first was.
    were_on: AtomicBool,
    /// How many sections with preemption off are entered.
    preemption: AtomicU32,
}

/// A count that is not counted any further.
const STUCK: u32 = u32::MAX;

impl Nesting {
    const_fn! {
        /// Of a CPU that is in no section.
        pub fn new() -> Self {
            Self {
                depth: AtomicU32::new(0),
                were_on: AtomicBool::new(false),
                preemption: AtomicU32::new(0),
            }
        }
    }

    /// A section with interrupts off is entered; they are off, and `were_on` before.
    ///
    /// # Panics
    ///
    /// With debug assertions, if they were on inside of another section.
    #[inline(always)]
    #[track_caller]
    pub(crate) fn enter(&self, were_on: bool) {
        // Relaxed, here and below: the CPU's own program order is all it needs.
        let depth = self.depth.load(Relaxed);
        debug_assert!(
            depth == 0 || !were_on,
            "interrupts were turned on inside of {depth} sections with interrupts off"
        );
        // The depth before the flag: see the picture above.
        self.depth.store(depth.saturating_add(1), Relaxed);
        if depth == 0 {
            // mutant: a fence of the compiler's, which moves nothing here by accident.
            before_interrupts();
            self.were_on.store(were_on, Relaxed);
        }
    }

    /// A section with interrupts off is left. Whether that was the last, and interrupts were
    /// on before the first.
    ///
    /// # Panics
    ///
    /// With debug assertions, if none is entered.
    #[inline(always)]
    #[track_caller]
    pub(crate) fn leave(&self) -> bool {
        // Relaxed: the CPU's own program order is all it needs.
        match self.depth.load(Relaxed) {
            depth @ (0 | STUCK) => {
                debug_assert!(depth != 0, "no section with interrupts off is entered here");
                false
            }
            1 => {
                // The flag before the depth: see the picture above.
                let were_on = self.were_on.load(Relaxed);
                // mutant: a fence of the compiler's, which moves nothing here by accident.
                before_interrupts();
                // Relaxed: the CPU's own program order is all it needs.
                self.depth.store(0, Relaxed);
                were_on
            }
            depth => {
                // Relaxed: the CPU's own program order is all it needs.
                self.depth.store(depth - 1, Relaxed);
                false
            }
        }
    }

    /// How many sections with interrupts off are entered on this CPU.
    pub fn depth(&self) -> u32 {
        // Relaxed: the CPU's own.
        self.depth.load(Relaxed)
    }

    /// Whether interrupts come on when the last section is left.
    pub fn were_on(&self) -> bool {
        // Relaxed: the CPU's own.
        self.depth() != 0 && self.were_on.load(Relaxed)
    }

    /// Exchanges what is restored when the last section is left: whether interrupts are
    /// turned on then. Returns what it was.
    ///
    /// It is the thread's that entered the first section, and the count is the CPU's: a
    /// scheduler that switches threads with one section entered puts back what the thread it
    /// switches to had when that was switched away from (xv6's `intena`), and `true` for a
    /// thread that runs for the first time.
    ///
    /// # Panics
    ///
    /// With debug assertions, if the depth is not 1: a thread that is switched away from
    /// inside of more sections would leave them on another CPU.
    ///
    /// # Safety
    ///
    /// This is the nesting of the calling CPU, and `were_on` is what is to be restored for the
    /// thread that goes on: with another value interrupts may come on where somebody had them
    /// off.
    #[track_caller]
    pub unsafe fn swap_were_on(&self, were_on: bool) -> bool {
        let depth = self.depth();
        debug_assert!(
            depth == 1,
            "threads are switched inside of {depth} sections with interrupts off, not of one"
        );
        // Relaxed, both: the CPU's own, and interrupts are off.
        let before = self.were_on.load(Relaxed);
        self.were_on.store(were_on, Relaxed);
        before
    }

    /// A section with preemption off is entered.
    #[inline(always)]
    pub(crate) fn preemption_off(&self) {
        // Relaxed, both: the CPU's own, with interrupts off.
        let count = self.preemption.load(Relaxed);
        self.preemption.store(count.saturating_add(1), Relaxed);
    }

    /// A section with preemption off is left. Whether it was the last.
    ///
    /// # Panics
    ///
    /// With debug assertions, if none is entered.
    #[inline(always)]
    #[track_caller]
    pub(crate) fn preemption_on(&self) -> bool {
        // Relaxed, both: the CPU's own, with interrupts off.
        match self.preemption.load(Relaxed) {
            count @ (0 | STUCK) => {
                debug_assert!(count != 0, "no section with preemption off is entered here");
                false
            }
            1 => {
                // Relaxed: the CPU's own, with interrupts off.
                self.preemption.store(0, Relaxed);
                true
            }
            count => {
                // Relaxed: the CPU's own, with interrupts off.
                self.preemption.store(count - 1, Relaxed);
                false
            }
        }
    }

    /// Whether the thread must stay on this CPU: what a timer's handler asks before it
    /// switches threads.
    pub fn is_preemption_off(&self) -> bool {
        // Relaxed: the CPU's own.
        self.preemption.load(Relaxed) != 0
    }
}

impl Default for Nesting {
    fn default() -> Self {
        Self::new()
    }
}

/// Of the accesses on this CPU, for its handlers: what comes before it in the program comes
/// before the stores behind it.
#[inline(always)]
fn before_interrupts() {
    // Release: a compiler's fence costs no instruction; without it the compiler might
    // exchange the store of the depth with the access to the flag.
    // mutant: a checker runs what the compiler has made, and interrupts come at accesses.
    core::sync::atomic::compiler_fence(Release);
}

/// One [`Nesting`] for each of `CPUS` CPUs, for a kernel that keeps no variables for each.
///
/// No two share a cache line.
#[derive(Debug)]
pub struct Nestings<const CPUS: usize>([CachePadded<Nesting>; CPUS]);

impl<const CPUS: usize> Nestings<CPUS> {
    const_fn! {
        /// Of CPUs that are in no section.
        pub fn new() -> Self {
            Self(array![CachePadded::new(Nesting::new()); CPUS])
        }
    }

    /// That of CPU `cpu`.
    ///
    /// # Panics
    ///
    /// If `cpu` is not below `CPUS`; the panic names the line that calls.
    #[inline(always)]
    #[track_caller]
    pub fn of(&self, cpu: usize) -> &Nesting {
        match self.0.get(cpu) {
            Some(nesting) => nesting,
            None => no_place(cpu, CPUS),
        }
    }
}

#[cold]
#[inline(never)]
#[track_caller]
fn no_place(cpu: usize, cpus: usize) -> ! {
    panic!("CPU {cpu} has no nesting among those of {cpus} CPUs, numbered from 0")
}

impl<const CPUS: usize> Default for Nestings<CPUS> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(all(test, not(any(loom, shuttle, explore))))]
mod tests;
