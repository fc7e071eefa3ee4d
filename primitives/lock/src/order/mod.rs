//! Lock order: who holds a lock takes none that is not below it.
//!
//! ```
//! use latchwork_lock::lock_order;
//! use latchwork_lock::order::{Above, Held, Nothing, OrderedMutex};
//!
//! lock_order! { Processes > Console }
//!
//! static PROCESSES: OrderedMutex<Processes, [u8; 4]> = OrderedMutex::new([0; 4]);
//! static CONSOLE: OrderedMutex<Console, usize> = OrderedMutex::new(0);
//!
//! fn log(held: &mut Held<impl Above<Console>>, text: &str) {
//!     *CONSOLE.lock(held) += text.len();
//! }
//!
//! // SAFETY: this CPU begins here, and has no other proof.
//! let mut held = unsafe { Held::<Nothing>::new() };
//! let (mut processes, held) = PROCESSES.lock_and(&mut held);
//! log(held, "woken");
//! processes[1] = 1;
//! ```
//!
//! The other way round it does not compile, however many functions lie between:
//!
//! ```compile_fail,E0277
//! # use latchwork_lock::lock_order;
//! # use latchwork_lock::order::{Held, Nothing, OrderedMutex};
//! # lock_order! { Processes > Console }
//! # static PROCESSES: OrderedMutex<Processes, [u8; 4]> = OrderedMutex::new([0; 4]);
//! # static CONSOLE: OrderedMutex<Console, usize> = OrderedMutex::new(0);
//! # // SAFETY: this CPU begins here, and has no other proof.
//! # let mut held = unsafe { Held::<Nothing>::new() };
//! let (console, held) = CONSOLE.lock_and(&mut held);
//! PROCESSES.lock(held)[1] = 1;
//! ```
//!
//! | | |
//! |---|---|
//! | [`lock_order!`](crate::lock_order) | declares levels, and which is below which |
//! | [`OrderedMutex`] | a mutex of a level |
//! | [`Held`] | the proof of what a CPU holds, which every lock borrows |
//! | [`Above`], [`Below`] | what a function asks of the level that its caller may hold |
//! | [`graph`] | the order of locks at run time, for what types cannot see |

mod declare;
pub mod graph;
mod held;
mod level;
mod mutex;

pub use held::Held;
#[doc(hidden)]
pub use level::AtOrBelow;
pub use level::{Above, Below, Level, Nothing};
pub use mutex::{OrderedGuard, OrderedMutex};
