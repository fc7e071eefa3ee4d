use super::wrap::width_of;
use super::*;

/// Terminals that there are.
const WIDTHS: [usize; 6] = [40, 60, 80, 100, 120, 200];

/// A table of checks, like those that the commands print.
fn checks() -> Table {
    let names = [
        "layer",
        "object",
        "property",
        "checker",
        "client",
        "executions",
        "time",
        "result",
        "detail",
    ];
    let mut table = Table::new(names)
        .wrapping(&["property", "detail"])
        .keeping(&[
            "object",
            "client",
            "checker",
            "result",
            "time",
            "executions",
        ]);
    let rows = [
        (
            "TicketLock",
            "lock 3×2",
            "90",
            "pass",
            "bypass 2 seen, bound 2",
        ),
        (
            "Queue<BiasedLock>",
            "push 2×1, pop 1×2",
            "76,338 + 1,094 blocked",
            "fail (expected)",
            "refinement violated in execution 13, which is one of all that there are",
        ),
        ("McsLock", "1 of 64", "0", "pass", NOTHING),
    ];
    for (object, client, executions, result, detail) in rows {
        table.row([
            Cell::new("lock"),
            Cell::new(object),
            Cell::new("exclusion, refinement, bypass, progress"),
            Cell::new("explore"),
            Cell::new(client),
            Cell::number(executions),
            Cell::number("1.3 ms"),
            Cell::new(result).toned(Tone::Good),
            Cell::new(detail),
        ]);
    }
    table
}

#[test]
fn no_terminal_breaks_a_word_or_loses_one() {
    let table = checks();
    let mut words: Vec<&str> = table
        .rows
        .iter()
        .flatten()
        .flat_map(|it| it.text.split(' '))
        .collect();
    words.retain(|word| *word != NOTHING);
    for width in WIDTHS {
        let text = table.plain(Some(width));
        for line in text.lines() {
            assert!(width_of(line) <= width, "{width}: {line:?}");
        }
        for word in &words {
            let there = text.split_whitespace().map(|it| it.trim_end_matches(';'));
            let there = there.filter(|it| it == word).count();
            let expected = words.iter().filter(|it| *it == word).count();
            assert!(
                there >= expected,
                "{width}: {word:?} {there} times of {expected}\n{text}"
            );
        }
        let each = text.lines().count() / table.rows.len();
        assert!(each <= 12, "{width}: {each} lines a row\n{text}");
    }
}

#[test]
fn what_has_no_room_follows_below_its_row() {
    let expected = "
 object              checker   client              time     result
────────────────────────────────────────────────────────────────────────────
 TicketLock          explore   lock 3×2            1.3 ms   pass
    layer: lock; property: exclusion, refinement, bypass, progress;
    executions: 90; detail: bypass 2 seen, bound 2
 Queue<BiasedLock>   explore   push 2×1, pop 1×2   1.3 ms   fail (expected)
    layer: lock; property: exclusion, refinement, bypass, progress;
    executions: 76,338 + 1,094 blocked; detail: refinement violated in
    execution 13, which is one of all that there are
 McsLock             explore   1 of 64             1.3 ms   pass
    layer: lock; property: exclusion, refinement, bypass, progress;
    executions: 0";
    assert_eq!(format!("\n{}", checks().plain(Some(77))), expected);
}

#[test]
fn fields_are_stacked_where_hardly_a_column_fits() {
    let text = checks().plain(Some(40));
    let first = "\
layer: lock
object: TicketLock
property: exclusion, refinement, bypass,
  progress
checker: explore
client: lock 3×2
executions: 90
time: 1.3 ms
result: pass
detail: bypass 2 seen, bound 2

layer: lock";
    assert!(text.starts_with(first), "{text}");
}

#[test]
fn without_a_width_no_line_is_broken() {
    let text = checks().plain(None);
    assert_eq!(text.lines().count(), 2 + 3, "{text}");
}

#[test]
fn where_there_is_room_long_cells_are_broken_and_numbers_end_together() {
    let mut table = Table::new(["step", "time", ""]).wrapping(&[""]);
    table.row([
        Cell::new("one"),
        Cell::number("1.30 s"),
        Cell::new("these are some words of it"),
    ]);
    table.row([Cell::new("three"), Cell::number("12.30 s"), Cell::new("")]);
    let expected = "
 step    time
───────────────────────────────────────
 one      1.30 s   these are some words
                   of it
 three   12.30 s";
    assert_eq!(format!("\n{}", table.plain(Some(39))), expected);
}

#[test]
fn colours_change_no_letter() {
    let table = checks();
    for width in WIDTHS {
        let coloured = table.coloured(Some(width));
        assert!(coloured.contains("\u{1b}["), "{coloured:?}");
        let mut plain = String::new();
        for (nth, part) in coloured.split('\u{1b}').enumerate() {
            plain += match nth {
                0 => part,
                _ => part.split_once('m').expect("a code").1,
            };
        }
        let trimmed = |text: &str| {
            text.lines()
                .map(str::trim_end)
                .collect::<Vec<_>>()
                .join("\n")
        };
        assert_eq!(trimmed(&plain), table.plain(Some(width)));
    }
}
