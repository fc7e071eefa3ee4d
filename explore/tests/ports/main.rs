//! Lock-free structures that are not ours, ported to the explorer.
//!
//! The structures are written as one writes them for `std`. The port is the
//! `use` lines at the top of each, which take `latchwork_explore` instead of
//! `std::sync::atomic` and `std::cell`, and the form of a cell's access, as in
//! loom: `cell.with(|value| …)`. Each comes with the mistakes that such
//! structures are known for; the explorer must find every one, and clear the
//! structure without them.
//!
//! | structure | from | mistakes |
//! |---|---|---|
//! | `array_queue` | crossbeam's `ArrayQueue`, after Vyukov | orderings, an end that is not looked at |
//! | `index_stack` | Treiber, 1986; tags from the IBM System/370 manual | reuse of a node (ABA) |
//! | `mpmc_queue` | Vyukov, bounded MPMC queue, 2010 | orderings, a sequence that is not looked at, a capacity of one |
//! | `pointer_stack` | Treiber, 1986; hazard pointers from Michael, 2004 | a node is freed too early |
//! | `word_lock` | WebKit's `WordLock`, Pizlo, 2015 | orderings |

mod array_queue;
mod index_stack;
mod mpmc_queue;
mod pointer_stack;
mod word_lock;

mod array_queue_test;
mod index_stack_test;
mod mpmc_queue_test;
mod pointer_stack_test;
mod word_lock_test;
