//! Lines that are visited one after the other, each of which says where the next is: no
//! processor can fetch one before it has the one before it.

use crate::clock::now;
use latchwork_benches::stats::median;
use std::hint::black_box;
use std::sync::atomic::{
    AtomicU32, AtomicU64, Ordering::Relaxed, Ordering::SeqCst, compiler_fence, fence,
};

/// Lines of a ring. A power of two, for [`following`].
const LINES: usize = 32;

/// From one line to the next in memory: another page, and another set of a cache.
const APART: usize = 65 * 64;

/// One line: the offset of the next in bytes, in the lower half, and a count.
#[repr(C, align(64))]
#[derive(Debug)]
pub(super) struct Line {
    next: AtomicU64,
    written: AtomicU32,
    far: [u8; APART - 12],
}

impl Line {
    /// The offset of the next line.
    #[inline(always)]
    pub(super) fn load(&self) -> u32 {
        // Relaxed: the offset does not change.
        self.next.load(Relaxed) as u32
    }

    /// Stores, waits until everybody sees it, and loads.
    #[inline(always)]
    pub(super) fn store(&self) -> u32 {
        // Relaxed, and a fence: on x86-64 a SeqCst store would be an exchange. Without the
        // fence the store buffer would hide what the store costs, and the next line's would
        // begin before it is done.
        self.written.store(1, Relaxed);
        fence(SeqCst);
        finish();
        self.load()
    }

    /// Reads, modifies and writes.
    #[inline(always)]
    pub(super) fn update(&self) -> u32 {
        // Relaxed: the next line is not known before this is done.
        self.next.fetch_add(1 << 32, Relaxed) as u32
    }
}

/// The lines.
#[derive(Debug)]
pub(super) struct Ring(Box<[Line]>);

/// The line after this one: each comes once, and no stride can be guessed.
fn following(line: usize) -> usize {
    (13 * line + 5) % LINES
}

impl Ring {
    pub(super) fn new() -> Self {
        let line = |index| Line {
            next: AtomicU64::new((following(index) * APART) as u64),
            written: AtomicU32::new(0),
            far: [0; _],
        };
        Self((0..LINES).map(line).collect())
    }

    /// Goes round so often, and does `visit` at each line, which says where the next is.
    #[inline(always)]
    pub(super) fn walk(&self, rounds: usize, visit: impl Fn(&Line) -> u32) {
        let mut offset = 0;
        for _ in 0..rounds * LINES {
            let line = self.0.as_ptr().wrapping_byte_add(offset);
            // SAFETY: the offsets are those of lines of this ring, which is borrowed.
            let line = unsafe { &*line };
            offset = visit(line) as usize;
        }
        black_box(offset);
    }

    /// The cycles of each visit on such a walk.
    #[inline(always)]
    pub(super) fn timed(&self, rounds: usize, visit: impl Fn(&Line) -> u32) -> f64 {
        let begun = settled();
        self.walk(rounds, visit);
        let ended = settled();
        (ended - begun) as f64 / (rounds * LINES) as f64
    }

    /// Takes the lines out of every cache; whether that is possible here.
    pub(super) fn flush(&self) -> bool {
        for line in &self.0 {
            flush(line);
        }
        // SeqCst: the lines are gone before anything after this.
        fence(SeqCst);
        cfg!(target_arch = "x86_64")
    }
}

#[cfg(target_arch = "x86_64")]
fn flush(line: &Line) {
    // SAFETY: the address is that of a line, and its contents stay as they are.
    unsafe { core::arch::x86_64::_mm_clflush((&raw const *line).cast()) };
}

#[cfg(not(target_arch = "x86_64"))]
fn flush(_line: &Line) {}

/// The clock, when all that was begun before has been done.
#[inline(always)]
pub(super) fn settled() -> u64 {
    // SeqCst, of the compiler alone: it leaves the accesses on their side of the clock. The
    // processor is kept by the instruction after it.
    compiler_fence(SeqCst);
    finish();
    let now = now();
    // SeqCst, of the compiler alone, as before the clock.
    compiler_fence(SeqCst);
    now
}

/// Lets the processor begin nothing that comes later before all that was begun is done.
#[inline(always)]
fn finish() {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: every x86-64 processor has the instruction.
    unsafe {
        core::arch::x86_64::_mm_lfence();
    }
}

/// The cycles of [`settled`] itself, as they are in each visit of one round.
pub(super) fn overhead() -> f64 {
    let once = |_| {
        let begun = settled();
        (settled() - begun) as f64
    };
    median(&(0..1001).map(once).collect::<Vec<_>>()) / LINES as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_walk_visits_every_line_as_often_as_it_goes_round() {
        let ring = Ring::new();
        ring.walk(3, Line::update);
        // Relaxed, each: there is one thread.
        assert!(ring.0.iter().all(|it| it.next.load(Relaxed) >> 32 == 3));
        ring.flush();
        ring.walk(1, Line::store);
        assert!(ring.0.iter().all(|it| it.written.load(Relaxed) == 1));
        ring.walk(1, Line::load);
        assert!(ring.0.iter().all(|it| it.next.load(Relaxed) >> 32 == 3));
    }
}
