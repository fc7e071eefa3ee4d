//! What shuttle cannot see, pinned: each test passes as long as the gap is there.
//!
//! A test has two halves: a program whose fault shuttle misses or names wrongly,
//! and a neighbour of it on which shuttle is right, without which the first half
//! would show nothing. When an upgrade of shuttle closes a gap, the test fails
//! and names the places that count on it. docs/checker-gaps.md lists them, and
//! what each means for the checked code.
//!
//! ```sh
//! cargo xtask test "gaps shuttle"
//! ```

#[cfg(shuttle)]
mod compare_exchange;
#[cfg(shuttle)]
mod limits;
#[cfg(shuttle)]
mod memory;
#[cfg(shuttle)]
mod sample;
#[cfg(shuttle)]
mod spinning;

#[cfg(not(shuttle))]
#[test]
#[ignore = "needs --cfg shuttle: run `cargo xtask test 'gaps shuttle'`"]
fn gaps() {}
