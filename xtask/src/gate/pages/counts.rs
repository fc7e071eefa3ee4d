//! Numbers of executions are those of the checks.

use latchwork_suite::report::Row;

use super::checks::Checks;
use super::compared::Compared;
use super::page::Page;
use crate::cli::Checker;

/// What marks the number of blocked executions, behind a check's id.
const BLOCKED: &str = " blocked";

/// A cell for a check that a checker does not have.
const NONE: &str = "–";

pub(super) fn compare(page: &Page, checks: Checks, compared: &mut Compared) {
    for table in &page.markdown.tables {
        for (line, cells) in &table.rows {
            let id = cells.first().map_or("", String::as_str);
            for (head, cell) in table.head.iter().zip(cells).skip(1) {
                // `explore`, or `explore says`.
                let checker = head.split(' ').next().unwrap_or(head);
                if is_checker(checker) && is_id(id) && checks.have_numbers(checker, id) {
                    compared.note(*line, wrong_cell(checks, checker, id, cell));
                }
            }
        }
    }
    for (line, word, comment) in &page.markdown.marked {
        if let Some((checker, id)) = comment.split_once(' ')
            && is_checker(checker)
        {
            let (id, count): (_, fn(&Row) -> u64) = match id.strip_suffix(BLOCKED) {
                Some(id) => (id, |row| row.blocked.unwrap_or_default()),
                None => (id, |row| row.executions),
            };
            if checks.have_numbers(checker, id) {
                compared.note(*line, wrong_word(checks, checker, id, count, word));
            }
        }
    }
}

fn is_checker(word: &str) -> bool {
    Checker::DEFAULT.iter().any(|it| it.name() == word)
}

/// Whether a cell is the id of a check, and no words.
fn is_id(cell: &str) -> bool {
    cell.contains('/') && !cell.contains(' ')
}

/// What is wrong with a cell: it has the executions, or a part of the detail.
fn wrong_cell(checks: Checks, checker: &str, id: &str, cell: &str) -> Option<String> {
    let cell = plain(cell);
    let Some(row) = checks.row(checker, id) else {
        return (cell != NONE).then(|| format!("{checker} has no check `{id}`"));
    };
    let said = match row.blocked {
        Some(blocked) if blocked > 0 => format!("{} (+ {blocked})", row.executions),
        _ => row.executions.to_string(),
    };
    let is_count = cell.starts_with(|c: char| c.is_ascii_digit())
        && cell
            .chars()
            .all(|c| c.is_ascii_digit() || " (+)".contains(c));
    let right = if is_count {
        cell == said
    } else {
        has_words(&row.detail, &cell)
    };
    (!right).then(|| {
        let detail = &row.detail;
        format!("`{id}` under {checker}: the page has `{cell}`, the check {said}; {detail}")
    })
}

/// What is wrong with a word in a sentence, which is a number of executions.
fn wrong_word(
    checks: Checks,
    checker: &str,
    id: &str,
    count: fn(&Row) -> u64,
    word: &str,
) -> Option<String> {
    let Some(row) = checks.row(checker, id) else {
        return Some(format!("{checker} has no check `{id}`"));
    };
    let word = plain(word);
    let digits: String = word.chars().filter(char::is_ascii_digit).collect();
    let count = count(row);
    (digits != count.to_string())
        .then(|| format!("`{id}` under {checker}: the page has {word}, the check {count}"))
}

/// Whether `words` stand in `text`, and are no part of longer words or numbers there.
fn has_words(text: &str, words: &str) -> bool {
    let is_part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    !words.is_empty()
        && text.match_indices(words).any(|(place, _)| {
            let (before, after) = (&text[..place], &text[place + words.len()..]);
            !is_part(before.chars().next_back()) && !is_part(after.chars().next())
        })
}

/// A number without the commas between its thousands.
fn plain(text: &str) -> String {
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let chars: Vec<char> = text.trim().chars().collect();
    let between = |place: usize| {
        is_digit(chars.get(place.wrapping_sub(1)).copied())
            && is_digit(chars.get(place + 1).copied())
    };
    let kept = chars.iter().enumerate();
    let kept = kept.filter(|(place, c)| **c != ',' || !between(*place));
    kept.map(|(_, c)| *c).collect()
}
