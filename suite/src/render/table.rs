//! A counterexample as text: a column for each CPU, a row for each step.

use crate::counterexample::Counterexample;
use crate::table::{Cell, Table, wrapped};

/// Stands in front of a step that the violation lies in.
const MARK: &str = "▶";

/// Columns beside those of the CPUs: the number in front, state and line behind.
const IN_FRONT: usize = 1;

/// The columns behind those of the CPUs, which alone may be broken into lines.
const BEHIND: [&str; 2] = ["state after it", "source line"];

/// The violation in a line, the steps below it.
///
/// No line is longer than `width`, unless a word is; without one, no line is broken.
pub fn table(counterexample: &Counterexample, width: Option<usize>) -> String {
    let headline = wrapped(&counterexample.headline(), width);
    if counterexample.steps.is_empty() {
        return headline;
    }
    let cpus = counterexample.cpus.iter().map(|cpu| format!("CPU {cpu}"));
    let mut header = vec![String::new()];
    header.extend(cpus);
    header.extend(BEHIND.map(str::to_owned));
    let columns = header.len();
    let mut table = Table::new(header).wrapping(&BEHIND);

    let mut before = vec![Cell::new(""); columns];
    before[columns - 2] = Cell::new(&counterexample.before);
    before[columns - 1] = Cell::new("(at first)");
    table.row(before);
    for step in &counterexample.steps {
        let mut row = vec![Cell::new(""); columns];
        let number = step.number.map(|number| number.to_string());
        let mark = if step.marked { MARK } else { " " };
        row[0] = Cell::number(format!("{mark} {:>2}", number.unwrap_or_default()));
        if let Some(column) = counterexample.cpus.iter().position(|&cpu| cpu == step.cpu) {
            row[IN_FRONT + column] = Cell::new(&step.event);
        }
        row[columns - 2] = Cell::new(&step.state);
        row[columns - 1] = Cell::new(&step.at);
        table.row(row);
    }
    let left_out = wrapped(&counterexample.left_out.to_string(), width);
    format!("{headline}\n{}\n{left_out}", table.plain(width))
}

/// The room that standard output, if it is a terminal, leaves for what is
/// indented by two.
pub fn room() -> Option<usize> {
    crate::table::room().map(|width| width.saturating_sub(2))
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
    fn a_narrow_terminal_breaks_lines_between_words() {
        for width in [40, 60, 80, 100, 120, 200] {
            let narrow = table(&example(), Some(width));
            for line in narrow.lines() {
                assert!(line.chars().count() <= width, "{width}: {line:?}");
            }
            for word in ["Acquire", "allowed:", "a.rs:7", "b.rs:1", "inside"] {
                let mut words = narrow.split_whitespace().map(|it| it.trim_end_matches(';'));
                assert!(words.any(|it| it == word), "{width}: {word}\n{narrow}");
            }
        }
    }

    #[test]
    fn without_steps_there_is_only_the_headline() {
        let mut nothing = example();
        nothing.steps.clear();
        assert_eq!(table(&nothing, None), nothing.headline());
    }
}
