//! Which columns of a table have room.

use super::rows::{Column, Table};
use super::wrap::{longest_word, width_of};
use std::io;

/// How a table is laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// The columns that have a width stand beside each other; what the others say follows
    /// below each row.
    Beside(Vec<Option<usize>>),
    /// Every field has a line of its own, of at most so many characters.
    Stacked(usize),
}

/// Characters between two columns.
const GAP: usize = 3;

/// Characters in front of the first column.
pub(super) const MARGIN: usize = 1;

/// With fewer columns than this beside each other, a table says less than a list.
const FEWEST: usize = 3;

/// A column whose cells are broken into lines is not made narrower than this.
const NARROWEST: usize = 20;

/// How wide a column is, and can be.
#[derive(Clone, Copy, Debug)]
struct Widths {
    least: usize,
    most: usize,
}

impl Layout {
    /// The layout of `table` that keeps to `width`.
    pub(super) fn of(table: &Table, width: Option<usize>) -> Self {
        let places = 0..table.columns.len();
        let widths: Vec<Widths> = places.map(|place| widths(table, place)).collect();
        let Some(width) = width else {
            return Self::Beside(widths.iter().map(|it| Some(it.most)).collect());
        };
        let fit = (0..=table.kept.len()).rev().find(|&count| {
            let least = table.kept[..count].iter().map(|&place| widths[place].least);
            Self::total(&least.collect::<Vec<_>>()) <= width
        });
        let count = fit.unwrap_or_default();
        if count < FEWEST.min(table.columns.len()) {
            return Self::Stacked(width);
        }
        let kept = &table.kept[..count];
        let mut chosen: Vec<Option<usize>> = vec![None; widths.len()];
        for &place in kept {
            chosen[place] = Some(widths[place].least);
        }
        let used: Vec<usize> = chosen.iter().flatten().copied().collect();
        for _ in Self::total(&used)..width {
            // To the column that lacks most.
            let lacks = |place: &usize| widths[*place].most - chosen[*place].unwrap_or_default();
            let Some(&place) = kept.iter().max_by_key(|place| lacks(place)) else {
                break;
            };
            if lacks(&place) == 0 {
                break;
            }
            chosen[place] = chosen[place].map(|it| it + 1);
        }
        Self::Beside(chosen)
    }

    /// Characters of a line with columns of these widths.
    pub(super) fn total(widths: &[usize]) -> usize {
        MARGIN + widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1)
    }
}

fn widths(table: &Table, place: usize) -> Widths {
    let Column { name, wraps } = &table.columns[place];
    let texts = table.rows.iter().map(|row| row[place].text.as_str());
    let texts = texts.chain([name.as_str()]);
    let most = texts.clone().flat_map(str::lines).map(width_of);
    let most = most.max().unwrap_or_default();
    let least = match wraps {
        true => texts.map(longest_word).max().unwrap_or_default(),
        false => most,
    };
    Widths {
        least: least.max(most.min(NARROWEST)),
        most,
    }
}

/// Characters of a line of standard output, if it is a terminal.
pub fn room() -> Option<usize> {
    let (terminal_size::Width(width), _) = terminal_size::terminal_size_of(io::stdout())?;
    Some(usize::from(width))
}
