//! A counterexample as text: a column for each CPU, a row for each step.

use crate::counterexample::Counterexample;
use comfy_table::presets::NOTHING;
use comfy_table::{
    Cell, CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle,
};
use core::fmt::Write;
use std::io;

/// A line under the header, and no other.
const STYLE: TableStyle = NOTHING.header_separator(LineStyle::none().fill('─').junction('─'));

/// Stands in front of a step that the violation lies in.
const MARK: &str = "▶";

/// Columns beside those of the CPUs: the number in front, state and line behind.
const IN_FRONT: usize = 1;

/// The violation in a line, the steps below it.
///
/// The table keeps to `width` characters, if its columns of CPUs fit in; without
/// one, no line is broken.
pub fn table(counterexample: &Counterexample, width: Option<u16>) -> String {
    let mut text = counterexample.headline();
    if counterexample.steps.is_empty() {
        return text;
    }
    let cpus = counterexample.cpus.iter().map(|cpu| format!("CPU {cpu}"));
    let mut header = vec![String::new()];
    header.extend(cpus);
    header.extend(["state after it", "source line"].map(str::to_owned));
    let columns = header.len();

    let mut table = Table::new();
    table.load_style(STYLE).set_header(header);
    if let Some(width) = width {
        table
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(width);
    }
    // Only the state and the line may be broken.
    for column in table.column_iter_mut().take(columns - 2) {
        column.set_constraint(ColumnConstraint::ContentWidth);
    }

    let mut before = vec![Cell::new(""); columns];
    before[columns - 2] = Cell::new(&counterexample.before);
    before[columns - 1] = Cell::new("(at first)");
    table.add_row(before);
    for step in &counterexample.steps {
        let mut row = vec![Cell::new(""); columns];
        let number = step.number.map(|number| number.to_string());
        let mark = if step.marked { MARK } else { " " };
        row[0] = Cell::new(format!("{mark} {:>2}", number.unwrap_or_default()))
            .set_alignment(CellAlignment::Right);
        if let Some(column) = counterexample.cpus.iter().position(|&cpu| cpu == step.cpu) {
            row[IN_FRONT + column] = Cell::new(&step.event);
        }
        row[columns - 2] = Cell::new(&step.state);
        row[columns - 1] = Cell::new(&step.at);
        table.add_row(row);
    }
    let _ = write!(text, "\n{}\n{}", table.trim_fmt(), counterexample.left_out);
    text
}

/// The room that standard output, if it is a terminal, leaves for what is
/// indented by two.
pub fn room() -> Option<u16> {
    let (terminal_size::Width(width), _) = terminal_size::terminal_size_of(io::stdout())?;
    Some(width.saturating_sub(2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::counterexample::tests::example;

    #[test]
    fn each_cpu_has_a_column_and_each_step_a_row() {
        let expected = "\
exclusion violated: overlap: Acquire of CPU 3: CPU 1 holds the lock
        CPU 1     CPU 3     state after it                      source line
────────────────────────────────────────────────────────────────────────────
                            free; 1 waits                       (at first)
    7   Acquire             CPU 1 holds                         a.rs:7
    8             Arrive    CPU 1 holds; 3 waits                a.rs:5
 ▶  9             Acquire   not allowed: CPU 1 holds the lock   a.rs:7
 ▶                fails     CPU 1 is inside                     b.rs:1
events left out: 6 before";
        assert_eq!(table(&example(), None), expected);
    }

    #[test]
    fn a_narrow_terminal_breaks_states_and_lines_only() {
        let narrow = table(&example(), Some(48));
        assert!(
            narrow
                .lines()
                .skip(1)
                .all(|line| line.chars().count() <= 48),
            "{narrow}"
        );
        assert!(narrow.contains("Acquire"), "{narrow}");
    }

    #[test]
    fn without_steps_there_is_only_the_headline() {
        let mut nothing = example();
        nothing.steps.clear();
        assert_eq!(table(&nothing, None), nothing.headline());
    }
}
