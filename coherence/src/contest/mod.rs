//! CPUs that contend for a lock, and what comes of it: throughput, fairness, waits, and the
//! lines that move.
//!
//! ```
//! use latchwork_coherence::contest::{Contended, Point, contest};
//! use latchwork_coherence::sync::atomic::{AtomicBool, Ordering::{Acquire, Release}};
//! use latchwork_coherence::{Pace, Parameters, wait_until};
//!
//! #[derive(Default)]
//! struct TestAndSet(AtomicBool);
//!
//! impl Contended for TestAndSet {
//!     fn hold(&self, inside: impl FnOnce()) {
//!         while self.0.swap(true, Acquire) {
//!             wait_until(&self.0, Pace::Constant(1), |held| !held, || ());
//!         }
//!         inside();
//!         self.0.store(false, Release);
//!     }
//! }
//!
//! let machine = Parameters::shipped("i7_4core").unwrap();
//! let point = Point {
//!     critical_section: 100,
//!     ..Point::new("i7_4core", "TestAndSet", 4)
//! };
//! let measured = contest(&machine, &point, TestAndSet::default).unwrap();
//! assert!(measured.throughput > 1e6 && measured.jain > 0.5);
//! ```

mod draw;
mod figures;
mod point;
mod run;

pub use draw::Draw;
pub use point::{Measured, PerAcquisition, Point, Spread};
pub use run::{Contended, contest};
