//! A table as text.

use super::cell::{Cell, Tone, paint};
use super::layout::{Layout, MARGIN};
use super::rows::Table;
use super::wrap::{width_of, wrap};

/// How deep what belongs to a row stands below it.
const INDENT: usize = 4;

/// Between two fields on one line.
const BETWEEN: &str = "; ";

/// What a cell says that has nothing to say.
pub const NOTHING: &str = "–";

impl Table {
    /// The table without colours, in lines of at most `width` characters unless a word
    /// is longer; without a `width`, no line is broken.
    pub fn plain(&self, width: Option<usize>) -> String {
        self.text(width, false)
    }

    /// The table as [`plain`](Self::plain), with the colours of its cells.
    pub fn coloured(&self, width: Option<usize>) -> String {
        self.text(width, true)
    }

    fn text(&self, width: Option<usize>, coloured: bool) -> String {
        let lines = match Layout::of(self, width) {
            Layout::Beside(widths) => self.beside(&widths, width, coloured),
            Layout::Stacked(width) => self.stacked(width, coloured),
        };
        lines.join("\n")
    }

    /// The columns with a width beside each other, the others below each row.
    fn beside(
        &self,
        widths: &[Option<usize>],
        width: Option<usize>,
        coloured: bool,
    ) -> Vec<String> {
        let names: Vec<Cell> = self
            .columns
            .iter()
            .map(|it| it.name.clone().into())
            .collect();
        let names: Vec<Cell> = names.into_iter().map(|it| it.toned(Tone::Header)).collect();
        let shown: Vec<usize> = widths.iter().flatten().copied().collect();
        let mut lines = row_lines(&names, widths, coloured);
        let line = Layout::total(&shown) + MARGIN;
        lines.push("─".repeat(width.map_or(line, |width| line.min(width))));
        for row in &self.rows {
            let mut own = row_lines(row, widths, coloured);
            own.retain(|line| !line.is_empty());
            lines.append(&mut own);
            let below = (0..row.len()).filter(|&place| widths[place].is_none());
            let fields: Vec<String> = below.filter_map(|place| self.field(row, place)).collect();
            let text = fields.join(BETWEEN);
            let room = width.map(|it| it.saturating_sub(INDENT));
            let indented = |line| format!("{}{line}", " ".repeat(INDENT));
            lines.extend(wrap(&text, room).into_iter().map(indented));
        }
        lines
    }

    /// Every field on a line of its own, a blank line between rows.
    fn stacked(&self, width: usize, coloured: bool) -> Vec<String> {
        let mut lines = Vec::new();
        for row in &self.rows {
            if !lines.is_empty() {
                lines.push(String::new());
            }
            for (place, cell) in row.iter().enumerate() {
                let Some(field) = self.field(row, place) else {
                    continue;
                };
                for (nth, line) in wrap(&field, Some(width)).into_iter().enumerate() {
                    let indent = if nth == 0 { 0 } else { INDENT / 2 };
                    lines.push(" ".repeat(indent) + &paint(&line, cell.tone, coloured));
                }
            }
        }
        lines
    }

    /// What `row` says in a column, behind the column's name; nothing if it says nothing.
    fn field(&self, row: &[Cell], place: usize) -> Option<String> {
        let (name, text) = (&self.columns[place].name, row[place].text.trim());
        let text = text.replace('\n', ", ");
        match (name.as_str(), text.as_str()) {
            (_, "" | NOTHING) => None,
            ("", text) => Some(text.to_owned()),
            (name, text) => Some(format!("{name}: {text}")),
        }
    }
}

/// The lines of one row, with `cells` as wide as `widths` says.
fn row_lines(cells: &[Cell], widths: &[Option<usize>], coloured: bool) -> Vec<String> {
    let shown = cells.iter().zip(widths);
    let shown: Vec<(&Cell, usize, Vec<String>)> = shown
        .filter_map(|(cell, width)| width.map(|it| (cell, it, wrap(&cell.text, Some(it)))))
        .collect();
    let height = shown.iter().map(|(.., lines)| lines.len()).max();
    (0..height.unwrap_or_default().max(1))
        .map(|nth| {
            let parts = shown.iter().map(|(cell, width, lines)| {
                let text = lines.get(nth).map_or("", String::as_str);
                let fill = " ".repeat(width.saturating_sub(width_of(text)));
                let text = paint(text, cell.tone, coloured);
                match cell.right {
                    true => fill + &text,
                    false => text + &fill,
                }
            });
            let line = parts.collect::<Vec<_>>().join("   ");
            format!(" {line}").trim_end().to_owned()
        })
        .collect()
}
