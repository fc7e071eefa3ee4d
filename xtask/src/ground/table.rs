//! Tables for people.

use comfy_table::presets::NOTHING;
use comfy_table::{
    Attribute, Cell, CellAlignment, Color, ContentArrangement, LineStyle, Table, TableStyle,
};
use latchwork_suite::report::Verdict;

/// A line under the header, and no other.
const STYLE: TableStyle = NOTHING.header_separator(LineStyle::none().fill('─').junction('─'));

/// An empty table with this header. It is always styled: the stream that it is
/// printed to removes the styles where nobody wants them.
pub(crate) fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table
        .load_style(STYLE)
        .enforce_styling()
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_header(
            header
                .iter()
                .map(|name| Cell::new(name).add_attribute(Attribute::Bold)),
        );
    table
}

/// Prints `table` on standard output.
pub(crate) fn print(table: &Table) {
    anstream::println!("{}", table.trim_fmt());
}

/// A cell with a number, right-aligned.
pub(crate) fn number(text: impl ToString) -> Cell {
    Cell::new(text).set_alignment(CellAlignment::Right)
}

/// A cell with a verdict.
pub(crate) fn verdict(verdict: Verdict) -> Cell {
    match verdict {
        Verdict::Pass => good("pass"),
        Verdict::Fail => bad("FAIL"),
    }
}

/// A cell with good news.
pub(crate) fn good(text: &str) -> Cell {
    Cell::new(text).fg(Color::Green)
}

/// A cell with bad news.
pub(crate) fn bad(text: &str) -> Cell {
    Cell::new(text)
        .fg(Color::Red)
        .add_attribute(Attribute::Bold)
}

/// A cell with something to keep in mind.
pub(crate) fn noted(text: &str) -> Cell {
    Cell::new(text).fg(Color::Yellow)
}
