//! What a table holds.

use super::cell::Cell;

/// Rows of cells under a header.
#[derive(Clone, Debug)]
pub struct Table {
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Vec<Cell>>,
    /// The columns by their places, the one that matters most first.
    pub(super) kept: Vec<usize>,
}

#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) name: String,
    /// Whether its cells may be broken into lines, between words.
    pub(super) wraps: bool,
}

impl Table {
    /// A table without rows, with these names above its columns.
    pub fn new<S: Into<String>>(names: impl IntoIterator<Item = S>) -> Self {
        let columns = names.into_iter().map(|name| Column {
            name: name.into(),
            wraps: false,
        });
        let columns: Vec<Column> = columns.collect();
        Self {
            kept: (0..columns.len()).collect(),
            columns,
            rows: Vec::new(),
        }
    }

    /// This table, where the cells of the columns `names` may be broken into lines.
    ///
    /// # Panics
    ///
    /// If a column is not there.
    #[must_use]
    pub fn wrapping(mut self, names: &[&str]) -> Self {
        for name in names {
            let place = self.place(name);
            self.columns[place].wraps = true;
        }
        self
    }

    /// This table, of which the columns `names` are kept longest where it is narrow, in
    /// this order, and then the others, from the left.
    ///
    /// # Panics
    ///
    /// If a column is not there.
    #[must_use]
    pub fn keeping(mut self, names: &[&str]) -> Self {
        let mut kept: Vec<usize> = names.iter().map(|name| self.place(name)).collect();
        let others = (0..self.columns.len()).filter(|place| !kept.contains(place));
        let others: Vec<usize> = others.collect();
        kept.extend(others);
        self.kept = kept;
        self
    }

    fn place(&self, name: &str) -> usize {
        let place = self.columns.iter().position(|column| column.name == name);
        place.unwrap_or_else(|| panic!("there is no column {name:?}"))
    }

    /// Adds a row.
    ///
    /// # Panics
    ///
    /// If it has not one cell for each column.
    pub fn row<C: Into<Cell>>(&mut self, cells: impl IntoIterator<Item = C>) {
        let cells: Vec<Cell> = cells.into_iter().map(Into::into).collect();
        assert_eq!(cells.len(), self.columns.len(), "a cell for each column");
        self.rows.push(cells);
    }

    /// Whether it has no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}
