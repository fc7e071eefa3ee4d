//! The kernel's command line.

use latchwork_kernel_lib::Options;
use latchwork_kernel_lib::protocol::{CommandLine, Provocation, UnknownWord, Word};
use std::num::NonZeroU64;

/// A word of every kind.
fn words() -> Vec<Word> {
    let many = NonZeroU64::new(17).expect("is not zero");
    let others = [Word::TestsOff, Word::CurveOff, Word::Acquisitions(many)];
    let provocations = Provocation::ALL.map(Word::Provoke);
    others.into_iter().chain(provocations).collect()
}

#[test]
fn each_word_parses_as_it_is_written() {
    for word in words() {
        assert_eq!(Word::parse(&word.to_string()), Ok(word));
    }
    assert_eq!(
        Word::parse("provoke=page-fault"),
        Ok(Word::Provoke(Provocation::PageFault))
    );
}

#[test]
fn an_empty_line_asks_for_everything() {
    let line = CommandLine::parse(" \t ").expect("has no word");
    assert_eq!(line.provoke, None);
    assert_eq!(line.options, Options::default());
    assert!(line.options.self_tests && line.options.curve);
}

#[test]
fn words_are_taken_in_any_order_and_the_last_one_holds() {
    let text = "curve=off provoke=panic  provoke=double-fault acquisitions=17 tests=off";
    assert_eq!(
        CommandLine::parse(text),
        Ok(CommandLine {
            provoke: Some(Provocation::DoubleFault),
            options: Options {
                acquisitions: Some(17),
                self_tests: false,
                curve: false,
            },
        })
    );
}

#[test]
fn the_first_unknown_word_is_named() {
    for word in [
        "tests",
        "tests=on",
        "tests=off=",
        "acquisitions=0",
        "acquisitions=-1",
        "acquisitions=",
        "provoke=nothing",
        "provoke=",
        "=",
    ] {
        let line = format!("curve=off {word} other");
        assert_eq!(CommandLine::parse(&line), Err(UnknownWord(word)));
    }
}

#[test]
fn the_error_lists_every_word_that_is_known() {
    let error = UnknownWord("x").to_string();
    assert!(error.contains("`x`"), "{error}");
    for word in words() {
        let listed = word.to_string().replace("17", "N");
        assert!(error.contains(&listed), "{listed}: {error}");
    }
}
