//! The kernel's command line.

use latchwork_kernel_lib::Options;
use latchwork_kernel_lib::protocol::{CommandLine, Provocation, Word, WordError};
use std::num::NonZeroU64;

/// A word of every kind.
fn words() -> Vec<Word> {
    let many = NonZeroU64::new(17).expect("is not zero");
    let others = [
        Word::TestsOff,
        Word::CurveOff,
        Word::Measure,
        Word::Statistics,
        Word::Reset,
        Word::Acquisitions(many),
        Word::CriticalSection(many),
        Word::Echo,
        Word::WatchdogOff,
        Word::Watchdog(many),
    ];
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
    assert!(!line.echo);
    assert_eq!(line.watchdog, NonZeroU64::new(10));
    let off = CommandLine::parse("watchdog=off").expect("is known");
    assert_eq!(off.watchdog, None);
    assert_eq!(line.options, Options::default());
    assert!(line.options.self_tests && line.options.curve && !line.reset);
}

#[test]
fn words_are_taken_in_any_order() {
    let text = "curve=off  provoke=double-fault measure stats reset acquisitions=17 critical-section=300 watchdog=3 echo tests=off";
    let mut words: Vec<&str> = text.split_whitespace().collect();
    let expected = CommandLine {
        provoke: Some(Provocation::DoubleFault),
        reset: true,
        echo: true,
        watchdog: NonZeroU64::new(3),
        options: Options {
            acquisitions: Some(17),
            self_tests: false,
            curve: false,
            measure: true,
            statistics: true,
            critical_section: 300,
        },
    };
    assert_eq!(CommandLine::parse(text), Ok(expected));
    words.reverse();
    assert_eq!(CommandLine::parse(&words.join("\t")), Ok(expected));
}

#[test]
fn nothing_is_said_twice() {
    for (first, second) in [
        ("tests=off", "tests=off"),
        ("curve=off", "curve=off"),
        ("measure", "measure"),
        ("stats", "stats"),
        ("reset", "reset"),
        ("acquisitions=1", "acquisitions=2"),
        ("critical-section=1", "critical-section=2"),
        ("echo", "echo"),
        ("watchdog=off", "watchdog=1"),
        ("provoke=panic", "provoke=hang"),
        ("acquisitions=1", "acquisitions=x"),
    ] {
        let line = format!("{first} {second}");
        let repeated = WordError::Repeated(second);
        assert_eq!(CommandLine::parse(&line), Err(repeated));
        assert!(repeated.to_string().contains(second));
    }
}

#[test]
fn a_number_is_written_in_one_way() {
    let most = u64::MAX;
    let word = format!("acquisitions={most}");
    let number = NonZeroU64::new(most).map(Word::Acquisitions);
    assert_eq!(Word::parse(&word).ok(), number);
    for number in [
        "",
        "0",
        "00",
        "01",
        "+1",
        "-1",
        "+",
        "1 ",
        "1_000",
        "1e3",
        "0x10",
        "१",
        "18446744073709551616",
    ] {
        let word = format!("acquisitions={number}");
        assert_eq!(Word::parse(&word), Err(WordError::Unknown(&word)));
    }
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
        "critical-section=0",
        "critical-section=1000001",
        "critical-section",
        "watchdog=on",
        "watchdog=0",
        "watchdog=3601",
        "provoke=nothing",
        "provoke=",
        "=",
    ] {
        let line = format!("curve=off {word} other");
        assert_eq!(CommandLine::parse(&line), Err(WordError::Unknown(word)));
    }
}

#[test]
fn the_error_lists_every_word_that_is_known() {
    let error = WordError::Unknown("x").to_string();
    assert!(error.contains("`x`"), "{error}");
    for word in words() {
        let name = match word {
            Word::Acquisitions(_) => "N ",
            Word::Watchdog(_) => "SECONDS ",
            _ => "TICKS ",
        };
        let listed = word.to_string().replace("17", name);
        assert!(error.contains(&listed), "{listed}: {error}");
    }
    assert!(error.contains("TICKS at most 1000000"), "{error}");
    assert!(!error.contains("N at most"), "{error}");
}
