//! Litmus tests: small programs from the literature, each with the outcomes it
//! has under RC11 and under sequential consistency. docs/litmus.md lists them.
//!
//! The expected outcomes come from the axioms and the papers, never from a run of
//! the explorer. A test compares the whole set: an outcome that is missing fails
//! it as well as one that is too much, and so does an execution graph that is
//! explored twice.

mod check;
mod family;
mod graphs;
mod litmus;
mod notation;
mod outcome;
mod page;
mod registers;
mod twins;

mod causality;
mod coherence;
mod dependencies;
mod exchanges;
mod fences;
mod independent_reads;
mod load_buffering;
mod message_passing;
mod mixed_causality;
mod r;
mod release_sequences;
mod rwc;
mod s;
mod store_buffering;
mod threads;
mod two_plus_two_w;
mod updates;
mod waits;
mod z6;

use litmus::Litmus;

/// The tests, family by family.
const FAMILIES: &[&[Litmus]] = &[
    store_buffering::TESTS,
    message_passing::TESTS,
    load_buffering::TESTS,
    independent_reads::TESTS,
    two_plus_two_w::TESTS,
    s::TESTS,
    r::TESTS,
    coherence::TESTS,
    causality::TESTS,
    rwc::TESTS,
    mixed_causality::TESTS,
    z6::TESTS,
    dependencies::TESTS,
    release_sequences::TESTS,
    fences::TESTS,
    updates::TESTS,
    exchanges::TESTS,
    waits::TESTS,
    threads::TESTS,
];

/// Every litmus test.
fn all() -> impl Iterator<Item = &'static Litmus> {
    FAMILIES.iter().copied().flatten()
}
