//! Where in the search a run is.

use std::cmp::Ordering;
use std::sync::Arc;

/// The place of a run: which of the others of which run it was.
///
/// Places are ordered as a search by one worker visits them: a run, then what it
/// left, one after the other, each with what that left in turn.
#[derive(Clone, Debug, Default)]
pub(super) struct Path(Option<Arc<Step>>);

#[derive(Debug)]
struct Step {
    before: Path,
    index: usize,
    depth: usize,
}

impl Path {
    /// The place of the `index`-th that the run at this place left.
    pub(super) fn then(&self, index: usize) -> Self {
        Path(Some(Arc::new(Step {
            before: self.clone(),
            index,
            depth: self.depth() + 1,
        })))
    }

    fn depth(&self) -> usize {
        self.0.as_ref().map_or(0, |step| step.depth)
    }

    /// Whether a search by one worker comes here before it comes to `other`.
    pub(super) fn is_before(&self, other: &Path) -> bool {
        self.compare(other) == Ordering::Less
    }

    /// Which of them a search by one worker comes to first.
    pub(super) fn compare(&self, other: &Path) -> Ordering {
        let (mine, its) = (self.indices(), other.indices());
        mine.cmp(&its)
    }

    fn indices(&self) -> Vec<usize> {
        let mut indices = Vec::with_capacity(self.depth());
        let mut at = self.0.as_ref();
        while let Some(step) = at {
            indices.push(step.index);
            at = step.before.0.as_ref();
        }
        indices.reverse();
        indices
    }
}
