//! Mutants of concurrent Rust code: small mistakes that a check of the code must notice.
//!
//! A [`Mutant`] is one change of a source: a memory ordering is weakened, or a statement,
//! a literal or a condition is changed. [`Source::of`] parses a source and finds them all;
//! an ordering that cannot be mutated is an error, so that none is passed over.
//!
//! The mutants of a crate are compiled into one program, as mutant schemata
//! ([`schemata`]): each site becomes a choice between what it is and what it would be,
//! and the environment variable [`SWITCH`] says which mutant is on. One build serves all.
//!
//! ```
//! use latchwork_mutation::{Build, Kind, Source, schemata};
//!
//! let text = "fn f() { x.load(Ordering::Acquire); }";
//! let source = Source::of("a.rs", text, Build::WHOLE)?;
//! let [mutant] = &source.mutants[..] else { panic!("there is one") };
//! assert_eq!((mutant.kind, &*mutant.from, &*mutant.to), (Kind::Ordering, "Acquire", "Relaxed"));
//! let program = schemata::instrumented(&source.text, &source.mutants, 17);
//! assert!(program.contains("if crate::mutant::on(17)"));
//! # Ok::<(), String>(())
//! ```
//!
//! This package knows source text only: who builds the programs and runs the checks is
//! not its concern.

// What there is to mutate.
mod arithmetic;
mod bounds;
mod comparisons;
mod conditional;
mod excuse;
mod finder;
mod macros;
mod modules;
mod mutant;
mod operators;
mod orderings;
mod results;
mod shown;
mod sites;
mod statements;

// One program that holds it all.
pub mod schemata;

pub use self::conditional::Build;
pub use self::modules::modules;
pub use self::mutant::{Edit, Form, Kind, Mutant};
pub use self::schemata::SWITCH;
pub use self::sites::Source;
