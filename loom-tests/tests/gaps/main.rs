//! What loom gets wrong, pinned: each test passes as long as the gap is there.
//!
//! A test has two halves: a program on which loom is wrong (it misses an
//! outcome that C11 allows, or reports one that C11 forbids), and a neighbour of
//! it on which loom is right, without which the first half would show nothing.
//! When an upgrade of loom closes a gap, the test fails and names the places
//! that count on it. docs/checker-gaps.md lists them, and what each means for
//! the checked code.
//!
//! ```sh
//! cargo xtask test "gaps loom"
//! ```

#[cfg(loom)]
mod blocking;
#[cfg(loom)]
mod cell;
#[cfg(loom)]
mod compare_exchange;
#[cfg(loom)]
mod explore;
#[cfg(loom)]
mod fences;
#[cfg(loom)]
mod interrupts;
#[cfg(loom)]
mod limits;
#[cfg(loom)]
mod mutex;
#[cfg(loom)]
mod order;
#[cfg(loom)]
mod rmw;
#[cfg(loom)]
mod scheduling;
#[cfg(loom)]
mod seq_cst;
#[cfg(loom)]
mod spinning;
#[cfg(loom)]
mod unused;

#[cfg(not(loom))]
#[test]
#[ignore = "needs --cfg loom: run `cargo xtask test 'gaps loom'`"]
fn gaps() {}
