//! Tables for people, in colour: the stream that they are printed to removes the colours
//! where nobody wants them.

pub(crate) use latchwork_suite::table::{Cell, NOTHING, Table};

use latchwork_suite::report::Verdict;
use latchwork_suite::table::{Tone, room};

use crate::ground::output::line;

/// An empty table with this header.
pub(crate) fn table(header: &[&str]) -> Table {
    Table::new(header.iter().copied())
}

/// Prints `table` on standard output.
pub(crate) fn print(table: &Table) {
    line(table.coloured(room()));
}

/// A cell with a number, right-aligned.
pub(crate) fn number(text: impl ToString) -> Cell {
    Cell::number(text)
}

/// A cell with a verdict.
pub(crate) fn verdict(verdict: Verdict) -> Cell {
    match verdict {
        Verdict::Pass => good("pass"),
        Verdict::Fail => bad("FAIL"),
        Verdict::Unchecked => bad("NOT CHECKED"),
    }
}

/// A cell with good news.
pub(crate) fn good(text: &str) -> Cell {
    Cell::new(text).toned(Tone::Good)
}

/// A cell with bad news.
pub(crate) fn bad(text: &str) -> Cell {
    Cell::new(text).toned(Tone::Bad)
}

/// A cell with something to keep in mind.
pub(crate) fn noted(text: &str) -> Cell {
    Cell::new(text).toned(Tone::Noted)
}

/// A cell with bad news that were to be had.
pub(crate) fn expected(text: &str) -> Cell {
    Cell::new(text).toned(Tone::Expected)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Whether `table` can be read on any terminal: no line is too long for it, unless it
    /// is one word, and every word is whole.
    pub(crate) fn fits_every_terminal(table: &Table) {
        let natural = table.plain(None);
        let cells = natural.lines().skip(2);
        let words: Vec<&str> = cells.flat_map(str::split_whitespace).collect();
        assert!(!words.is_empty(), "there is nothing to see");
        for width in [40, 60, 80, 100, 120, 200] {
            let text = table.plain(Some(width));
            for line in text.lines() {
                let fits = line.chars().count() <= width;
                assert!(
                    fits || line.split_whitespace().count() == 1,
                    "{width}: {line:?}"
                );
            }
            // Cells, and the lines of a cell, become parts of a sentence.
            let bare = |word: &str| word.trim_end_matches([',', ';']).to_owned();
            let there: Vec<String> = text.split_whitespace().map(bare).collect();
            for word in words.iter().filter(|it| **it != NOTHING) {
                assert!(there.contains(&bare(word)), "{width}: {word:?}\n{text}");
            }
        }
    }
}
