//! What breaks a lock order does not compile, and the compiler says why in words that help.
//!
//! Each program in `order_messages/` breaks it in one way; the file with the ending `stderr`
//! has the compiler's words. What does compile is in `levels.rs`. To pin the words of another
//! compiler, run this with `TRYBUILD=overwrite`, and read what has changed.

// A compiler is run, and under Miri nothing of ours.
#![cfg(not(any(miri, loom, shuttle, explore)))]

use std::process::Command;

/// The release of the compiler whose words are pinned.
const PINNED: &str = "rustc 1.95.";

#[test]
fn what_breaks_the_order_does_not_compile() {
    // What the compiler says does not depend on a mutant, which is switched on as it runs.
    if std::env::var_os("LATCHWORK_MUTANT").is_some() {
        return;
    }
    let version = Command::new("rustc").arg("--version").output();
    let version = version.expect("the compiler that built this").stdout;
    let version = String::from_utf8(version).expect("text");
    let cases = trybuild::TestCases::new();
    if version.starts_with(PINNED) || std::env::var_os("TRYBUILD").is_some() {
        cases.compile_fail("tests/order_messages/*.rs");
    } else {
        println!("{version}: words of {PINNED} are pinned, and were not compared");
    }
}
