//! Calls between CPUs.
//!
//! Each CPU of a model has a handler, which others raise and which serves. Its events are
//! logged as those of another CPU, so that they follow each other.

#[cfg(not(loom))]
mod any;
#[cfg(not(loom))]
mod cpu;
mod loom;
#[cfg(not(loom))]
mod machine;
#[cfg(not(loom))]
mod programs;
#[cfg(not(loom))]
mod rows;
#[cfg(not(loom))]
mod twins;

use self::loom::NO_INTERRUPTS;
#[cfg(not(loom))]
use self::rows::rows;
use crate::table::{Checker, Gap, Object};
#[cfg(loom)]
use crate::table::{Draw, Kind, Row, Subject, all, drawn};

/// Calls between CPUs, with their table.
pub(crate) fn objects() -> [Object; 1] {
    let object = Object::new("CrossCalls", rows())
        .without(Gap::Program(Checker::Loom), NO_INTERRUPTS)
        .without(Gap::Twin(Checker::Loom), NO_INTERRUPTS)
        .without(
            Gap::Environment,
            "a call touches what each CPU has that is called: no log of the others stands for them",
        );
    [object]
}

/// What loom can do nothing with: a program, and a twin.
#[cfg(loom)]
fn rows() -> [Row; 2] {
    use self::loom::NONE;
    use latchwork_suite::Property::Progress;

    let drawn = || drawn(Draw::AtRandom);
    let program = Subject::beyond(Kind::Program, "CrossCalls, calls");
    let twin = Subject::beyond(Kind::Program, "Deaf, crossing");
    [
        program.by(all(), NONE, drawn()),
        twin.by(all().violates(Progress), NONE, drawn().violates(Progress)),
    ]
}
