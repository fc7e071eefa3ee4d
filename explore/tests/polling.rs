//! What a search among polls costs does not grow with the step limit: counted in the turns
//! that loops take, and in the bytes that are allocated at once. A program of its own, so
//! that the bytes are those of these models.

use latchwork_explore::sync::atomic::{
    AtomicBool, AtomicUsize,
    Ordering::{AcqRel, Acquire, Release},
};
use latchwork_explore::{Explorer, thread};
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::Arc;
use std::sync::atomic::{self, Ordering::Relaxed};

/// What is allocated now, and the most that was at once.
static NOW: atomic::AtomicUsize = atomic::AtomicUsize::new(0);
static MOST: atomic::AtomicUsize = atomic::AtomicUsize::new(0);

/// The turns of all loops in all executions.
static TURNS: atomic::AtomicUsize = atomic::AtomicUsize::new(0);

/// The system's allocator, with a count.
struct Counting;

// SAFETY: it hands out what the system's allocator hands out, and gives that back.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let now = NOW.fetch_add(layout.size(), Relaxed) + layout.size();
        MOST.fetch_max(now, Relaxed);
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size(), Relaxed);
        // SAFETY: the caller's promise, and `alloc` had it from there.
        unsafe { System.dealloc(block, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn turn() {
    TURNS.fetch_add(1, Relaxed);
}

/// Two threads set a flag each, two poll for both.
fn flags() {
    let flags = Arc::new([const { AtomicUsize::new(0) }; 2]);
    for flag in 0..2 {
        let flags = Arc::clone(&flags);
        thread::spawn(move || flags[flag].store(1, Release));
    }
    for _ in 0..2 {
        let flags = Arc::clone(&flags);
        thread::spawn(move || {
            for flag in flags.iter() {
                while flag.load(Acquire) == 0 {
                    turn();
                }
            }
        });
    }
}

/// Three threads take a lock by swapping.
fn swaps() {
    let locked = Arc::new(AtomicBool::new(false));
    for _ in 0..3 {
        let locked = Arc::clone(&locked);
        thread::spawn(move || {
            while locked.swap(true, AcqRel) {
                turn();
            }
            locked.store(false, Release);
        });
    }
}

/// What a search takes: turns, and bytes at once beside what there was before.
fn cost(explorer: &Explorer, program: fn()) -> (usize, usize) {
    TURNS.store(0, Relaxed);
    let before = NOW.load(Relaxed);
    MOST.store(before, Relaxed);
    let report = explorer.explore(program);
    assert!(report.ended && report.failure.is_none(), "{report}");
    (TURNS.load(Relaxed), MOST.load(Relaxed) - before)
}

#[test]
fn a_search_among_polls_does_not_grow_with_the_step_limit() {
    for program in [flags, swaps] {
        let at = |limit| cost(&Explorer::new().workers(1).step_limit(limit), program);
        // What is made once and kept is made here.
        at(100);
        let (turns, bytes) = at(100);
        assert!(turns > 0, "nobody polls");
        for limit in [1_000, 10_000, Explorer::MOST_STEPS] {
            let (further, more) = at(limit);
            assert_eq!(further, turns, "with a limit of {limit}");
            assert!(
                more <= bytes + bytes / 10,
                "{more} bytes with a limit of {limit}"
            );
        }
    }
}
